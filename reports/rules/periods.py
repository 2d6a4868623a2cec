"""The days that a page of figures is about: a quarter up to today, the same days of the quarter before, its weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from aftersales.kernel.errors import InvalidInput, gettext_noop
from surveys.rules.quarters import first_day, quarter_after, quarter_before

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
A_YEAR_OF_WEEKS = 52 * WEEK  # the same weekday a year ago


@dataclass(frozen=True)
class Span:
    """Days in the company's time zone, both ends included."""

    first: date
    last: date

    @property
    def end(self) -> date:
        """The day after the last one."""
        return self.last + DAY


@dataclass(frozen=True)
class Period:
    """The days of a quarter so far, and the days that they are compared with."""

    quarter: str
    days: Span
    previous_quarter: str
    previous: Span
    is_whole: bool


def period_of(quarter: str, today: date) -> Period:
    """The quarter up to today and the same days of the quarter before. A quarter that is over is compared as a whole.

    Raises InvalidInput if `quarter` is not a quarter, or has not begun.
    """
    first, before = first_day(quarter), quarter_before(quarter)
    if first > today:
        raise InvalidInput(gettext_noop("This quarter hasn’t started yet."), code="future_quarter", field="quarter")
    last_of_quarter = first_day(quarter_after(quarter)) - DAY
    is_whole = last_of_quarter <= today
    last = min(last_of_quarter, today)
    began, ended = first_day(before), first - DAY
    same_days = Span(began, ended if is_whole else min(began + (last - first), ended))
    return Period(quarter, Span(first, last), before, same_days, is_whole)


def weeks_until(last: date, count: int) -> list[Span]:
    """The last `count` weeks from Monday to Sunday, the oldest first. The last one may not be over yet."""
    monday = last - timedelta(days=last.weekday())
    return [Span(start, start + 6 * DAY) for start in (monday - n * WEEK for n in reversed(range(count)))]


def a_year_before(week: Span) -> Span:
    return Span(week.first - A_YEAR_OF_WEEKS, week.last - A_YEAR_OF_WEEKS)
