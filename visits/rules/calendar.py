"""Which days a page of the calendar has."""

from __future__ import annotations

from datetime import date, timedelta

from .placing import ONE_WEEK, monday_of

WEEKS_AHEAD = 8


def week_of(day: date) -> list[date]:
    """The seven days of the week of `day`, from Monday on."""
    return [monday_of(day) + timedelta(days=n) for n in range(7)]


def weeks_of_month(day: date) -> list[list[date]]:
    """The six weeks that show the month of `day`, with the days before and after it. Always six, so that the page does
    not jump from month to month."""
    first = monday_of(day.replace(day=1))
    return [week_of(first + n * ONE_WEEK) for n in range(6)]


def weeks_ahead(day: date, count: int = WEEKS_AHEAD) -> list[date]:
    """The Mondays of this week and of the next ones."""
    return [monday_of(day) + n * ONE_WEEK for n in range(count)]


def next_month(day: date, by: int = 1) -> date:
    """The first day of another month."""
    years, month = divmod(day.year * 12 + day.month - 1 + by, 12)
    return date(years, month + 1, 1)
