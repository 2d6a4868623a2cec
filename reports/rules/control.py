"""Control limits of counts (a c chart): what lies beyond mean ± 3σ is not chance (Q6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

SIGMAS = 3
LEAST_COUNTS = 8  # fewer make no mean to judge by
LEAST_MEAN = 1.0  # below it the normal approximation says nothing


@dataclass(frozen=True)
class Limits:
    mean: float
    low: float
    high: float

    def broken_by(self, count: float) -> bool:
        return count > self.high


def count_limits(counts: Sequence[int]) -> Limits | None:
    """Limits of counts per equal stretch of time. Zeros before the first count are from before there was a record."""
    begun = next((i for i, count in enumerate(counts) if count), len(counts))
    known = counts[begun:]
    if len(known) < LEAST_COUNTS:
        return None
    return limits_around(sum(known) / len(known))


def limits_around(mean: float) -> Limits | None:
    """Poisson: the variance of a count is its mean."""
    if mean < LEAST_MEAN:
        return None
    return Limits(mean, max(0.0, mean - SIGMAS * sqrt(mean)), mean + SIGMAS * sqrt(mean))
