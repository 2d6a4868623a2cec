"""The layers of a chart, as Vega-Lite. Each has its own data and the colours of the theme."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Spec = dict[str, Any]
Point = tuple[str, float | None]
Range = tuple[str, float, float]


NOW, BEFORE, LATE = "var(--info-mark)", "var(--paused-mark)", "var(--late-mark)"
INK, INK_2, INK_3 = "var(--ink)", "var(--ink-2)", "var(--ink-3)"
LATE_INK, BAND, LINE = "var(--late-ink)", "var(--info-bg)", "var(--line)"


@dataclass(frozen=True)
class Limit:
    """A line that should not be crossed: an SLA target, a goal, a control limit."""

    value: float
    label: str
    floor: bool = False  # values below it are bad, instead of values above

    def broken_by(self, value: float | None) -> bool:
        if value is None:
            return False
        return value < self.value if self.floor else value > self.value


def said(value: float | None, text: Callable[[float], str]) -> str:
    return "–" if value is None else text(value)


def rows_of(
    points: Sequence[Point], limit: Limit | None, text: Callable[[float], str], ranges: Sequence[Range] = ()
) -> list[Spec]:
    between = {str(at): f" ({text(low)}–{text(high)})" for at, low, high in ranges}
    return [
        {
            "at": str(at),
            "value": value,
            "text": said(value, text),
            "tip": f"{at}: {said(value, text)}{between.get(str(at), '')}",
            "late": limit is not None and limit.broken_by(value),
        }
        for at, value in points
    ]


def room_for(rows: list[Spec]) -> int:
    """Pixels at the right for the widest value, which is written there."""
    return 12 + max((sum(12 if sign > "\u2e7f" else 8 for sign in row["text"]) for row in rows), default=0)


def domain(*series: Sequence[Point]) -> list[str]:
    return list(dict.fromkeys(str(at) for points in series for at, _ in points))


def path(rows: list[Spec], colour: str, *, dashed: bool = False) -> Spec | None:
    if not rows:
        return None
    mark: Spec = {"type": "line", "color": colour, "strokeWidth": 2, "strokeCap": "round", "strokeJoin": "round"}
    if dashed:
        mark |= {"strokeDash": [3, 3]}
    return {"data": {"values": rows}, "mark": mark, "encoding": {"tooltip": {"field": "tip"}}}


def dots(rows: list[Spec], colour: str) -> Spec | None:
    if not rows:
        return None
    mark = {"type": "point", "filled": True, "size": 60, "color": colour, "opacity": 1}
    return {"data": {"values": rows}, "mark": mark, "encoding": {"tooltip": {"field": "tip"}}}


def end(rows: list[Spec]) -> list[Spec | None]:
    """The last value, written beside the last point, so that it can be read without the axis."""
    last = [row for row in rows if row["value"] is not None][-1:]
    late = bool(last and last[0]["late"])
    mark = {
        "type": "text",
        "align": "left",
        "dx": 9,
        "color": LATE_INK if late else INK,
        "fontWeight": "bold" if late else "normal",
        "fontSize": 12,
    }
    label = {"data": {"values": last}, "mark": mark, "encoding": {"text": {"field": "text"}}}
    return [None if late else dots(last, NOW), label if last else None]


def bar(rows: list[Spec], colour: str, *, size: int, offset: int) -> Spec | None:
    if not rows:
        return None
    mark = {"type": "bar", "color": colour, "size": size, "yOffset": offset, "cornerRadius": 2}
    if size < 10:
        mark |= {"opacity": 0.45}
    return {"data": {"values": rows}, "mark": mark, "encoding": {"tooltip": {"field": "tip"}}}


def value_at_end(rows: list[Spec], colour: str, weight: str) -> Spec | None:
    if not rows:
        return None
    mark = {
        "type": "text",
        "align": "left",
        "baseline": "middle",
        "dx": 6,
        "dy": -4,
        "color": colour,
        "fontWeight": weight,
        "fontSize": 12,
    }
    return {"data": {"values": rows}, "mark": mark, "encoding": {"text": {"field": "text"}}}


def intervals(ranges: Sequence[Range]) -> Spec | None:
    if not ranges:
        return None
    rows = [{"at": str(at), "value": low, "high": high} for at, low, high in ranges]
    mark = {"type": "rule", "color": NOW, "strokeWidth": 1.5, "opacity": 0.6}
    return {"data": {"values": rows}, "mark": mark, "encoding": {"y2": {"field": "high"}}}


def band_between(band: tuple[float, float] | None) -> Spec | None:
    if band is None:
        return None
    low, high = band
    return {
        "data": {"values": [{"value": low, "high": high}]},
        "mark": {"type": "rect", "color": BAND},
        "encoding": {"x": {"value": 0}, "x2": {"value": "width"}, "y2": {"field": "high"}},
    }


def limit_line(limit: Limit | None, along: str) -> Spec | None:
    if limit is None:
        return None
    across = "x" if along == "y" else "y"
    rule = {"type": "rule", "color": LATE, "strokeDash": [4, 3], "strokeWidth": 1.5}
    # On the side where the good values are not.
    words: Spec = {"type": "text", "color": INK_2, "align": "left", "dx": 2, "dy": 9 if limit.floor else -7}
    if along == "x":
        words |= {"align": "center", "dx": 0, "dy": -8}
    return {
        "data": {"values": [{"value": limit.value, "text": str(limit.label)}]},
        "encoding": {across: {"value": 0}},
        "layer": [
            {"mark": rule, "encoding": {f"{across}2": {"value": "width" if across == "x" else "height"}}},
            {"mark": words, "encoding": {"text": {"field": "text"}}},
        ],
    }
