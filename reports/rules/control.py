"""Control limits of counts (a c chart): a count beyond mean ± 3σ is not due to chance (Q6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

SIGMAS = 3
LEAST_COUNTS = 8  # with fewer, the mean is not reliable
LEAST_MEAN = 1.0  # below it, the normal approximation is not valid


@dataclass(frozen=True)
class Limits:
    mean: float
    low: float
    high: float

    def broken_by(self, count: float) -> bool:
        return count > self.high


def count_limits(counts: Sequence[int]) -> Limits | None:
    """Limits of counts of equal periods; None if there are too few. Zeros before the first count are ignored, because
    nothing was recorded then."""
    begun = next((i for i, count in enumerate(counts) if count), len(counts))
    known = counts[begun:]
    if len(known) < LEAST_COUNTS:
        return None
    return limits_around(sum(known) / len(known))


def limits_around(mean: float) -> Limits | None:
    """Limits around a known mean, for a Poisson distribution, whose variance is its mean."""
    if mean < LEAST_MEAN:
        return None
    return Limits(mean, max(0.0, mean - SIGMAS * sqrt(mean)), mean + SIGMAS * sqrt(mean))
