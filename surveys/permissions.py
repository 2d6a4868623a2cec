"""Who may see and do what with surveys. Who answered what is shown to nobody (S4)."""

from typing import Any

from django.db.models import QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import User

from .models import Invitation, Response

READERS = frozenset(
    {Role.SERVICE, Role.REP, Role.MANAGER, Role.GM, Role.QUALITY_MANAGER, Role.EXECUTIVE, Role.AUDITOR}
)
SENDERS = frozenset({Role.MANAGER})


def visible_to(user: User) -> QuerySet[Response]:
    """The answers that count in the user's figures: a rep's are those of the own region."""
    if user.role not in READERS:
        return Response.objects.none()
    region = own_region(user)
    return Response.objects.all() if region is None else Response.objects.filter(region_id=region)


def own_region(user: User) -> int | None:
    """The region that the user is kept to; None is the whole company. A rep without a region sees region 0: none."""
    return (user.region_id or 0) if user.role == Role.REP else None


def can_reissue(user: User | None, invitation: Invitation | Any) -> bool:
    """A lost link is sent again, to the same address, by a manager or the system; nobody chooses whom to ask."""
    return user is None or user.role in SENDERS
