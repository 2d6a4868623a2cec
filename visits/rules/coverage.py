"""Whether important and long-term customers were visited in time (file 001 clause 3.4(6); V1).

A customer counts on a day if the tier is one of TIERS, a visit is due at all (rules/schedule.py), the customer was
entered by then, and was a customer by then: the day from which the months count has come. Of earlier days not all
visits are known, so nothing is said of them. On a day, a counted customer is in time if the due day has not passed. A
visit that did not take place changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .cadence import add_months

TIERS = ("important", "long_term")
# In per cent: what is aimed at, and below which share a place is marked.
TARGET, LIMIT = 95, 90
# With fewer customers, a share is said as 7/8, because one customer changes a per cent too much.
FEWEST = 10
SOON_DAYS = 30
QUARTERS = 8


class Late(StrEnum):
    """How far a customer is from the due day."""

    LATER = "later"
    SOON = "soon"
    WEEK = "week"
    MONTH = "month"
    TWO_MONTHS = "two_months"
    LONGER = "longer"


# The most days late of each step; the days until the due day are negative days late.
STEPS = ((Late.LATER, -SOON_DAYS - 1), (Late.SOON, 0), (Late.WEEK, 7), (Late.MONTH, 30), (Late.TWO_MONTHS, 60))
IN_TIME = (Late.LATER, Late.SOON)
MISSING = (Late.WEEK, Late.MONTH, Late.TWO_MONTHS, Late.LONGER)


def days_late(due: date, day: date) -> int:
    """The days that have passed since the due day; negative before it."""
    return (day - due).days


def late_by(due: date, day: date) -> Late:
    """The step of the histogram to which a due day belongs."""
    late = days_late(due, day)
    return next((step for step, most in STEPS if late <= most), Late.LONGER)


@dataclass(frozen=True)
class Share:
    """How many of how many were visited in time."""

    due: int
    in_time: int

    @property
    def missing(self) -> int:
        return self.due - self.in_time

    @property
    def percent(self) -> float | None:
        return 100 * self.in_time / self.due if self.due else None

    @property
    def is_few(self) -> bool:
        return 0 < self.due < FEWEST

    @property
    def is_low(self) -> bool:
        """Whether it is below the limit. Compared in whole numbers, so that 90 per cent is never below 90."""
        return self.due > 0 and 100 * self.in_time < LIMIT * self.due

    def __add__(self, other: Share) -> Share:
        return Share(self.due + other.due, self.in_time + other.in_time)


def total(shares: Iterable[Share]) -> Share:
    return sum(shares, Share(0, 0))


def percent_down(share: Share, places: int = 0) -> str:
    """The share in per cent, rounded down: it says 100 only if nobody is missing, and never hides a value below a
    limit."""
    if not share.due:
        return ""
    scale = 10**places
    whole = share.in_time * 100 * scale // share.due
    return str(whole) if not places else f"{whole // scale}.{whole % scale:0{places}d}"


def quarter_ends(day: date, count: int = QUARTERS) -> list[date]:
    """The last days of the quarters that have ended before `day`, the latest last."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return [add_months(first, -3 * back) - timedelta(days=1) for back in reversed(range(count))]


def quarter_name(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"
