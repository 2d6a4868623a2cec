"""Axes and intervals as positions in percent of the width, so that text keeps its size at every width."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

from ..models import Figure

STEPS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 25, 50)
PAD = 6.0


@dataclass(frozen=True)
class Axis:
    """From low to high, with ticks. Positions leave a margin on both sides."""

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> list[tuple[str, str]]:
        """(position, label) of each tick."""
        count = round((self.high - self.low) / self.step)
        return [(self.at(self.low + n * self.step), self.label(self.low + n * self.step)) for n in range(count + 1)]

    @property
    def few(self) -> list[tuple[str, str]]:
        """Every second tick, for narrow tables."""
        return self.ticks[:: max(1, (len(self.ticks) + 1) // 3)]

    def label(self, value: float) -> str:
        places = 0 if self.step >= 1 else 2 if self.step < 0.1 else 1
        return f"{value:.{places}f}".replace("-", "−")

    def at(self, value: float) -> str:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return f"{PAD + share * (100 - 2 * PAD):.2f}%"


def axis_over(values: Iterable[float | None], *, most: int = 5, bounds: tuple[float, float] = (0.0, 100.0)) -> Axis:
    """The axis with round ticks, at most `most` parts, that holds all values."""
    known = [value for value in values if value is not None] or list(bounds)
    low, high = min(known), max(known)
    for step in STEPS:
        start, end = floor(low / step) * step, ceil(high / step) * step
        if start == end:
            end = start + step
        if round((end - start) / step) <= most:
            return Axis(max(start, bounds[0]), min(end, max(bounds[1], start + step)), step)
    return Axis(bounds[0], bounds[1], STEPS[-1])


@dataclass(frozen=True)
class Bar:
    """An interval on an axis: dot, ends; and those of the round before."""

    dot: str
    low: str
    high: str
    was: str = ""
    was_low: str = ""
    was_high: str = ""
    is_bad: bool = False


def bar_of(axis: Axis, figure: Figure, *, is_bad: bool = False) -> Bar | None:
    """The picture of a figure; None if it is hidden."""
    if figure.value is None or figure.low is None or figure.high is None:
        return None
    was = ("", "", "")
    if figure.was is not None and figure.was_low is not None and figure.was_high is not None:
        was = (axis.at(figure.was), axis.at(figure.was_low), axis.at(figure.was_high))
    return Bar(axis.at(figure.value), axis.at(figure.low), axis.at(figure.high), *was, is_bad=is_bad)


def ends(figures: Iterable[Figure | None]) -> list[float | None]:
    """All values that an axis must hold."""
    return [
        value for one in figures if one for value in (one.low, one.high, one.was, one.was_low, one.was_high, one.value)
    ]
