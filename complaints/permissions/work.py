"""Who may see and change what makes the daily work quick: canned replies, calls."""

from aftersales.staff.enums import Role
from aftersales.staff.models import User

# Who sets up how the desk works; who answers customers reads it.
SETTERS = frozenset({Role.MANAGER, Role.ADMIN})
# Who reads what is promised and who decides on what, besides those who set it up.
RULE_READERS = SETTERS | {Role.GM, Role.EXECUTIVE, Role.AUDITOR}
# Who sends a proposal reads the row that routes it.
AUTHORITY_READERS = RULE_READERS | {Role.SERVICE}
# Not those whom it binds.
AUTHORITY_SETTERS = frozenset({Role.ADMIN})
CANNED_REPLY_READERS = SETTERS | {Role.SERVICE, Role.REP, Role.COLLEAGUE}
# A telephone system signs in with the token of such an account.
CALL_READERS = SETTERS | {Role.SERVICE, Role.REP}


def can_report_calls(user: User) -> bool:
    """Tell that a call rings."""
    return user.role in SETTERS | {Role.SERVICE}


def can_set_up(user: User) -> bool:
    """Canned replies and rules of the desk."""
    return user.role in SETTERS


def can_set_authority(user: User) -> bool:
    """The scope of authority."""
    return user.role in AUTHORITY_SETTERS
