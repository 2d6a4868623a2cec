"""When somebody has to be trained and assessed again.

Source: file 003 clause 4.2.1: professional knowledge and service skills are trained and assessed once a year.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

AHEAD = timedelta(days=30)  # how long before the day people are reminded
A_YEAR = 12


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day if the month is too short: a year after 29 February is 28
    February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def valid_until(passed_on: date, months: int) -> date:
    """The last day on which a passed assessment counts."""
    return add_months(passed_on, months)


def due_on(*, since: date, passed_on: date | None, months: int, first_days: int) -> date:
    """The last day by which the assessment must be passed (again).

    since: the first day on which the role needed the course. Who never passed it, or whose pass had run out before the
    role needed it, has first_days from then; everybody else until the pass runs out.
    """
    if passed_on is not None and (end := valid_until(passed_on, months)) >= since:
        return end
    return since + timedelta(days=first_days)


def standing(due: date, today: date) -> str:
    """late: the day is over; due: it comes within thirty days; ok."""
    if due < today:
        return "late"
    return "due" if due <= today + AHEAD else "ok"
