"""Whether a figure moved by more than chance explains, and whether that is good."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import hypot, sqrt
from typing import Any, Literal

from ..enums import Basis, Unit
from .answer import way_of_count, way_of_share
from .metric import Counts, Metric, margin_of, rounded, value_of

Tone = Literal["good", "bad", ""]
NOTABLE = Decimal("0.1")  # of an amount of money: less than a tenth is the usual


@dataclass(frozen=True)
class Move:
    """How a figure changed. change: of its rounded values. direction: up, down, or "" if they are equal. significant:
    beyond chance; None for what has no chance in it, the state of a moment. tone: good, bad, or "" within the usual."""

    change: Decimal
    direction: Literal["up", "down", ""]
    significant: bool | None
    tone: Tone


def move_of(metric: Metric, now: Counts, before: Counts) -> Move | None:
    """None if one of the values is not known."""
    value, earlier = rounded(metric, value_of(metric, now)), rounded(metric, value_of(metric, before))
    if value is None or earlier is None:
        return None
    change = value - earlier
    direction: Literal["up", "down", ""] = "up" if change > 0 else "down" if change < 0 else ""
    significant = None if metric.basis == Basis.MOMENT else _significant(metric, now, before)
    counts = bool(direction) and significant is not False and bool(metric.good)
    tone: Tone = ("good" if direction == metric.good else "bad") if counts else ""
    return Move(change, direction, significant, tone)


def _significant(metric: Metric, now: Counts, before: Counts) -> bool:
    if metric.unit == Unit.PERCENT:
        n, n_before = int(now.denominator or 0), int(before.denominator or 0)
        share, earlier = float(now.numerator) / n, float(before.numerator) / n_before
        return way_of_share(share, n, earlier, n_before) in ("up", "down")
    if metric.unit in (Unit.INDEX, Unit.NPS):
        margins = [margin for margin in (margin_of(metric, now), margin_of(metric, before)) if margin is not None]
        if len(margins) < 2:
            return False
        apart: Any = abs((value_of(metric, now) or 0) - (value_of(metric, before) or 0))
        return float(apart) > hypot(*margins)
    if metric.unit in (Unit.MONEY, Unit.MONEY_PER):
        value, earlier_value = value_of(metric, now) or Decimal(0), value_of(metric, before) or Decimal(0)
        return abs(value - earlier_value) >= NOTABLE * max(abs(earlier_value), Decimal(1))
    return way_of_count(int(now.numerator), int(before.numerator)) in ("up", "down")


def misses_target(metric: Metric, counts: Counts) -> bool:
    """Whether a share is beside its target by more than chance explains."""
    value, n = value_of(metric, counts), float(counts.denominator or 0)
    if metric.target is None or value is None or not n:
        return False
    share, target = float(value) / 100, metric.target / 100
    spread = 2 * sqrt(target * (1 - target) / n)
    return share < target - spread if metric.good == "up" else share > target + spread
