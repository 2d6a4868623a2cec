"""Figures of teams that are fair to people (R4): small samples hidden, also where the total minus the others would give
them away, and the months, quarters and years that they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from aftersales.kernel.errors import InvalidInput, gettext_noop
from surveys.rules.cells import shown_of

from .periods import Span

FEWEST_PEOPLE = 3  # a team of one or two is a person by another name
MONTHS, QUARTERS, YEARS = 6, 4, 2


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None


def shown_teams(wholes: Mapping[str, int], total: int, people: Mapping[str, int]) -> set[str]:
    """The teams whose figure may be shown together with that of all. wholes: how many each figure is of; total: of all,
    those of no team included; people: how many people each team's work is of."""
    small = frozenset(team for team in wholes if people.get(team, 0) < FEWEST_PEOPLE)
    return shown_of(wholes, total, small)


def span_of(period: str, today: date) -> Span:
    """The days of a month (2026-11), a quarter (2026-Q4) or a year (2026), up to today.

    Raises InvalidInput for anything else, and for one that has not begun.
    """
    first = _first(period)
    if first is None:
        text = gettext_noop("Enter a month, a quarter or a year: 2026-11, 2026-Q4 or 2026.")
        raise InvalidInput(text, code="no_period", field="period")
    if first > today:
        raise InvalidInput(gettext_noop("This period hasn’t started yet."), code="future_period", field="period")
    return Span(first, min(_after(first, _months(period)) - timedelta(days=1), today))


def _months(period: str) -> int:
    return 12 if len(period) == 4 else 3 if "Q" in period else 1


def _first(period: str) -> date | None:
    year, _dash, rest = period.partition("-")
    if not (len(year) == 4 and year.isascii() and year.isdigit() and year.startswith("20")):
        return None
    if not rest:
        return date(int(year), 1, 1) if len(period) == 4 else None
    if len(rest) != 2 or not rest.isascii():
        return None
    if rest[0] == "Q" and rest[1] in "1234":
        return date(int(year), 3 * int(rest[1]) - 2, 1)
    return date(int(year), int(rest), 1) if rest.isdigit() and 1 <= int(rest) <= 12 else None


def _after(first: date, months: int) -> date:
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def periods_until(today: date) -> list[str]:
    """The periods that are offered: months, quarters and years, the newest first."""
    month = today.replace(day=1)
    months = [_after(month, -n) for n in range(MONTHS)]
    quarter = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    quarters = [_after(quarter, -3 * n) for n in range(QUARTERS)]
    return [
        *(f"{day:%Y-%m}" for day in months),
        *(f"{day.year}-Q{(day.month + 2) // 3}" for day in quarters),
        *(str(today.year - n) for n in range(YEARS)),
    ]
