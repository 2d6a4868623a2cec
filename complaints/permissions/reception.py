"""Who works at the reception."""

from aftersales.staff.enums import DESK
from aftersales.staff.models import User


def can_receive(user: User) -> bool:
    """Give numbers, greet, call, finish, announce."""
    return user.role in DESK
