"""Who may see and change what makes the daily work quick: canned replies, calls."""

from aftersales.staff.enums import Role
from aftersales.staff.models import User

# Who sets up how the desk works; who answers customers reads it.
SETTERS = frozenset({Role.MANAGER, Role.ADMIN})
PHRASE_READERS = SETTERS | {Role.SERVICE, Role.REP, Role.COLLEAGUE}
# A telephone system signs in with the token of such an account.
CALL_READERS = SETTERS | {Role.SERVICE, Role.REP}


def can_report_calls(user: User) -> bool:
    """Tell that a call rings."""
    return user.role in SETTERS | {Role.SERVICE}


def can_set_up(user: User) -> bool:
    """Canned replies and rules of the desk."""
    return user.role in SETTERS
