"""Periods of scheduled reports, when each is due, and how long a failed one waits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from .periods import DAY, Span

RhythmName = Literal["month", "quarter", "year"]
MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "year": 12}
AT_HOUR = 6  # o'clock in the company's time zone, before the working day
MAX_TRIES = 5
HISTORY = 12  # periods in a trend, the reported one included


def period_with(day: date, rhythm: str) -> Span:
    """The month, quarter or year that the day is in."""
    months = MONTHS[rhythm]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Span(first, _moved(first, months) - DAY)


def period_before(period: Span, rhythm: str) -> Span:
    return Span(_moved(period.first, -MONTHS[rhythm]), period.first - DAY)


def period_after(period: Span, rhythm: str) -> Span:
    return Span(period.end, _moved(period.end, MONTHS[rhythm]) - DAY)


def periods_until(period: Span, rhythm: str, count: int = HISTORY) -> list[Span]:
    """The last periods up to this one, the oldest first."""
    found = [period]
    while len(found) < count:
        found.append(period_before(found[-1], rhythm))
    return found[::-1]


def rhythm_of(period: Span) -> str:
    """Which rhythm a period belongs to; "" if it is neither a month nor a quarter nor a year."""
    return next((name for name in MONTHS if period_with(period.first, name) == period), "")


def due_day(period: Span, days_after: int) -> date:
    return period.last + timedelta(days=days_after)


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many failed attempts: 5, 20, 80 minutes, then 5 hours 20 minutes."""
    return timedelta(minutes=5 * 4 ** (max(tries, 1) - 1))


def _moved(first: date, months: int) -> date:
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
