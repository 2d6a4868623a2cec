"""How often the radar of what is rising is wrong, and what it finds (reports/radar/rules/scan.py).

    python -m bench.radar [runs]

Weeks are drawn at random, from a seed. False alarms: quarters in which nothing changes. Found: from one week on, one of
the series has so many times its usual rate. "Two whole weeks" begins on a Monday; "any day" is judged on the next two
Mondays, so that the first week is seen in part only.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from random import Random
from time import perf_counter

from reports.radar.rules.scan import HISTORY, QUARTER, WINDOWS, Scan, Series, judged_alone, limit_of, scan

SERIES = 214
SEED = 20261129
RATES = (0.2, 0.5, 1, 2, 3)  # tickets a week of the other series


def poisson(random: Random, mean: float) -> int:
    """A Poisson count, by adding up waiting times."""
    count, passed = 0, random.expovariate(1)
    while passed < mean:
        count += 1
        passed += random.expovariate(1)
    return count


def scattered(random: Random, mean: float, spread: float) -> int:
    """A count whose variance is so many times its mean (negative binomial)."""
    if spread <= 1:
        return poisson(random, mean)
    return poisson(random, random.gammavariate(mean / (spread - 1), spread - 1)) if mean else 0


def weeks(_series: Series) -> list[float]:
    return [1.0] * HISTORY


def world(random: Random, count: int, length: int, rates: tuple[float, ...], spread: float) -> dict[Series, list[int]]:
    """Independent series: each its own problem, everywhere."""
    drawn = {Series(problem=number): rates[number % len(rates)] for number in range(count)}
    return {one: [scattered(random, rate, spread) for _ in range(length)] for one, rate in drawn.items()}


def judged(history: dict[Series, list[int]], last: int) -> Scan:
    return scan({one: counts[last - HISTORY : last] for one, counts in history.items()}, weeks)


def false_alarms(runs: int, spread: float, series: int = SERIES, seed: int = SEED) -> float:
    """New alarms a quarter while nothing changes. A series that goes on alarming is one alarm."""
    random, told = Random(seed), 0
    for _run in range(runs):
        history = world(random, series, HISTORY + QUARTER, RATES, spread)
        before: set[Series] = set()
        for week in range(QUARTER):
            rising = {found.series for found in judged(history, HISTORY + week + 1).alarms}
            told += len(rising - before)
            before = rising
    return told / runs


def detected(
    runs: int, rate: float, times: float, days: int = 14, spread: float = 1, series: int = SERIES, seed: int = SEED
) -> float:
    """The share of runs in which the planted series is reported by then. days: 14 from a Monday on; with 13 the defect
    begins on any day of a week and must be reported on one of the next two Mondays. The other series are drawn once:
    they give the limit, and all three windows of the planted one count as tests."""
    random, found = Random(seed), 0
    others = world(random, series - 1, HISTORY + 2, RATES, spread)
    plain = [judged(others, HISTORY + week) for week in (1, 2)]
    for _run in range(runs):
        begins = 0 if days == 14 else random.randrange(7)
        counts = [scattered(random, rate, spread) for _ in range(HISTORY)]
        counts += [scattered(random, rate * (1 + (times - 1) * share), spread) for share in ((7 - begins) / 7, 1.0)]
        found += any(_alarms(counts[week : HISTORY + week], scanned) for week, scanned in enumerate(plain, 1))
    return found / runs


def _alarms(counts: list[int], scanned: Scan) -> bool:
    row = judged_alone(Series(problem=SERIES), counts, [1.0] * HISTORY, scanned.spread)
    return row is not None and row.chance <= limit_of(scanned.tests + len(WINDOWS))


def main(runs: int) -> None:
    started = perf_counter()
    for spread in (1.0, 1.5):
        print(f"false alarms a quarter, {SERIES} series, scatter {spread}: {false_alarms(runs // 5, spread):.2f}")
    print("found within two whole weeks, at three times the usual rate:")
    for rate in (1, 2, 3, 4, 5, 6, 7, 8, 10, 12):
        print(
            f"  {rate:>2} a week: {_percent(detected, runs, rate, 3)}   any day {_percent(detected, runs, rate, 3, 13)}"
        )
    print("found within two whole weeks, 7 a week usually:")
    for times in (1, 1.5, 2, 2.5, 3, 4):
        print(f"  {times} times: {_percent(detected, runs, 7, times)}")
    print(f"{perf_counter() - started:.0f} s")


def _percent(what: Callable[..., float], *asked: float) -> str:
    return f"{what(*asked):.1%}"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
