"""Scores of answers and their margins (whether a change is significant: changes.py).

Formulas: Wilson (1927) for shares; normal approximation with the finite-population factor for NPS;
AAPOR RR1 for the response rate; requirement S3. Percentages run from 0 to
100, the NPS from -100 to 100, shares (functions that say so) from 0 to 1. An answer of None
means N/A and is not counted. A score of no answers is None.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, sqrt

Z = 1.959964  # 95% of a normal distribution
CES_EASY = 5
RECOMMEND_MAX = 10


@dataclass(frozen=True)
class Score:
    """A figure with its 95% interval and the number of answers behind it."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class IndexScore(Score):
    """An index of 0 to 100. error: its standard error, infinite if there is one answer."""

    error: float


@dataclass(frozen=True)
class Nps:
    """Net promoter score: `value` ± `margin`; promoters and detractors as shares from 0 to 1."""

    value: float
    margin: float
    promoters: float
    detractors: float
    n: int

    @property
    def variance(self) -> float:
        """The variance of the difference of the shares, promoters - detractors."""
        difference = self.promoters - self.detractors
        return (self.promoters + self.detractors - difference**2) / self.n


@dataclass(frozen=True)
class Effort:
    """Customer effort: the mean of 1 to 7, and the percentage who found it easy (5 and more)."""

    mean: float
    easy: Score


def rescale(answer: float, points: int) -> float:
    """Convert an answer of 1 to `points` to a scale of 0 to 100."""
    if not 1 <= answer <= points or points < 2:
        raise ValueError(f"{answer} is not on a scale of 1 to {points}")
    return 100 * (answer - 1) / (points - 1)


def rescale_recommend(answer: float) -> float:
    """Convert an answer of 0 to 10 (the recommend question) to a scale of 0 to 100."""
    if not 0 <= answer <= RECOMMEND_MAX:
        raise ValueError(f"{answer} is not on a scale of 0 to {RECOMMEND_MAX}")
    return answer * 10.0


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95% interval of a share, from 0 to 1. It is also valid at 0 and 100% and for small n."""
    if not 0 <= hits <= n or n == 0:
        raise ValueError(f"{hits} of {n} is no share")
    share, square = hits / n, Z**2
    middle = share + square / (2 * n)
    spread = Z * sqrt(share * (1 - share) / n + square / (4 * n**2))
    scale = 1 + square / n
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def percentage(hits: int, n: int) -> Score | None:
    """A share of answers in percent with its Wilson interval."""
    if not n:
        return None
    low, high = wilson(hits, n)
    return Score(100 * hits / n, 100 * low, 100 * high, n)


def csat(answers: Iterable[int | None], points: int = 5) -> Score | None:
    """The percentage of the top two boxes: 4 and 5 of 5, 6 and 7 of 7, 9 and 10 of 10."""
    valid = _valid(answers, 1, points)
    return percentage(sum(answer >= points - 1 for answer in valid), len(valid))


def nps(answers: Iterable[int | None], population: int | None = None) -> Nps | None:
    """Promoters (9, 10) minus detractors (0 to 6), in percent. population: how many could have answered."""
    valid = _valid(answers, 0, RECOMMEND_MAX)
    promoters = sum(answer >= 9 for answer in valid)
    return nps_of_counts(promoters, sum(answer <= 6 for answer in valid), len(valid), population)


def nps_of_counts(promoters: int, detractors: int, n: int, population: int | None = None) -> Nps | None:
    """The NPS from counts of promoters and detractors among `n` answers."""
    if not n:
        return None
    p, d = promoters / n, detractors / n
    margin = 100 * Z * sqrt((p + d - (p - d) ** 2) / n) * finite_population_factor(n, population)
    return Nps(100 * (p - d), margin, p, d, n)


def ces(answers: Iterable[int | None]) -> Effort | None:
    """The effort score of answers from 1 to 7 on whether the company made it easy."""
    valid = _valid(answers, 1, 7)
    easy = percentage(sum(answer >= CES_EASY for answer in valid), len(valid))
    return Effort(sum(valid) / len(valid), easy) if easy else None


def finite_population_factor(n: int, population: int | None) -> float:
    """The factor by which a margin shrinks if a large part of the population answered; 0 if all did."""
    if population is None or population <= 1:
        return 1.0
    return sqrt(max(0, population - n) / (population - 1))


def margin_of_share(n: int, population: int | None = None, share: float = 0.5) -> float:
    """Half the 95% interval of a share, from 0 to 1. It is widest for a share of 0.5."""
    return Z * sqrt(share * (1 - share) / n) * finite_population_factor(n, population)


def sample_size(margin: float, population: int) -> int:
    """How many answers are needed to know a share within `margin` (.05 is 5 percentage points)."""
    if not population:
        return 0
    unlimited = Z**2 * 0.25 / margin**2
    return min(population, ceil(unlimited / (1 + (unlimited - 1) / population)))


def response_rate(
    *, complete: int, partial: int = 0, refused: int = 0, no_contact: int = 0, other: int = 0, unknown: int = 0
) -> float | None:
    """AAPOR RR1 in percent: complete interviews divided by all people who were or may have been eligible."""
    eligible = complete + partial + refused + no_contact + other + unknown
    return 100 * complete / eligible if eligible else None


def _valid(answers: Iterable[int | None], lowest: int, highest: int) -> list[int]:
    valid = [answer for answer in answers if answer is not None]
    for answer in valid:
        if not lowest <= answer <= highest:
            raise ValueError(f"{answer} is not on a scale of {lowest} to {highest}")
    return valid
