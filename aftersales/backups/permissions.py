"""Who may make backups."""

from aftersales.staff.enums import Role
from aftersales.staff.models import User


def can_back_up(user: User) -> bool:
    return user.role == Role.ADMIN
