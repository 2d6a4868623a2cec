"""Who may see and change what makes the daily work quick: canned replies."""

from aftersales.staff.enums import Role
from aftersales.staff.models import User

# Who sets up how the desk works; who answers customers reads it.
SETTERS = frozenset({Role.MANAGER, Role.ADMIN})
PHRASE_READERS = SETTERS | {Role.SERVICE, Role.REP, Role.COLLEAGUE}


def can_set_up(user: User) -> bool:
    """Canned replies and rules of the desk."""
    return user.role in SETTERS
