"""The days that a figure is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Days in the company's time zone, both ends included."""

    first: date
    last: date

    @property
    def end(self) -> date:
        """The day after the last one."""
        return self.last + DAY

    @property
    def days(self) -> int:
        return (self.end - self.first).days
