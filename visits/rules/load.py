"""How many visits a rep can make, when the daily digest is sent, and when an overdue visit climbs (V2): the values
that the company may set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput


@dataclass(frozen=True)
class Capacity:
    """The visits that a rep can make on a day and in a week at most."""

    visits_a_day: int = 6
    visits_a_week: int = 25


@dataclass(frozen=True)
class ReminderTerms:
    """digest_hour: the hour of the workday at which the digest is sent. manager_after, gm_after: the days after which
    the manager and the general manager are told of an overdue visit."""

    digest_hour: int = 8
    manager_after: int = 7
    gm_after: int = 14


CAPACITY_LIMITS = {"visits_a_day": (0, 50), "visits_a_week": (0, 250)}
REMINDER_LIMITS = {"digest_hour": (0, 23), "manager_after": (1, 180), "gm_after": (2, 365)}


def check_capacity(values: Mapping[str, Any]) -> None:
    """Refuse numbers out of their limits, and a week that is less than one of its days. 0: makes no visits."""
    _check_limits(values, CAPACITY_LIMITS)
    day, week = values["visits_a_day"], values["visits_a_week"]
    if week < day or (week and not day):
        raise InvalidInput(
            _("A week must allow at least as many visits as a day, and none only if a day allows none."),
            code="week_below_day",
            field="visits_a_week",
        )


def check_reminders(values: Mapping[str, Any]) -> None:
    """Refuse numbers out of their limits, and a general manager who is told before the manager."""
    _check_limits(values, REMINDER_LIMITS)
    if values["gm_after"] <= values["manager_after"]:
        raise InvalidInput(_("The general manager is told after the manager."), code="wrong_order", field="gm_after")


def _check_limits(values: Mapping[str, Any], limits: Mapping[str, tuple[int, int]]) -> None:
    for name, (least, most) in limits.items():
        if not least <= values[name] <= most:
            raise InvalidInput(
                _("Between %(least)s and %(most)s."),
                code="out_of_range",
                field=name,
                params={"least": least, "most": most},
            )
