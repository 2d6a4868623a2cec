"""The index over the last rounds, as a line with intervals."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..queries.results import Results
from .axis import axis_over
from .words import number


@dataclass(frozen=True)
class TrendPoint:
    x: str
    y: float
    top: float
    bottom: float
    name: str
    value: str
    place: float
    is_named: bool
    is_last: bool


@dataclass(frozen=True)
class Trend:
    """The index over rounds. lines: joined only where questions and scales are the same; breaks: where they change."""

    points: list[TrendPoint]
    lines: list[str]
    grid: list[tuple[float, str]]
    breaks: list[str]
    words: str
    note: str


TOP, BOTTOM, HEIGHT = 14.0, 228.0, 260


def trend_of(found: Results) -> Trend | None:
    rows = [row for row in found.trend if row.value is not None and row.low is not None and row.high is not None]
    if len(rows) < 2:
        return None
    axis = axis_over([value for row in rows for value in (row.low, row.high)], most=5)

    def level(value: float) -> float:
        share = (min(max(value, axis.low), axis.high) - axis.low) / (axis.high - axis.low)
        return round(BOTTOM - share * (BOTTOM - TOP), 1)

    gap = 86 / max(1, len(rows) - 1)
    points = [
        TrendPoint(
            x=f"{9 + place * gap:.2f}%",
            y=level(row.value or 0),
            top=level(row.high or 0),
            bottom=level(row.low or 0),
            name=_short(row.round.quarter),
            value=number(row.value),
            place=9 + place * gap,
            is_named=place in {0, len(rows) - 2, len(rows) - 1},
            is_last=place == len(rows) - 1,
        )
        for place, row in enumerate(rows)
    ]
    starts = [place for place in range(1, len(rows)) if rows[place].basis != rows[place - 1].basis]
    parts = [points[a:b] for a, b in zip([0, *starts], [*starts, len(points)], strict=True)]
    params = {"count": len(rows), "first": points[0].value, "last": points[-1].value}
    return Trend(
        points=points,
        lines=[" ".join(f"{one.place:.2f},{one.y}" for one in part) for part in parts],
        grid=[(level(axis.low + n * axis.step), axis.label(axis.low + n * axis.step)) for n in range(len(axis.ticks))],
        breaks=[f"{points[place].place - gap / 2:.2f}%" for place in starts],
        words=_("Satisfaction index over %(count)s rounds, from %(first)s to %(last)s") % params,
        note=_("The axis runs from %(low)s to %(high)s. Vertical lines are 95%% intervals.")
        % {"low": axis.label(axis.low), "high": axis.label(axis.high)},
    )


def _short(quarter: str) -> str:
    """Q3 26"""
    return pgettext("short", "Q%(number)s %(year)s") % {"number": quarter[6:], "year": quarter[2:4]}
