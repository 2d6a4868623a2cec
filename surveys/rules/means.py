"""The mean of rescaled answers, computed from sums of the database: index and margin (S3).

An answer of 1 to k is rescaled to 0–100.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from .scores import Score, Z


@dataclass(frozen=True)
class Sums:
    """The number of answers on a scale, their sum, and the sum of their squares."""

    n: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        return self.total / self.n

    @property
    def variance(self) -> float:
        """The variance of the sample; 0 if there are fewer than two answers."""
        if self.n < 2:
            return 0.0
        return max(0.0, (self.squares - self.total**2 / self.n) / (self.n - 1))


def index_of(sums: Sums, points: int = 5) -> Score | None:
    """The mean answer on a scale of 0 to 100, with its 95% interval."""
    if not sums.n:
        return None
    scale = 100 / (points - 1)
    value = scale * (sums.mean - 1)
    margin = scale * Z * sqrt(sums.variance / sums.n)
    return Score(value, max(0.0, value - margin), min(100.0, value + margin), sums.n)
