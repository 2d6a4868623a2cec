"""Reads about people."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from .models import StandIn, User


def acting_roles(user: User, today: date) -> set[str]:
    """The user's own role and the roles of those they stand in for today."""
    return {user.role, *stands_in_for(user, today).values_list("absent__role", flat=True)}


def stands_in_for(user: User, today: date) -> QuerySet[StandIn]:
    """The dated absences that the user covers today."""
    return StandIn.objects.filter(deputy=user, starts_on__lte=today, ends_on__gte=today).select_related("absent")


def people_with_role(*roles: str) -> QuerySet[User]:
    """Active people with one of the roles."""
    return User.objects.filter(is_active=True, role__in=roles)


def find_people(text: str) -> QuerySet[User]:
    """Active people by a part of their name or user name."""
    wanted: Any = Q(username__icontains=text) | Q(name__icontains=text) | Q(name_en__icontains=text)
    return User.objects.filter(wanted, is_active=True)
