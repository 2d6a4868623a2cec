"""Figures of a stratified sample from sums of the database: value, interval, effective n, and their tests (S3).

Every figure is a weighted mean of one number per answer: 0 or 100 for a share, −100, 0 or 100 for the NPS, 0 to 100
for an index, 1 to 7 for effort.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from enum import Enum
from math import sqrt
from typing import TypeVar

from .changes import share_change
from .scores import Z, finite_population_factor, wilson
from .student import FEW_IN_STRATUM, errors_of
from .weighting import effective_n

Stratum = TypeVar("Stratum", bound=Hashable)


class Shape(Enum):
    """How the interval of a figure is made."""

    SHARE = "share"  # Wilson, percent
    NPS = "nps"
    INDEX = "index"  # 0 to 100
    EFFORT = "effort"  # 1 to 7


BOUNDS = {Shape.SHARE: (0.0, 100.0), Shape.NPS: (-100.0, 100.0), Shape.INDEX: (0.0, 100.0), Shape.EFFORT: (1.0, 7.0)}


@dataclass(frozen=True)
class Sums:
    """The number of valid answers in a stratum, the sum of their numbers, and of their squares."""

    n: int
    total: float
    squares: float

    def plus(self, other: Sums) -> Sums:
        return Sums(self.n + other.n, self.total + other.total, self.squares + other.squares)

    def less(self, other: Sums) -> Sums:
        return Sums(self.n - other.n, self.total - other.total, max(0.0, self.squares - other.squares))


@dataclass(frozen=True)
class Estimated:
    """A figure with its 95% interval. error: its standard error. n: valid answers. effective_n: what they are worth
    after weighting."""

    value: float
    low: float
    high: float
    error: float
    n: int
    effective_n: float


def estimated(
    sums: Mapping[Stratum, Sums],
    weights: Mapping[Stratum, float],
    shape: Shape,
    reached: float | None = None,
    populations: Mapping[Stratum, int] | None = None,
) -> Estimated | None:
    """The weighted figure; None without answers.

    reached: the share of the population that answered (0 to 1), for the finite-population factor of shares and the
    NPS. populations: of each stratum, for that of means; their variance is that of a stratified sample, as in
    path_model.index_of. None where the population is not known. Of fewer than 100 answers, the interval of a mean and
    of the NPS is that of Student's t.
    """
    sums = {key: found for key, found in sums.items() if found.n}
    n = sum(found.n for found in sums.values())
    if not n:
        return None
    weight = sum(weights[key] * found.n for key, found in sums.items())
    mean = sum(weights[key] * found.total for key, found in sums.items()) / weight
    worth = effective_n(weights, {key: found.n for key, found in sums.items()})
    factor = finite_population_factor(n, round(n / reached)) if reached else 1.0
    if shape in {Shape.INDEX, Shape.EFFORT}:
        known = populations or {}
        within = _within(sums.values())
        parts = [_variance(found, mean, known.get(key), within) * weights[key] ** 2 for key, found in sums.items()]
        error = sqrt(sum(parts)) / weight
    else:
        spread = sum(weights[key] ** 2 * _around(found, mean) for key, found in sums.items())
        error = factor * sqrt(spread) / weight
    if shape is Shape.SHARE:
        low, high = _wilson(mean / 100, worth / factor**2) if factor else (mean, mean)
        return Estimated(mean, low, high, error, n, worth)
    margin, (lowest, highest) = errors_of(found.n for found in sums.values()) * error, BOUNDS[shape]
    low, high = max(lowest, mean - margin), min(highest, mean + margin)
    return Estimated(mean, low, high, error, n, worth)


def _around(found: Sums, mean: float) -> float:
    """The sum of the squared distances from a mean."""
    return max(0.0, found.squares - 2 * mean * found.total + found.n * mean**2)


def _within(strata: Collection[Sums]) -> float:
    """The variance within all strata together."""
    free = sum(found.n for found in strata) - len(strata)
    return sum(_around(found, found.total / found.n) for found in strata) / max(1, free)


def _variance(found: Sums, mean: float, population: int | None, within: float) -> float:
    """What a stratum adds to the variance of a sum. A stratum of one answer is compared with the mean of all. The
    variance of fewer than five answers is often too small by chance, so it counts as at least `within`."""
    left = 1.0 if population is None else max(0.0, 1 - found.n / population)
    own = _around(found, mean) if found.n == 1 else _around(found, found.total / found.n) / (found.n - 1)
    return left * found.n * (own if found.n >= FEW_IN_STRATUM else max(own, within))


def _wilson(share: float, n: float) -> tuple[float, float]:
    """As in scores.wilson, for an effective n, which is no whole number."""
    if n == int(n) and abs(share * n - round(share * n)) < 1e-9:
        low, high = wilson(round(share * n), int(n))
        return 100 * low, 100 * high
    square = Z**2
    middle, scale = share + square / (2 * n), 1 + square / n
    spread = Z * sqrt(max(0.0, share * (1 - share)) / n + square / (4 * n**2))
    return 100 * max(0.0, (middle - spread) / scale), 100 * min(1.0, (middle + spread) / scale)


def difference(now: Estimated, before: Estimated, shape: Shape) -> float | None:
    """The difference of two independent figures, in standard errors; None if it can't be said."""
    if shape is Shape.SHARE:
        hits = (now.value / 100 * now.effective_n, before.value / 100 * before.effective_n)
        change = share_change(hits[0], now.effective_n, hits[1], before.effective_n)
        return change.z if change else None
    if min(now.n, before.n) < 2:
        return None
    error = sqrt(now.error**2 + before.error**2)
    if not error:
        return None if now.value != before.value else 0.0
    return (now.value - before.value) / error
