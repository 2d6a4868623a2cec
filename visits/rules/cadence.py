"""The days of a follow-up visit: keys, states and reminders. On which day it is planned: placing.py.

Source: file 001 clause 3.4(6): long-term customers at least once a year, important customers at
least once every half year; requirements V1 and V2. When a visit falls due: schedule.py.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

TIER_MONTHS = {"important": 6, "long_term": 12}


def months_between_visits(
    tier: str, exception: int | None = None, cadence: Mapping[str, int] = TIER_MONTHS
) -> int | None:
    """The number of months between visits to the customer; None means that nothing requires visits.

    An exception of the customer can only make visits more frequent than the tier does.
    """
    return min(filter(None, (cadence.get(tier), exception)), default=None)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or the last day of that month if it is shorter."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def anchor(*, last_visit_on: date | None, since: date | None, archived_on: date) -> date:
    """The day from which the months count: the last visit that took place, else the day on which the customer became
    one, else the day on which the customer was entered."""
    return last_visit_on or since or archived_on


def due_on(last: date, months: int) -> date:
    """The last day on which the next visit is in time, counted from `last`."""
    return add_months(last, months)


def cycle_key(customer_id: int, anchor: date, attempt: int = 1) -> str:
    """The unique key of a visit. It depends on the arguments only.

    If a visit did not take place, the next one is the next `attempt` of the same cycle.
    """
    return f"{cycle_prefix(customer_id, anchor)}{attempt}"


def cycle_prefix(customer_id: int, anchor: date) -> str:
    """The common prefix of the keys of all attempts of a cycle."""
    return f"{customer_id}:{anchor.isoformat()}:"


def channel_of(cadence: str | None, *, not_by_phone: bool) -> str:
    """The channel of the next visit: that of the tier's cadence, by default the phone."""
    channel = cadence or "phone"
    return "visit" if channel == "phone" and not_by_phone else channel


def due_state(state: str, due_on: date, planned_on: date, today: date) -> str:
    """The state of a visit in a list: done, paused (it did not take place), late, due or ok."""
    if state != "planned":
        return "done" if state == "done" else "paused"
    if due_on < today:
        return "late"
    return "due" if planned_on <= today else "ok"


def reminded_from(due_on: date, planned_on: date) -> date:
    """The day from which reminders count: the due day, or the planned day if it is later. It is later if the visit was
    overdue when it was planned, or if the day was agreed with the customer."""
    return max(due_on, planned_on)
