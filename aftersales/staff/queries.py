"""Reads about people."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from .models import StandIn, User


def acting_roles(user: User, today: date) -> set[str]:
    """The user's own role and the roles of those they stand in for today."""
    return {user.role, *stands_in_for(user, today).values_list("absent__role", flat=True)}


def stands_in_for(user: User, today: date) -> QuerySet[StandIn]:
    """The dated absences that the user covers today. Nobody acts for an account that was closed."""
    return absences_on(today).filter(deputy=user, absent__is_active=True).select_related("absent")


def absences_on(today: date) -> QuerySet[StandIn]:
    """The absences of a day, its first and last day included."""
    return StandIn.objects.filter(starts_on__lte=today, ends_on__gte=today)


def holders_of(role: str, today: date) -> list[User]:
    """Those with the role, and those who stand in for one of them today."""
    people = list(people_with_role(role))
    standing_in = User.objects.filter(is_active=True, deputyships__in=absences_on(today).filter(absent__in=people))
    return list(dict.fromkeys([*people, *standing_in]))


def people_with_role(*roles: str) -> QuerySet[User]:
    """Active people with one of the roles."""
    return User.objects.filter(is_active=True, role__in=roles)


def find_people(text: str) -> QuerySet[User]:
    """Active people by a part of their name or user name."""
    wanted: Any = Q(username__icontains=text) | Q(name__icontains=text) | Q(name_en__icontains=text)
    return User.objects.filter(wanted, is_active=True)
