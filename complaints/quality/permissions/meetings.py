"""Which users may see meetings on quality, and what they may do with them."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import User

from ..models import Meeting
from .investigations import INVESTIGATORS, READERS, SEE_EVERY_INVESTIGATION, TEAM_MEMBERS, decides_for

ATTENDEES = TEAM_MEMBERS | {Role.GM, Role.EXECUTIVE}


def visible_meetings(user: User) -> QuerySet[Meeting]:
    """The meetings that a user may see. Who takes part sees the whole meeting, but not all of its investigations."""
    if user.role in SEE_EVERY_INVESTIGATION:
        return Meeting.objects.all()
    if user.role not in READERS:
        return Meeting.objects.none()
    attending = Meeting.attendees.through.objects.filter(meeting=OuterRef("pk"), user=user)
    return Meeting.objects.filter(Q(chair=user) | Q(Exists(attending)))


def can_chair(user: User, day: date) -> bool:
    """Whether the user may chair a meeting on this day: the general manager, or the stand-in of an absent one."""
    return decides_for(user, day) is not None


def can_plan(user: User, day: date) -> bool:
    """Whether the user may plan meetings and write minutes."""
    return user.role in INVESTIGATORS or can_chair(user, day)
