"""Queries about roles and stand-ins."""

from .roles import (
    absences_on,
    acting_roles,
    find_people,
    holders_of,
    people_with_role,
    stand_in_people,
    stand_in_state,
    stand_ins_about,
    stand_ins_of,
    stands_in_for,
)

__all__ = [
    "absences_on",
    "acting_roles",
    "find_people",
    "holders_of",
    "people_with_role",
    "stand_in_people",
    "stand_in_state",
    "stand_ins_about",
    "stand_ins_of",
    "stands_in_for",
]
