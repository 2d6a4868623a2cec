"""Whether a figure has changed between two rounds beyond chance (S3).

Pooled z for shares, Welch for means, paired t and McNemar for the same customers in both rounds, Holm for many
segments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb, erfc, sqrt

from .means import Sums
from .scores import Nps, Z

ROUNDING = 1e-12
LEVEL = 0.05


@dataclass(frozen=True)
class Change:
    """A difference in standard errors. df: the degrees of freedom of Student's t; None if it is normal.
    exact: the probability, where it is counted."""

    z: float
    df: float | None = None
    exact: float | None = None

    @property
    def p_value(self) -> float:
        """The two-sided probability of such a difference by chance alone."""
        if self.exact is not None:
            return self.exact
        return two_sided(self.z) if self.df is None else _beyond(abs(self.z), self.df)

    @property
    def is_significant(self) -> bool:
        if self.exact is not None:
            return self.exact < LEVEL
        # Student's t is wider than the normal distribution, so what isn't significant there isn't here.
        return abs(self.z) >= Z and (self.df is None or self.p_value < LEVEL)


def share_change(hits_now: float, n_now: float, hits_before: float, n_before: float) -> Change | None:
    """The change of a share between two samples, by the pooled two-proportion z-test."""
    if not n_now or not n_before:
        return None
    pooled = (hits_now + hits_before) / (n_now + n_before)
    spread = pooled * (1 - pooled)
    # Weights leave a share of all or nobody a little beside 1 or 0.
    error = sqrt(spread * (1 / n_now + 1 / n_before)) if spread > ROUNDING else 0.0
    return Change((hits_now / n_now - hits_before / n_before) / error if error else 0.0)


def mean_change(now: Sums, before: Sums) -> Change | None:
    """The change of a mean between two samples, by Welch's test; None if a sample has fewer than two answers."""
    if now.n < 2 or before.n < 2:
        return None
    parts = now.variance / now.n, before.variance / before.n
    difference, error = now.mean - before.mean, sqrt(sum(parts))
    if not error:
        return _without_error(difference)
    df = sum(parts) ** 2 / (parts[0] ** 2 / (now.n - 1) + parts[1] ** 2 / (before.n - 1))
    return Change(difference / error, df)


def paired_change(differences: Sums) -> Change | None:
    """The change of a mean among the same customers, by the paired t-test; None if there are fewer than two.
    differences: of each customer, now minus before."""
    if differences.n < 2:
        return None
    error = sqrt(differences.variance / differences.n)
    return Change(differences.mean / error, differences.n - 1) if error else _without_error(differences.mean)


def mcnemar(gained: int, lost: int) -> Change | None:
    """The change of a share among the same customers, from those who changed: the exact test; None if nobody did."""
    changed = gained + lost
    if not changed:
        return None
    fewer = sum(comb(changed, count) for count in range(min(gained, lost) + 1))
    return Change((gained - lost) / sqrt(changed), exact=min(1.0, 2 * fewer / 2**changed))


def nps_change(now: Nps | None, before: Nps | None) -> Change | None:
    """The change of the NPS between two samples: the difference divided by its standard error."""
    if now is None or before is None:
        return None
    error = sqrt(now.variance + before.variance)
    difference = (now.value - before.value) / 100
    return Change(difference / error) if error else _without_error(difference)


def two_sided(z: float) -> float:
    """The probability of a difference of z standard errors by chance alone."""
    return erfc(abs(z) / sqrt(2))


def holm(chances: Mapping[str, float]) -> dict[str, float]:
    """The probabilities of several tests by name, adjusted for their number (Holm 1979), so that together they find
    something by chance in 5% only."""
    adjusted: dict[str, float] = {}
    highest = 0.0
    for rank, name in enumerate(sorted(chances, key=lambda name: chances[name])):
        highest = max(highest, min(1.0, (len(chances) - rank) * chances[name]))
        adjusted[name] = highest
    return {name: adjusted[name] for name in chances}


def _without_error(difference: float) -> Change:
    """All answers are the same within each sample, so any difference is beyond chance."""
    return Change(0.0 if not difference else float("inf") if difference > 0 else float("-inf"))


def _beyond(t: float, df: float) -> float:
    """The probability that Student's t is further from 0 than `t`. Loads SciPy, which most pages can do without."""
    from scipy.special import stdtr

    return 2 * float(stdtr(df, -t))
