"""Who reads and changes the capacity of reps and the rule of reminders."""

from aftersales.staff.enums import Role
from aftersales.staff.models import User

LOAD_READERS = frozenset({Role.REP, Role.MANAGER, Role.GM, Role.ADMIN, Role.AUDITOR})
LOAD_WRITERS = frozenset({Role.MANAGER})


def can_set_load(user: User) -> bool:
    return user.role in LOAD_WRITERS
