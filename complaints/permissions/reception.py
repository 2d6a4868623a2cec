"""Permissions for the front desk."""

from aftersales.staff.enums import DESK
from aftersales.staff.models import User


def can_receive(user: User) -> bool:
    """May issue numbers, greet, call and finish visitors, and announce waiting times."""
    return user.role in DESK
