"""Complaint rates with exact intervals, so that small counts are not read as more than they are (Q4).

A rate is complaints per 1,000 units and week. Its 95% interval is the exact one of the Poisson distribution (Garwood
1936). The ratio of two rates has the exact conditional interval: of all complaints in both windows, the later ones are
binomial (Clopper and Pearson 1934). Both are found by bisection of the cumulative distributions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import exp, lgamma, log

TAIL = 0.025
PER = 1000
DAYS = 7
THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True)
class Figure:
    """Complaints of a window. unit_days: the days that all units sold were in use in it, together."""

    first: str
    last: str
    complaints: int
    units: int
    unit_days: int

    @property
    def rate(self) -> Decimal | None:
        return rate(self.complaints, self.unit_days)

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """The 95% interval of the rate; None without units."""
        if not self.unit_days:
            return None
        low, high = poisson_interval(self.complaints)
        scale = PER * DAYS / self.unit_days
        return _rounded(low * scale), _rounded(high * scale)


def rate(complaints: int, unit_days: int) -> Decimal | None:
    """Complaints per 1,000 units and week; None without units."""
    if unit_days <= 0:
        return None
    return (Decimal(complaints) * PER * DAYS / unit_days).quantize(THOUSANDTH, ROUND_HALF_UP)


def meets(figure: Figure, target: Decimal) -> bool | None:
    """Whether the rate is at most the target; None without units."""
    found = figure.rate
    return None if found is None else found <= target


def poisson_interval(count: int) -> tuple[float, float]:
    """The exact 95% interval of the mean of which `count` was seen."""
    low = 0.0 if count == 0 else _root(lambda mean: _poisson_upto(count - 1, mean) - (1 - TAIL), 0.0, count + 10.0)
    high = _root(lambda mean: _poisson_upto(count, mean) - TAIL, 0.0, 2 * count + 20.0)
    return low, high


def ratio(before: Figure, after: Figure) -> tuple[Decimal, Decimal, Decimal | None] | None:
    """The rate after as a multiple of that before, with its exact 95% interval; high is None without limit.

    None if there were no complaints before, or no units: then nothing can be compared.
    """
    if not before.complaints or not before.unit_days or not after.unit_days:
        return None
    odds = before.unit_days / after.unit_days
    total = before.complaints + after.complaints
    low, high = binomial_interval(after.complaints, total)
    found = Decimal(after.complaints) * before.unit_days / (Decimal(before.complaints) * after.unit_days)
    upper = None if high >= 1 else _rounded(high / (1 - high) * odds)
    return found.quantize(THOUSANDTH, ROUND_HALF_UP), _rounded(low / (1 - low) * odds), upper


def binomial_interval(hits: int, total: int) -> tuple[float, float]:
    """The exact 95% interval of a share of which `hits` of `total` were seen."""
    low = 0.0 if hits == 0 else _root(lambda share: _binomial_upto(hits - 1, total, share) - (1 - TAIL), 0.0, 1.0)
    high = 1.0 if hits == total else _root(lambda share: _binomial_upto(hits, total, share) - TAIL, 0.0, 1.0)
    return low, high


def _poisson_upto(count: int, mean: float) -> float:
    if mean <= 0:
        return 1.0
    return min(1.0, sum(exp(-mean + n * log(mean) - lgamma(n + 1)) for n in range(count + 1)))


def _binomial_upto(hits: int, total: int, share: float) -> float:
    if share <= 0:
        return 1.0
    if share >= 1:
        return 1.0 if hits >= total else 0.0
    ways = lgamma(total + 1)
    return min(
        1.0,
        sum(
            exp(ways - lgamma(n + 1) - lgamma(total - n + 1) + n * log(share) + (total - n) * log(1 - share))
            for n in range(hits + 1)
        ),
    )


def _root(falling: Callable[[float], float], low: float, high: float) -> float:
    """Where a falling function is zero."""
    for _step in range(100):
        middle = (low + high) / 2
        if falling(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _rounded(value: float) -> Decimal:
    return Decimal(str(value)).quantize(THOUSANDTH, ROUND_HALF_UP)
