"""When a follow-up visit falls due, and on which day it is planned.

Source: file 001 clause 3.4(6): long-term customers at least once a year, important customers at
least once every half year; requirements V1 and V2. Counted from the last visit that took place,
else from the day since when the customer is one. The months are data.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta

TIER_MONTHS = {"important": 6, "long_term": 12}

# Days from the due day on which a reminder goes out: to the rep before and on it, to the manager after.
REMINDER_DAYS = (-7, 0, 7)
SPREAD_DAYS = 28


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
    """The last day on which the next visit is in time."""
    return add_months(last, months)


def cycle_key(customer_id: int, anchor: date, attempt: int = 1) -> str:
    """The unique name of a visit, the same however often it is computed.

    After a visit that did not take place, the next one is the next `attempt` of the cycle.
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


def latest_anchor(months: int, until: date) -> date:
    """Counted from a later day, no visit falls due until then. Up to three days too late where months differ in
    length: who looks for visits that fall due finds a few too many, and due_on decides."""
    return add_months(until, -months) + timedelta(days=3)


def channel_of(cadence: str | None, *, not_by_phone: bool) -> str:
    """How the next visit is made: as the tier's cadence says, by phone where it says nothing."""
    channel = cadence or "phone"
    return "visit" if channel == "phone" and not_by_phone else channel


def planning_days(due: date, today: date, is_workday: Callable[[date], bool]) -> list[date]:
    """The workdays over which visits with this due day are spread (V2), the latest first.

    In the four weeks up to the due day, from tomorrow on. An overdue visit is planned in the four weeks that come.
    """
    last = due if due >= today else today + timedelta(days=SPREAD_DAYS)
    first = max(today if due == today else today + timedelta(days=1), last - timedelta(days=SPREAD_DAYS))
    return candidate_days(last, first, is_workday)[::-1]


def candidate_days(last: date, first: date, is_workday: Callable[[date], bool]) -> list[date]:
    """The workdays from `first` to `last`; if there is none, the next one from `first` on."""
    found = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if found := [day for day in found if is_workday(day)]:
        return found
    return [next((day for n in range(366) if is_workday(day := first + timedelta(days=n))), max(first, last))]


def due_state(state: str, due_on: date, planned_on: date, today: date) -> str:
    """The mark of a visit in a list: done, paused (it did not take place), late, due or ok."""
    if state != "planned":
        return "done" if state == "done" else "paused"
    if due_on < today:
        return "late"
    return "due" if planned_on <= today else "ok"


def reminded_from(due_on: date, planned_on: date) -> date:
    """From when reminders count: the due day, or a later planned one (overdue before, or agreed with the customer)."""
    return max(due_on, planned_on)
