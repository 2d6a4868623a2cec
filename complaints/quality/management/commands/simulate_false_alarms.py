"""How often steady batches alarm: reckoned, and found by simulation."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from math import exp
from random import Random
from typing import Any

from django.core.management.base import BaseCommand

from ...rules.control_chart import Alarms
from ...rules.false_alarms import LONGEST, Steady, weeks_between

MEANS = (1.0, 2.4, 5.0, 10.0, 20.0)
SPREADS = (1.0, 1.3, 1.6)


class Command(BaseCommand):
    """Weeks between false alarms, by mean complaints a week and by how much weeks scatter."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--runs", type=int, default=20_000, help="runs of each figure (20000)")
        parser.add_argument("--seed", type=int, default=1, help="of the random numbers (1)")

    def handle(self, *args: Any, runs: int, seed: int, **options: Any) -> None:
        random = Random(seed)
        self.stdout.write("mean  scatter  reckoned  simulated")
        for spread in SPREADS:
            for mean in MEANS:
                steady = Steady(mean, sigma_z=spread, spread=spread)
                exact = weeks_between(steady, Alarms())
                found = simulated(steady, Alarms(), runs=max(runs, 1), random=random)
                self.stdout.write(f"{mean:4.1f}  {spread:7.1f}  {exact:8.0f}  {found:9.0f}")


def drawer(steady: Steady, random: Random) -> Callable[[], int]:
    """A function that draws the complaints of a week."""
    if steady.spread <= 1:
        return lambda: _poisson(steady.mean, random)
    excess = steady.spread**2 - 1
    return lambda: _poisson(random.gammavariate(steady.mean / excess, excess), random)


def _poisson(mean: float, random: Random) -> int:
    """Counts the arrivals of a unit of time; a large mean is the sum of smaller ones."""
    count = 0
    while mean > 0:
        part, mean = min(mean, 500.0), mean - 500.0
        floor_, product = exp(-part), random.random()
        while product > floor_:
            count += 1
            product *= random.random()
    return count


def simulated(steady: Steady, alarms: Alarms, *, runs: int, random: Random) -> float:
    """The mean number of weeks until an alarm, of so many runs. A run is cut off at LONGEST weeks."""
    draw, total = drawer(steady, random), 0
    for _run in range(runs):
        above = 0
        for _week in range(LONGEST):
            total += 1
            count = draw()
            above = above + 1 if count > steady.mean else 0
            beyond = alarms.beyond and count > steady.limit and count >= alarms.fewest
            if beyond or (alarms.run and above >= alarms.run):
                break
    return total / runs
