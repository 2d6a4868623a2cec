"""Quarters of a year, written 2026-Q4."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, gettext_noop

_QUARTER = re.compile(r"(?P<year>20[0-9]{2})-Q(?P<quarter>[1-4])", re.ASCII)


def quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def first_day(quarter: str) -> date:
    """The first day of a quarter. Raises InvalidInput if `quarter` is not a quarter."""
    found = _QUARTER.fullmatch(quarter)
    if found is None:
        raise InvalidInput(gettext_noop("Enter the quarter in the form 2026-Q4."), code="bad_quarter", field="quarter")
    return date(int(found["year"]), 3 * int(found["quarter"]) - 2, 1)


def quarter_before(quarter: str) -> str:
    start = first_day(quarter)
    return quarter_of(date(start.year - (start.month == 1), (start.month - 4) % 12 + 1, 1))


def quarter_after(quarter: str) -> str:
    start = first_day(quarter)
    return quarter_of(date(start.year + (start.month == 10), (start.month + 2) % 12 + 1, 1))


def quarters_until(quarter: str, count: int) -> list[str]:
    """The last `count` quarters, the oldest first."""
    found = [quarter]
    while len(found) < count:
        found.append(quarter_before(found[-1]))
    return found[::-1]


def quarter_name(quarter: str) -> str:
    """The name for people, for example "Q4 2026"."""
    start = first_day(quarter)
    return _("Q%(number)s %(year)s") % {"number": (start.month + 2) // 3, "year": start.year}
