"""How often a batch that is steady alarms all the same.

The weeks of a steady batch are independent. The alarm rules see each week as one of three: beyond the u′ limit, above
the centre, or not above it. The number of weeks in a row above the centre is a Markov chain, which gives the mean
number of weeks until an alarm exactly. `manage.py simulate_false_alarms` draws weeks at random instead and finds the
same.

The complaints of a week are drawn from a Poisson distribution; or, where weeks scatter more (σz above 1), from a
negative binomial distribution with σz² times its variance.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, floor, inf, lgamma, log, sqrt

from .control_chart import SIGMAS, Alarms

LONGEST = 100_000  # weeks: more is "practically never"


@dataclass(frozen=True)
class Steady:
    """A batch with this mean number of complaints a week. sigma_z: of its limits. spread: how much its weeks scatter,
    as a multiple of the standard deviation of a Poisson distribution, at least 1."""

    mean: float
    sigma_z: float = 1.0
    spread: float = 1.0

    @property
    def limit(self) -> float:
        """The upper u′ limit in complaints a week."""
        return self.mean + SIGMAS * self.sigma_z * sqrt(self.mean)


def weeks_between(steady: Steady, alarms: Alarms) -> float:
    """The mean number of weeks until a steady batch alarms; infinite if it never does."""
    if steady.mean <= 0 or not (alarms.beyond or alarms.run):
        return inf
    last_below = floor(steady.mean)
    last_quiet = max(floor(steady.limit), alarms.fewest - 1, last_below) if alarms.beyond else None
    not_above = _up_to(steady, last_below)
    quiet = _up_to(steady, last_quiet) if last_quiet is not None else 1.0
    above = max(quiet - not_above, 0.0)
    if not alarms.run:
        return 1 / (1 - quiet) if quiet < 1 else inf
    # The weeks until an alarm after j weeks above the centre are steps + back × (weeks from the beginning).
    steps = back = 0.0
    for _week in range(alarms.run):
        steps, back = 1 + above * steps, not_above + above * back
    return steps / (1 - back) if back < 1 else inf


def _up_to(steady: Steady, last: int) -> float:
    return min(sum(probability(steady, count) for count in range(last + 1)), 1.0)


def probability(steady: Steady, count: int) -> float:
    """The probability of so many complaints in a week."""
    if steady.spread <= 1:
        return exp(count * log(steady.mean) - steady.mean - lgamma(count + 1))
    excess = steady.spread**2 - 1
    size, share = steady.mean / excess, excess / (1 + excess)
    return exp(lgamma(size + count) - lgamma(size) - lgamma(count + 1) + count * log(share) + size * log(1 - share))
