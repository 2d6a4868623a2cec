"""Which users have which role, also as a stand-in."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from ..models import StandIn, User
from ..permissions import visible_stand_ins
from ..rules.stand_ins import MAY_STAND_IN


def acting_roles(user: User, today: date) -> set[str]:
    """The user's own role, and the roles of those they stand in for today."""
    return {user.role, *stands_in_for(user, today).values_list("absent__role", flat=True)}


def stands_in_for(user: User, today: date) -> QuerySet[StandIn]:
    """The absences that the user covers today, except those of deactivated accounts."""
    return absences_on(today).filter(deputy=user, absent__is_active=True).select_related("absent", "deputy")


def stand_ins_about(user: User, today: date) -> QuerySet[StandIn]:
    """Today's absences that the user covers, and their own."""
    own = Q(deputy=user, absent__is_active=True) | Q(absent=user)
    return absences_on(today).filter(own).select_related("absent", "deputy")


def absences_on(today: date) -> QuerySet[StandIn]:
    """Absences on a day, including their first and last day. An absence that was ended early is not included."""
    return StandIn.objects.filter(starts_on__lte=today, ends_on__gte=today, ended_at=None)


def stand_in_people() -> QuerySet[User]:
    """Users who can be chosen as a stand-in."""
    roles = frozenset().union(*MAY_STAND_IN.values())
    return people_with_role(*roles).order_by("role", "username")


def stand_in_state(row: StandIn, today: date) -> str:
    """ "planned", "running", "over", or "ended" if it was ended early."""
    if row.ended_at is not None:
        return "ended"
    if row.ends_on < today:
        return "over"
    return "running" if row.starts_on <= today else "planned"


def stand_ins_of(user: User) -> QuerySet[StandIn]:
    """The user's own absences, and those they cover."""
    return visible_stand_ins(user).filter(Q(absent=user) | Q(deputy=user))


def holders_of(role: str, today: date) -> list[User]:
    """Users with the role, and those who stand in for one of them today."""
    people = list(people_with_role(role))
    standing_in = User.objects.filter(is_active=True, deputyships__in=absences_on(today).filter(absent__in=people))
    return list(dict.fromkeys([*people, *standing_in]))


def people_with_role(*roles: str) -> QuerySet[User]:
    """Active users with one of the roles."""
    return User.objects.filter(is_active=True, role__in=roles)


def find_people(text: str) -> QuerySet[User]:
    """Active users by a part of their name or username."""
    wanted: Any = Q(username__icontains=text) | Q(name__icontains=text) | Q(name_en__icontains=text)
    return User.objects.filter(wanted, is_active=True)
