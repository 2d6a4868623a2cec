"""Who evaluates the communication rules."""

from aftersales.staff.enums import Role
from aftersales.staff.models import User

EVALUATORS = frozenset({Role.MANAGER, Role.QUALITY_MANAGER, Role.GM})
RULE_VIEWERS = EVALUATORS | {Role.EXECUTIVE, Role.AUDITOR}


def can_note(user: User) -> bool:
    return user.role in EVALUATORS


def can_conclude(user: User) -> bool:
    """The general manager decides what changes (003, clause 6 of the communication rules)."""
    return user.role == Role.GM
