"""How often we may contact a customer in a month: visits, surveys and notices together.

A touch is a contact that we begin: a visit, an invitation to a survey with its reminders, a notice of a campaign.
Notices about safety are never held back and take no place. A day that the customer agreed to is not held back either.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from aftersales.kernel.errors import InvalidInput, gettext_noop

PURPOSES = ("visit", "survey", "campaign")
MOST = 31
MONTHS_AHEAD = 12
SPREAD = 10  # days at the beginning of a month over which waiting visits are spread


@dataclass(frozen=True)
class Cap:
    """The rule in effect on a day. per_month: touches of a customer in a calendar month. The three flags: whether a
    purpose counts. wait_days: how long after its due day a visit may wait for a free month."""

    per_month: int = 3
    visits_count: bool = True
    surveys_count: bool = True
    campaigns_count: bool = True
    wait_days: int = 14

    def counts(self, purpose: str) -> bool:
        return {"visit": self.visits_count, "survey": self.surveys_count, "campaign": self.campaigns_count}[purpose]


LIMITS = {"per_month": (1, MOST), "wait_days": (0, 92)}


def check_cap(values: dict[str, Any]) -> dict[str, Any]:
    """Refuse a limit out of bounds: with none at all, no visit could ever be planned."""
    for name, (least, most) in LIMITS.items():
        if not least <= values[name] <= most:
            raise InvalidInput(
                gettext_noop("Between %(least)s and %(most)s."),
                code="out_of_range",
                field=name,
                params={"least": least, "most": most},
            )
    return values


def month_of(day: date) -> date:
    return day.replace(day=1)


def month_after(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def free_slot(taken: Collection[int], per_month: int) -> int | None:
    """The place in a month that the next touch takes: the lowest free one; None if the month is full. Two who ask at
    once get the same answer, so that the database lets only one of them have it."""
    if len(taken) >= per_month:
        return None
    return next(slot for slot in range(1, per_month + 1) if slot not in taken)


def spare_slot(taken: Collection[int]) -> int:
    """A place beyond all that are taken, for touches of two customers who became one."""
    return max(taken, default=0) + 1


def days_to_try(
    wanted: date, due: date, wait_days: int, is_workday: Callable[[date], bool], turn: int
) -> Iterator[date]:
    """The days for a visit, the best first: the wanted one, then one of the first workdays of each later month, as long
    as a visit may wait after its due day. If the month is over by then, it is the next month: no visit is given up.
    turn: by which those who wait are spread over several days."""
    yield wanted
    last, month = due + timedelta(days=wait_days), wanted
    for _month in range(MONTHS_AHEAD):
        month = month_after(month)
        days = [day for n in range(SPREAD) if is_workday(day := month + timedelta(days=n))] or [month]
        in_reach = [day for day in days if day <= last] or days[:1]
        yield in_reach[turn % len(in_reach)]
