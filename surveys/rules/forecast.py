"""How many answers a round will have when it closes (S1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt

from .scores import Z

STEEPNESS = 3.0  # of the curve without earlier rounds: most answer in the first days


@dataclass(frozen=True)
class Forecast:
    """The answers expected at the end, and half of the 95% interval."""

    answers: int
    margin: int

    @property
    def low(self) -> int:
        return self.answers - self.margin

    @property
    def high(self) -> int:
        return self.answers + self.margin


def usual_pace(part: float) -> float:
    """The share of all answers that has come after a part of the time, if no earlier round tells."""
    part = min(1.0, max(0.0, part))
    return (1 - exp(-STEEPNESS * part)) / (1 - exp(-STEEPNESS))


def pace(curves: Sequence[Sequence[int]], part: float) -> float:
    """The share of their answers that earlier rounds had after a part of their time. curves: cumulative answers at the
    end of each day; rounds without an answer are left out."""
    shares = [_share(curve, part) for curve in curves if curve and curve[-1]]
    return sum(shares) / len(shares) if shares else usual_pace(part)


def _share(curve: Sequence[int], part: float) -> float:
    place = min(1.0, max(0.0, part)) * len(curve)
    day = int(place)
    before = curve[day - 1] if day else 0
    after = curve[min(day, len(curve) - 1)]
    return (before + (place - day) * (after - before)) / curve[-1]


def forecast(answered: int, still_open: int, expected_rate: float, share: float) -> Forecast:
    """What a round with so many answers, and so many invitations still open, will have.

    share: of all answers that should have come by now. Nothing heard yet: the expected rate decides.
    """
    if still_open <= 0:
        return Forecast(answered, 0)
    total = answered / share if answered and share > 0 else expected_rate * (answered + still_open)
    rate = min(1.0, max(0.0, (total - answered) / still_open)) if share < 1 else 0.0
    return Forecast(round(answered + still_open * rate), round(Z * sqrt(still_open * rate * (1 - rate))))
