"""The period of a dashboard and the one it is compared with, as an address asks for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NoReturn

from aftersales.kernel.bounds import is_plausible_day
from aftersales.kernel.errors import InvalidInput, gettext_noop
from surveys.rules.quarters import quarter_of

from .periods import DAY, Span

SERIES = 12  # how many values a small line has
LONGEST = timedelta(days=3 * 366)
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)
_QUARTER = re.compile(r"(20[0-9]{2})-Q([1-4])", re.ASCII)
_YEAR = re.compile(r"(20[0-9]{2})", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
MONTHS = {"month": 1, "quarter": 3, "year": 12}
PARAMS = ("period", "from", "to", "against", "against_from", "against_to")
BEFORE, A_YEAR_BEFORE, OWN = "before", "year", "own"


@dataclass(frozen=True)
class Asked:
    """A period up to today, and the one it is compared with.

    code: "2026-11", "2026-Q4", "2026" or "own". kind: month, quarter, year or own. is_whole: it is over. against_code:
    "before", "year", a period, or "own". same_days: the other period is cut to as many days as this one has had.
    series: twelve periods like this one, the oldest first; the last is this one, and each has as many days as this one
    has had, so that the line shows what the arrow compares.
    """

    code: str
    kind: str
    days: Span
    is_whole: bool
    against_code: str
    against: Span
    against_period: str
    same_days: bool
    series: tuple[Span, ...]


def asked_period(params: Mapping[str, str], today: date) -> Asked:
    """The period that the parameters of an address ask for: the present quarter against the one before without any.

    Raises InvalidInput that names the parameter.
    """
    code = params.get("period") or (OWN if params.get("from") or params.get("to") else quarter_of(today))
    if code == OWN:
        kind, days, is_whole = OWN, _own(params, "from", "to", today), True
    else:
        kind, whole = _whole(code, "period")
        if whole.first > today:
            _refuse(gettext_noop("This period hasn’t started yet."), "future_period", "period")
        days, is_whole = Span(whole.first, min(whole.last, today)), whole.last <= today
    series = tuple(_moved(kind, days, n, is_whole) for n in reversed(range(SERIES)))
    against_code = params.get("against") or (OWN if params.get("against_from") or params.get("against_to") else BEFORE)
    same_days = not is_whole
    if against_code == BEFORE:
        against, name = series[-2], _name(kind, series[-2])
    elif against_code == A_YEAR_BEFORE:
        against = _cut(kind, _shifted(days.first, 12), days, is_whole) if kind != OWN else _year_before(days)
        name = _name(kind, against)
    elif against_code == OWN:
        against, name, same_days = _own(params, "against_from", "against_to", today), OWN, False
    else:
        other, whole = _whole(against_code, "against")
        if whole.first > today:
            _refuse(gettext_noop("This period hasn’t started yet."), "future_period", "against")
        same_days = same_days and other == kind
        against = _cut(kind, whole.first, days, is_whole) if same_days else Span(whole.first, min(whole.last, today))
        name = against_code
    return Asked(code, kind, days, is_whole, against_code, against, name, same_days, series)


def _refuse(message: str, code: str, field: str) -> NoReturn:
    raise InvalidInput(message, code=code, field=field)


def _whole(code: str, field: str) -> tuple[str, Span]:
    """The kind of a period and all its days."""
    if found := _MONTH.fullmatch(code):
        kind, first = "month", date(int(found[1]), int(found[2]), 1)
    elif found := _QUARTER.fullmatch(code):
        kind, first = "quarter", date(int(found[1]), 3 * int(found[2]) - 2, 1)
    elif found := _YEAR.fullmatch(code):
        kind, first = "year", date(int(found[1]), 1, 1)
    else:
        _refuse(gettext_noop("Enter the period in the form 2026-11, 2026-Q4 or 2026."), "bad_period", field)
    return kind, Span(first, _last(kind, first))


def _last(kind: str, first: date) -> date:
    return _shifted(first, -MONTHS[kind]) - DAY


def _shifted(first: date, months: int) -> date:
    """The first day of a month so many months earlier."""
    place = first.year * 12 + first.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)


def _moved(kind: str, days: Span, periods: int, is_whole: bool) -> Span:
    """The same days of an earlier period."""
    if periods == 0:
        return days
    if kind == OWN:
        back = periods * (days.end - days.first)
        return Span(days.first - back, days.last - back)
    return _cut(kind, _shifted(days.first, periods * MONTHS[kind]), days, is_whole)


def _cut(kind: str, first: date, days: Span, is_whole: bool) -> Span:
    last = _last(kind, first)
    return Span(first, last if is_whole else min(last, first + (days.last - days.first)))


def _year_before(days: Span) -> Span:
    """The same dates of the year before; of 29 February, the 28th."""
    return Span(*(_a_year_before(day) for day in (days.first, days.last)))


def _a_year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _name(kind: str, span: Span) -> str:
    """The code of the period that begins with the span."""
    first = span.first
    if kind == "quarter":
        return quarter_of(first)
    return {"month": f"{first:%Y-%m}", "year": f"{first.year}"}.get(kind, OWN)


def _own(params: Mapping[str, str], first_name: str, last_name: str, today: date) -> Span:
    # A day that was given is refused before one that is missing.
    names = sorted((first_name, last_name), key=lambda name: not params.get(name))
    days = {name: _day(params.get(name, ""), name) for name in names}
    first, last = days[first_name], days[last_name]
    if first > today:
        _refuse(gettext_noop("This period hasn’t started yet."), "future_period", first_name)
    if last < first:
        _refuse(gettext_noop("The last day is before the first one."), "reversed", last_name)
    last = min(last, today)
    if last - first > LONGEST:
        _refuse(gettext_noop("A period has at most three years."), "too_long", last_name)
    return Span(first, last)


def _day(text: str, field: str) -> date:
    if _DAY.fullmatch(text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            pass
        else:
            if is_plausible_day(day) and day.year > 1990:
                return day
    _refuse(gettext_noop("Enter a day in the form 2026-11-20."), "bad_day", field)


def params_of(asked: Asked) -> dict[str, str]:
    """The parameters of an address that ask for the same."""
    found = {"period": asked.code, "against": asked.against_code}
    if asked.code == OWN:
        found |= {"from": asked.days.first.isoformat(), "to": asked.days.last.isoformat()}
    if asked.against_code == OWN:
        found |= {"against_from": asked.against.first.isoformat(), "against_to": asked.against.last.isoformat()}
    return found
