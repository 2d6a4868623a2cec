"""How a figure changed, how sure that is, and whether it is good. Pages, files and stored reports all judge here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from typing import Literal

from surveys.rules.means import Sums

from ..enums import Basis, Unit
from .certainty import BEYOND, UNKNOWN, Certainty, Verdict, beyond_usual, count_changed, mean_changed, share_changed
from .control import count_limits
from .metric import Counts, Metric, rounded, value_of
from .periods import Span

Tone = Literal["good", "bad", ""]


@dataclass(frozen=True)
class Move:
    """How a figure changed. change: of its rounded values. direction: up, down, or "" if they are equal. verdict: how
    sure that is; "" for the state of a moment, which has no chance in it. tone: good, bad, or "" within the usual."""

    change: Decimal
    direction: Literal["up", "down", ""]
    verdict: Verdict | Literal[""]
    tone: Tone


def move_of(metric: Metric, now: Counts, before: Counts, sure: Certainty) -> Move | None:
    """None if one of the values is not known."""
    value, earlier = rounded(metric, value_of(metric, now)), rounded(metric, value_of(metric, before))
    if value is None or earlier is None:
        return None
    change = value - earlier
    direction: Literal["up", "down", ""] = "up" if change > 0 else "down" if change < 0 else ""
    verdict = "" if metric.basis == Basis.MOMENT else sure.verdict
    counts = bool(direction) and verdict in ("significant", "") and bool(metric.good)
    tone: Tone = ("good" if direction == metric.good else "bad") if counts else ""
    return Move(change, direction, verdict, tone)


@dataclass(frozen=True)
class Counted:
    """What was counted in a span of days."""

    counts: Counts
    span: Span


def sure_of(metric: Metric, now: Counted, before: Counted, earlier: Sequence[Decimal | None]) -> Certainty:
    """How sure the change of a metric is, by the test that fits its unit. earlier: its values in the periods before,
    the oldest first; those before the first amount are left out, because nothing was recorded then."""
    if metric.basis != Basis.PERIOD:
        return UNKNOWN
    if metric.is_share:
        numbers = (now.counts.numerator, now.counts.denominator, before.counts.numerator, before.counts.denominator)
        return share_changed(*(int(number or 0) for number in numbers))
    if metric.unit in (Unit.INDEX, Unit.NPS):
        return mean_changed(_sums(metric, now.counts), _sums(metric, before.counts))
    values = [float(value or 0) for value in earlier]
    counted = float(now.counts.numerator), float(before.counts.numerator)
    if metric.unit == Unit.COUNT and _has_left(values, *counted):
        return BEYOND
    if metric.unit in (Unit.COUNT, Unit.PER_THOUSAND):
        return count_changed(int(now.counts.numerator), int(before.counts.numerator), _exposed(now), _exposed(before))
    known = next((n for n, value in enumerate(values) if value), len(values))
    amount, earlier_amount = (float(value_of(metric, counts) or 0) for counts in (now.counts, before.counts))
    return beyond_usual(amount, earlier_amount, values[known:])


def _has_left(earlier: Sequence[float], count: float, before: float) -> bool:
    """Whether a count rose above the control limits of the periods before, or fell below them: unusual, even if the
    last one was too. One that comes back from beyond has not left them, though it may still be outside."""
    limits = count_limits([int(value) for value in earlier])
    return limits is not None and (limits.high < count > before or limits.low > count < before)


def _exposed(found: Counted) -> float:
    """In how much time, and on how many units, the rows were counted."""
    return found.span.days * float(1 if found.counts.denominator is None else found.counts.denominator)


def _sums(metric: Metric, counts: Counts) -> Sums:
    n, total, squares = int(counts.denominator or 0), float(counts.numerator), float(counts.squares)
    if metric.unit == Unit.NPS:
        total, squares = 100 * float(counts.numerator - counts.others), 10_000 * float(counts.numerator + counts.others)
    return Sums(n, total, squares)


def misses_target(metric: Metric, counts: Counts) -> bool:
    """Whether a share is beside its target by more than chance explains."""
    value, n = value_of(metric, counts), float(counts.denominator or 0)
    if metric.target is None or value is None or not n:
        return False
    share, target = float(value) / 100, metric.target / 100
    spread = 2 * sqrt(target * (1 - target) / n)
    return share < target - spread if metric.good == "up" else share > target + spread
