"""How sure it is that a figure has changed: "significant" or "within the usual", by a test whose choice is explained.

A report compares many figures at once. Their chances are therefore adjusted together (Holm), so that a report in which
nothing has changed says "significant" somewhere in 5% of cases only, not in 5% of its lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb, erfc, exp, lgamma, log, sqrt
from typing import Literal

from surveys.rules.changes import LEVEL, holm, mean_change, share_change
from surveys.rules.means import Sums

Verdict = Literal["significant", "usual", "unknown"]
SMALL = 5  # an expected count below it makes the normal approximation unreliable
LEAST = 5  # fewer rows in a period than this say nothing about a share
EXACT_UP_TO = 5_000  # a larger total is approximated
LEAST_EARLIER = 6  # earlier periods that are needed to say what is usual
TO_SIGMA = 2.66  # 3 / 1.128: from the mean moving range of two neighbours to three standard deviations


@dataclass(frozen=True)
class Certainty:
    """How sure a change is. test: proportions, fisher, poisson, means, limits,
    range, round, or none. chance: of at least such a
    difference if nothing had changed; None if the test gives no such number."""

    test: str
    chance: float | None
    verdict: Verdict


UNKNOWN = Certainty("none", None, "unknown")
BEYOND = Certainty("limits", None, "significant")  # left the control limits of the periods before


def share_changed(hits: int, n: int, hits_before: int, n_before: int) -> Certainty:
    """The change of a share of independent rows, as tickets answered in time.

    The two-proportion z-test. With an expected count below five in any cell, its normal approximation is wrong, and
    Fisher's exact test takes its place. With fewer than five rows on a side nothing is said.
    """
    if min(n, n_before) < LEAST:
        return UNKNOWN
    pooled = (hits + hits_before) / (n + n_before)
    if min(n, n_before) * min(pooled, 1 - pooled) < SMALL:
        return _judged("fisher", _fisher(hits, n, hits_before, n_before))
    change = share_change(hits, n, hits_before, n_before)
    return UNKNOWN if change is None else _judged("proportions", change.p_value)


def count_changed(now: int, before: int, days: float, days_before: float) -> Certainty:
    """The change of a count of events, as complaints, between periods of different length.

    Events that arrive one by one are about Poisson distributed. Given their total, the number of the later period is
    binomial, with its share of the days as probability, which is exact for any size and allows for February. Events
    that come in clusters vary more than that, so a result near the limit is to be read with care. Of a rate, as
    complaints per unit sold, days are days × units.
    """
    total = now + before
    if not total or days <= 0 or days_before <= 0:
        return UNKNOWN
    share = days / (days + days_before)
    if total > EXACT_UP_TO:
        z = max(abs(now - total * share) - 0.5, 0) / sqrt(total * share * (1 - share))
        return _judged("poisson", erfc(z / sqrt(2)))
    tail = min(_at_most(now, total, share), _at_most(before, total, 1 - share))
    return _judged("poisson", min(1.0, 2 * tail))


def mean_changed(now: Sums, before: Sums) -> Certainty:
    """The change of a mean of independent answers, as of an index: Welch's test."""
    if min(now.n, before.n) < LEAST:
        return UNKNOWN
    change = mean_change(now, before)
    return UNKNOWN if change is None else _judged("means", change.p_value)


def beyond_usual(value: float, before: float, earlier: Sequence[float]) -> Certainty:
    """Whether a sum, as money, rose above or fell below the limits of the periods before it. Of one that comes back
    from beyond nothing is said: it is outside still, but not by this change.

    Few large amounts make up a sum, so no distribution can be assumed. The chart of individuals takes its limits from
    how much neighbouring periods differ: mean ± 2.66 × mean moving range, which about 1 of 100 periods leaves by
    chance. It needs six earlier periods.
    """
    if len(earlier) < LEAST_EARLIER:
        return UNKNOWN
    mean = sum(earlier) / len(earlier)
    moves = [abs(after - before) for before, after in zip(earlier, earlier[1:], strict=False)]
    room = TO_SIGMA * sum(moves) / len(moves)
    if abs(value - mean) <= room or value == before:
        return Certainty("range", None, "usual")
    return Certainty("range", None, "significant") if (value > mean) == (value > before) else UNKNOWN


def adjusted(found: Mapping[str, Certainty]) -> dict[str, Certainty]:
    """The same with the chances of all tests of a report adjusted for their number (Holm)."""
    chances = holm({name: one.chance for name, one in found.items() if one.chance is not None})
    return {name: _judged(one.test, chances[name]) if name in chances else one for name, one in found.items()}


def _judged(test: str, chance: float) -> Certainty:
    return Certainty(test, round(chance, 6), "significant" if chance < LEVEL else "usual")


def _at_most(count: int, total: int, share: float) -> float:
    """The probability of at most `count` of `total` events."""
    if share >= 1:
        return float(count >= total)
    logs = (
        lgamma(total + 1) - lgamma(k + 1) - lgamma(total - k + 1) + k * log(share) + (total - k) * log(1 - share)
        for k in range(count + 1)
    )
    return min(1.0, sum(exp(one) for one in logs))


def _fisher(hits: int, n: int, hits_before: int, n_before: int) -> float:
    """The two-sided probability of a table that is at most as likely as this one, with the same margins."""
    drawn, whole = hits + hits_before, n + n_before
    if drawn > whole - drawn:  # count the rarer outcome
        hits, hits_before = n - hits, n_before - hits_before
        drawn = whole - drawn
    low, high = max(0, drawn - n_before), min(n, drawn)
    ways = {k: comb(n, k) * comb(n_before, drawn - k) for k in range(low, high + 1)}
    total = comb(whole, drawn)
    return min(1.0, sum(way for way in ways.values() if way <= ways[hits]) / total)
