"""Who may ask customers on the telephone."""

from aftersales.staff.enums import Role
from aftersales.staff.models import User

INTERVIEWERS = frozenset({Role.SERVICE, Role.QUALITY, Role.MANAGER, Role.QUALITY_MANAGER})


def can_interview(user: User) -> bool:
    return user.role in INTERVIEWERS and user.is_active
