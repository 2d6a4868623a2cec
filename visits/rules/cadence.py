"""When a return visit falls due, and on which day it is planned.

Source: file 001 clause 3.4(6): long-term customers at least once a year, important customers at
least once every half year; requirements V1 and V2. Counted from the last visit that took place,
else from the day since when the customer is one. The months are data.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

TIER_MONTHS = {"important": 6, "long_term": 12}

# Days from the due day on which somebody is reminded: the rep before and on it, the manager after.
REMINDER_DAYS = (-7, 0, 7)


def months_between_visits(
    tier: str, exception: int | None = None, cadence: Mapping[str, int] = TIER_MONTHS
) -> int | None:
    """Every how many months the customer is visited; None is never.

    An exception of the customer's own goes before the tier; an exception of 0 is never.
    """
    months = cadence.get(tier, 0) if exception is None else exception
    return months or None


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def anchor(*, last_visit_on: date | None, since: date | None, archived_on: date) -> date:
    """From when the months count: the last visit that took place, since when, else the archive."""
    return last_visit_on or since or archived_on


def due_on(last: date, months: int) -> date:
    """The last day on which the next visit keeps the promise."""
    return add_months(last, months)


def cycle_key(customer_id: int, anchor: date, attempt: int = 1) -> str:
    """The unique name of a visit, the same however often or by whomever it is computed.

    A visit that did not take place leaves the cycle unkept: the next one is its next `attempt`.
    """
    return f"{cycle_prefix(customer_id, anchor)}{attempt}"


def cycle_prefix(customer_id: int, anchor: date) -> str:
    """What the keys of all attempts of a cycle begin with."""
    return f"{customer_id}:{anchor.isoformat()}:"


def remind_level(due: date, today: date) -> int:
    """How many of the reminders ought to have gone out by `today`: 0 to 3; 3 is the manager's."""
    return sum(today >= due + timedelta(days=days) for days in REMINDER_DAYS)


def next_reminder(due: date, level: int) -> date | None:
    """The day of the reminder after `level`, None when all went out."""
    return due + timedelta(days=REMINDER_DAYS[level]) if level < len(REMINDER_DAYS) else None


@dataclass(frozen=True)
class Falling:
    """A visit that falls due, and the reps who may make it (usually one: the account rep)."""

    key: int | str
    due_on: date
    reps: tuple[int, ...]


@dataclass(frozen=True)
class Slot:
    key: int | str
    rep: int
    on: date


def spread(
    falling: Iterable[Falling],
    *,
    today: date,
    is_workday: Callable[[date], bool],
    window_days: int = 28,
    load: Mapping[tuple[int, date], int] | None = None,
) -> list[Slot]:
    """A rep and a workday for each visit, so that reps and weeks carry about the same.

    Never after the due day unless that is past; within `window_days` before it; the latest day
    among equally loaded ones. `load` is what is planned already, by rep and day. The same input
    gives the same plan, in whatever order it comes.
    """
    days: Counter[tuple[int, date]] = Counter(dict(load or {}))
    weeks: Counter[tuple[int, date]] = Counter()
    for (rep, day), count in days.items():
        weeks[rep, _monday(day)] += count
    plan = []
    for visit in sorted(falling, key=lambda visit: (visit.due_on, str(visit.key))):
        candidates = candidate_days(visit.due_on, max(today, visit.due_on - timedelta(days=window_days)), is_workday)
        rep, day = min(
            ((rep, day) for rep in visit.reps for day in candidates),
            key=lambda slot: (weeks[slot[0], _monday(slot[1])], days[slot], -slot[1].toordinal(), slot[0]),
        )
        days[rep, day] += 1
        weeks[rep, _monday(day)] += 1
        plan.append(Slot(visit.key, rep, day))
    return plan


def candidate_days(last: date, first: date, is_workday: Callable[[date], bool]) -> list[date]:
    """The workdays from `first` to `last`; if there is none, the next one from `first` on."""
    found = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if found := [day for day in found if is_workday(day)]:
        return found
    return [next((day for n in range(366) if is_workday(day := first + timedelta(days=n))), max(first, last))]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
