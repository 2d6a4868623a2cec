"""What is rising: weekly counts of many series, each against its own past, with one false-alarm rate for all.

A series is a theme (a type of ticket, or what the customer complains of) at a place (everywhere, a product, a batch, a
region, or a product in a region). The last 1, 2 and 4 weeks of a series are compared with the 52 weeks before the last
four, so that a rise is never part of its own past.

- **Test.** If nothing has changed, the x tickets of a window among the N of window and past are binomial with the share
  of the window in the exposure (weeks, or units in use). The chance of x or more is exact for every rate, small ones
  too, and nothing is estimated (J. Przyborowski and H. Wilenski, "Homogeneity of results in testing samples from
  Poisson series", Biometrika 31, 1940, 313–323).
- **Scatter.** Weeks of one series scatter more than a Poisson distribution does, for example when one customer writes
  three times. If their variance is φ times their mean (negative binomial), the x among the N are beta-binomial. φ is
  the index of dispersion of the past, at least 1, pulled towards that of all series because a year tells little
  (N. L. Johnson, A. W. Kemp and S. Kotz, Univariate Discrete Distributions, 3rd ed. 2005, sections 5.1 and 6.2).
- **Limit.** One false alarm a quarter is allowed in the whole radar. Half of it is kept for the scatter, which is only
  estimated: the chances of all tests of a quarter may add up to 0.5, so that each is held to 0.5 ÷ (13 weeks × tests),
  whether or not the series depend on each other (Bonferroni). Tests that could not reach the limit even if all their
  tickets fell into the window are not counted (R. E. Tarone, "A modified Bonferroni method for discrete data",
  Biometrics 46, 1990, 515–522).
- **Worth a look** is what happens by chance once a week in the whole radar: 1 ÷ tests.

What one rise explains is not reported again: with the tickets of the strongest series left out, the others are tested
once more. `bench/radar.py` simulates how often the radar is wrong and what it finds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any, NamedTuple

from .tail import scattered_tail, upper_tail

PAST, RECENT = 52, 4
HISTORY = PAST + RECENT
WINDOWS = (1, 2, 4)
QUARTER = 13  # weeks
ALLOWED = 0.5  # false alarms a quarter of all series together
FEWEST_WEEKS = 8  # of the past in which there was something that could be complained of
FEWEST = 3  # tickets in a window; two prove nothing
STEADY = 50  # weeks of all series that the index of dispersion of one is weighed against
POISSON = 1.001  # of an index of dispersion up to here the two distributions are the same
FREQUENT = 0.5  # tickets a week; the scatter of rarer series says nothing


class Series(NamedTuple):
    """What is counted together. None: any. problem: the number of a kind of problem."""

    kind: str | None = None
    problem: int | None = None
    product: int | None = None
    batch: str | None = None
    region: int | None = None

    def holds(self, cell: Series) -> bool:
        return all(wanted is None or wanted == found for wanted, found in zip(self, cell, strict=True))


Counts = Sequence[int]
Exposure = Callable[[Series], Sequence[float]]


@dataclass(frozen=True)
class Found:
    """A series that rises. weeks: over how many weeks; count: the tickets in them; usual: how many there usually are in
    as many weeks; chance: how likely so many are if nothing has changed; counts: week by week. low and high: the usual
    range of one week."""

    series: Series
    weeks: int
    count: int
    usual: float
    chance: float
    counts: tuple[int, ...]
    low: float
    high: float

    @property
    def times(self) -> float | None:
        """How many times the usual; None where there was none before."""
        return self.count / self.usual if self.usual else None


@dataclass(frozen=True)
class Scan:
    """series: how many were watched; tests: how many could alarm. limit: the chance below which one does. spread: the
    index of dispersion of all series. alarms and looks: what rises, the least likely first, each rise once."""

    series: int
    tests: int
    limit: float
    spread: float
    alarms: list[Found]
    looks: list[Found]


def scan(cells: Mapping[Series, Counts], exposure: Exposure, known: Iterable[Series] = ()) -> Scan:
    """Look through all series. cells: the counts of the last HISTORY weeks, the newest last, of what is counted apart.
    exposure: the weeks or units in use of a series, week by week. known: series already reported, which explain others
    before any new one does."""
    counted = _sums(cells)
    rows = [_Watched(one, counts, exposure(one)) for one, counts in counted.items()]
    watched = {row.series: row for row in rows if row.has_past}
    spread = _spread_of_all(watched.values())
    for row in watched.values():
        row.weigh(spread)
    tests = alarming_tests(row.least(weeks) for row in watched.values() for weeks in WINDOWS)
    limit, look = limit_of(tests), 1 / max(tests, 1)
    rising = [found for row in watched.values() if (found := row.best()) and found.chance <= look]
    first = set(known)
    rising.sort(key=lambda found: (found.series not in first, found.chance, _breadth(found.series)))
    kept = _explained_once(rising, cells, exposure, spread, look)
    kept.sort(key=lambda found: found.chance)
    alarms = [found for found in kept if found.chance <= limit]
    return Scan(len(watched), tests, limit, spread, alarms, [found for found in kept if found.chance > limit])


def judged_alone(series: Series, counts: Counts, exposure: Sequence[float], spread: float) -> Found | None:
    """One series, if the scatter of all is known; None if it does not rise at all."""
    row = _Watched(series, counts, exposure)
    row.weigh(spread)
    return row.best() if row.has_past else None


def limit_of(tests: int) -> float:
    """The chance below which one of so many tests alarms."""
    return ALLOWED / (QUARTER * max(tests, 1))


def alarming_tests(least: Iterable[float]) -> int:
    """Tarone's number: the smallest k for which at most k tests can reach the limit of k tests. least: the smallest
    chance that each can have."""
    ordered = sorted(least)
    known = len(ordered)
    for k in range(1, known + 1):
        if k == known or ordered[k] > limit_of(k):
            return k
    return 0


def series_of(cell: Series) -> list[Series]:
    """All series that a cell belongs to."""
    themes = [Series(kind=cell.kind), Series(problem=cell.problem)]
    places: list[dict[str, Any]] = [{}]
    if cell.product is not None:
        places.append({"product": cell.product})
        if cell.batch:
            places.append({"product": cell.product, "batch": cell.batch})
        if cell.region is not None:
            places.append({"product": cell.product, "region": cell.region})
    if cell.region is not None:
        places.append({"region": cell.region})
    return [theme._replace(**place) for theme in themes for place in places if any(part is not None for part in theme)]


def _sums(cells: Mapping[Series, Counts]) -> dict[Series, list[int]]:
    found: dict[Series, list[int]] = defaultdict(lambda: [0] * HISTORY)
    for cell, counts in cells.items():
        told = [(week, count) for week, count in enumerate(counts) if count]
        for one in series_of(cell):
            sums = found[one]
            for week, count in told:
                sums[week] += count
    return found


class _Watched:
    """A series with its past. scatter: the sum of the squared deviations of its weeks, each divided by what was
    expected; degrees: by what that is divided. Both are 0 for rare series, whose scatter says nothing."""

    def __init__(self, series: Series, counts: Counts, exposure: Sequence[float]) -> None:
        self.series, self.counts, self.exposure = series, counts, exposure
        self.past = sum(counts[:PAST])
        self.exposed = sum(exposure[:PAST])
        weeks = sum(1 for units in exposure[:PAST] if units > 0)
        self.has_past = weeks >= FEWEST_WEEKS and exposure[-1] > 0
        self.scatter, self.degrees, self.spread = 0.0, 0, 1.0
        if self.has_past and self.past >= FREQUENT * weeks:
            rate = self.past / self.exposed
            told = zip(counts[:PAST], exposure[:PAST], strict=True)
            self.scatter = sum((count - rate * units) ** 2 / (rate * units) for count, units in told if units > 0)
            self.degrees = weeks - 1

    def weigh(self, of_all: float) -> None:
        """Take the scatter of all series into account."""
        self.spread = max((self.scatter + STEADY * of_all) / (self.degrees + STEADY), 1.0)

    def share(self, weeks: int) -> float:
        units = sum(self.exposure[-weeks:])
        return units / (units + self.exposed)

    def least(self, weeks: int) -> float:
        """The smallest chance that this test can have: all tickets in the window."""
        total = self.past + sum(self.counts[-weeks:])
        return 1.0 if total < FEWEST else self._tail(weeks, total, total)

    def chance(self, weeks: int) -> float:
        count = sum(self.counts[-weeks:])
        if count < FEWEST:
            return 1.0
        share, total = self.share(weeks), self.past + count
        if count <= share * total:
            return 1.0
        return self._tail(weeks, count, total)

    def _tail(self, weeks: int, count: int, total: int) -> float:
        """How likely so many of all tickets are in the window."""
        if self.spread <= POISSON:
            return upper_tail(count, total, self.share(weeks))
        units = sum(self.exposure[-weeks:])
        size = total / (units + self.exposed) / (self.spread - 1)
        return scattered_tail(count, total, size * units, size * self.exposed)

    def best(self) -> Found | None:
        """The window that chance explains least."""
        chance, weeks = min((self.chance(weeks), weeks) for weeks in WINDOWS)
        if chance >= 1:
            return None
        rate = self.past / self.exposed
        low, high = usual_range(rate * self.exposure[-1], self.spread)
        usual = rate * sum(self.exposure[-weeks:])
        count = sum(self.counts[-weeks:])
        return Found(self.series, weeks, count, usual, max(chance, 1e-12), tuple(self.counts), low, high)


def _spread_of_all(rows: Iterable[_Watched]) -> float:
    """The index of dispersion of all series together: 1 for a Poisson distribution."""
    told = [(row.scatter, row.degrees) for row in rows if row.degrees]
    degrees = sum(degrees for _scatter, degrees in told)
    return max(sum(scatter for scatter, _degrees in told) / degrees, 1.0) if degrees else 1.0


def usual_range(mean: float, spread: float) -> tuple[float, float]:
    """Between which counts 19 of 20 weeks lie, about."""
    reach = 1.96 * (mean * spread) ** 0.5
    return max(mean - reach, 0.0), mean + reach


def _explained_once(
    rising: Sequence[Found], cells: Mapping[Series, Counts], exposure: Exposure, spread: float, look: float
) -> list[Found]:
    """The rises that no stronger one explains."""
    kept: list[Found] = []
    for found in rising:
        others = [one.series for one in kept if _meet(one.series, found.series)]
        if others:
            left = [0] * HISTORY
            for cell, counts in cells.items():
                if found.series.holds(cell) and not any(other.holds(cell) for other in others):
                    left = [a + b for a, b in zip(left, counts, strict=True)]
            again = judged_alone(found.series, left, exposure(found.series), spread)
            if again is None or again.chance > look:
                continue
        kept.append(found)
    return kept


def _breadth(series: Series) -> tuple[bool, bool, bool]:
    """How much a series leaves open; of equal ones the narrowest tells most."""
    return series.problem is None, series.batch is None, series.product is None


def _meet(one: Series, other: Series) -> bool:
    """Whether a ticket can belong to both."""
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def once_in(chance: float) -> int:
    """A chance as "1 in so many", with two significant digits."""
    times = 1 / max(chance, 1e-9)
    size = 10 ** max(int(log(times, 10)) - 1, 0)
    return int(times / size) * int(size)
