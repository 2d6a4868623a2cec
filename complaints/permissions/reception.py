"""Who works at the front desk."""

from aftersales.staff.enums import DESK
from aftersales.staff.models import User


def can_receive(user: User) -> bool:
    """Issue numbers, greet, call, finish, announce."""
    return user.role in DESK
