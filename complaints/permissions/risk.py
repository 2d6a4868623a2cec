"""Permissions for risk rules and for the acknowledgement of risks."""

from datetime import date

from aftersales.staff.enums import Role
from aftersales.staff.models import User

from ..enums import RiskLevel
from ..models import RiskFlag
from . import acting_for

RULE_WRITERS = frozenset({Role.MANAGER, Role.GM, Role.ADMIN})
RULE_READERS = RULE_WRITERS | {Role.EXECUTIVE, Role.AUDITOR}


def can_change_rules(user: User) -> bool:
    return user.role in RULE_WRITERS


def acknowledges_for(user: User, flag: RiskFlag, today: date) -> User | None:
    """The user in whose name the given user may acknowledge: the user, an absent user by a stand-in, or None.

    Managers and general managers acknowledge. Being the owner is not enough, because the escalation is meant for the
    next level.
    """
    if user.role == Role.GM or (user.role == Role.MANAGER and flag.level != RiskLevel.GM):
        return user
    roles = (Role.GM,) if flag.level == RiskLevel.GM else (Role.GM, Role.MANAGER)
    arrangement = next((found for role in roles if (found := acting_for(user, role, today))), None)
    return arrangement.absent if arrangement else None


def can_acknowledge(user: User, flag: RiskFlag, today: date) -> bool:
    return flag.is_open and acknowledges_for(user, flag, today) is not None
