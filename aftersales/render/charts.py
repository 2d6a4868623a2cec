"""Data → chart. One Vega-Lite definition for the page (vega-embed) and for the PDF (vl_convert).

    spec = line(title=_("Above the limit since week 46"), values=[("W45", 3.1), …], limit=Limit(4.1, …))
    {% chart spec %}        in any template, of a page or of a document

Colours are the theme's tokens: a browser resolves `var(--info-mark)` in light and dark by itself,
paper gets the light ones. One series of now, one to compare with, one limit: more is another chart.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Spec = dict[str, Any]
Point = tuple[str, float | None]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
NOW, BEFORE, LATE = "var(--info-mark)", "var(--paused-mark)", "var(--late-mark)"
INK, INK_2, INK_3 = "var(--ink)", "var(--ink-2)", "var(--ink-3)"
LATE_INK, BAND, LINE = "var(--late-ink)", "var(--info-bg)", "var(--line)"
PAPER = {  # the theme's light values; tests/render keeps them in step
    "--info-mark": "#4a6de0",
    "--paused-mark": "#7d8696",
    "--late-mark": "#d3332a",
    "--late-ink": "#b0231b",
    "--info-bg": "#eef2fe",
    "--ink": "#171c26",
    "--ink-2": "#465063",
    "--ink-3": "#5f687a",
    "--line": "#e5e8ed",
}
PAPER_WIDTH = 656  # of an A4 page within its margins, in CSS pixels
HEIGHT, BAR_STEP = 190, 38
CONFIG: Spec = {
    "font": "Noto Sans SC, sans-serif",
    "background": "transparent",
    "view": {"stroke": None},
    "axis": {
        "domain": False,
        "ticks": False,
        "gridColor": LINE,
        "labelColor": INK_3,
        "labelFontSize": 11,
        "labelPadding": 8,
        "title": None,
    },
    "text": {"font": "Noto Sans SC, sans-serif", "fontSize": 11},
}
# As templates/parts/chart.html prints it; json_script leaves no "<" in a definition.
EMBEDDED = re.compile(r'<div class="s-vega"><script type="application/json">([^<]*)</script></div>')


@dataclass(frozen=True)
class Limit:
    """A line not to be crossed: a promise, a target, a control limit."""

    value: float
    label: str
    floor: bool = False  # bad below it, instead of above

    def broken_by(self, value: float | None) -> bool:
        if value is None:
            return False
        return value < self.value if self.floor else value > self.value


def plain(value: float) -> str:
    return f"{value:,.10g}"


def line(
    *,
    title: str,
    values: Sequence[Point],
    name: str = "",
    before: Sequence[Point] = (),
    before_name: str = "",
    limit: Limit | None = None,
    band: tuple[float, float] | None = None,
    text: Callable[[float], str] = plain,
) -> Spec:
    """A figure over time. `title` says the finding; `band` is where it is expected to be."""
    rows = _rows(values, limit, text)
    layers = [
        _band(band),
        _path(_rows(before, None, text), BEFORE, dashed=True),
        _path(rows, NOW),
        _limit(limit, "y"),
        _points([row for row in rows if row["late"]], LATE),
        *_end(rows),
    ]
    x = {
        "field": "at",
        "type": "ordinal",
        "scale": {"type": "point", "padding": 0.3, "domain": _domain(values, before)},
        "axis": {"labelAngle": 0, "labelOverlap": "greedy", "labelSeparation": 8, "grid": False},
    }
    y = {"field": "value", "type": "quantitative", "axis": {"tickCount": 4, "format": ",~g"}}
    spec = _spec(layers, {"x": x, "y": y}, HEIGHT, _room(rows[-1:]))
    return _told(spec, title, ["", name, before_name], values, before, text)


def bars(
    *,
    title: str,
    values: Sequence[Point],
    name: str = "",
    before: Sequence[Point] = (),
    before_name: str = "",
    limit: Limit | None = None,
    text: Callable[[float], str] = plain,
) -> Spec:
    """A figure by group, one bar each, in the order given; the thin grey bar is what it was before."""
    rows, past = _rows(values, limit, text), _rows(before, None, text)
    highest = max([0, *(row["value"] or 0 for row in rows + past), limit.value if limit else 0])
    layers = [
        _bar([row for row in rows if not row["late"]], NOW, size=10, offset=-4),
        _bar([row for row in rows if row["late"]], LATE, size=10, offset=-4),
        _bar(past, BEFORE, size=5, offset=6),
        _limit(limit, "x"),
        _value([row for row in rows if not row["late"]], INK, "normal"),
        _value([row for row in rows if row["late"]], LATE_INK, "bold"),
    ]
    y = {
        "field": "at",
        "type": "ordinal",
        "sort": None,
        "scale": {"domain": _domain(values, before)},
        "axis": {"labelColor": INK, "labelFontSize": 12, "grid": False, "labelLimit": 140},
    }
    x = {
        "field": "value",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, highest or 1], "nice": False},
    }
    spec = _spec(layers, {"x": x, "y": y}, BAR_STEP * max(1, len(values)), _room(rows))
    return _told(spec, title, ["", name, before_name], values, before, text)


def _spec(layers: Sequence[Spec | None], encoding: Spec, height: int, room: int) -> Spec:
    return {
        "$schema": SCHEMA,
        "width": "container",
        "height": height,
        "padding": {"left": 0, "top": 5, "right": room, "bottom": 5},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "encoding": encoding,
        "layer": [layer for layer in layers if layer],
        "config": CONFIG,
    }


def _told(
    spec: Spec,
    title: str,
    names: Sequence[str],
    values: Sequence[Point],
    before: Sequence[Point],
    text: Callable[[float], str],
) -> Spec:
    """The same in words, for who cannot see the picture: `usermeta` is Vega's place for such things."""
    then = dict(before)
    columns = list(names) if before else list(names[:2])
    rows = [[at, _said(value, text), *([_said(then.get(at), text)] if before else [])] for at, value in values]
    return {**spec, "usermeta": {"title": str(title), "columns": [str(name) for name in columns], "rows": rows}}


def _said(value: float | None, text: Callable[[float], str]) -> str:
    return "–" if value is None else text(value)


def _rows(points: Sequence[Point], limit: Limit | None, text: Callable[[float], str]) -> list[Spec]:
    return [
        {
            "at": str(at),
            "value": value,
            "text": _said(value, text),
            "tip": f"{at}: {_said(value, text)}",
            "late": limit is not None and limit.broken_by(value),
        }
        for at, value in points
    ]


def _room(rows: list[Spec]) -> int:
    """Pixels at the right for the widest value, which is written there."""
    return 12 + max((sum(12 if sign > "\u2e7f" else 8 for sign in row["text"]) for row in rows), default=0)


def _domain(*series: Sequence[Point]) -> list[str]:
    return list(dict.fromkeys(str(at) for points in series for at, _ in points))


def _path(rows: list[Spec], colour: str, *, dashed: bool = False) -> Spec | None:
    if not rows:
        return None
    mark: Spec = {"type": "line", "color": colour, "strokeWidth": 2, "strokeCap": "round", "strokeJoin": "round"}
    if dashed:
        mark |= {"strokeDash": [3, 3]}
    return {"data": {"values": rows}, "mark": mark, "encoding": {"tooltip": {"field": "tip"}}}


def _points(rows: list[Spec], colour: str) -> Spec | None:
    if not rows:
        return None
    mark = {"type": "point", "filled": True, "size": 60, "color": colour, "opacity": 1}
    return {"data": {"values": rows}, "mark": mark, "encoding": {"tooltip": {"field": "tip"}}}


def _end(rows: list[Spec]) -> list[Spec | None]:
    """The last figure is written at its end, so that nobody has to look it up on the axis."""
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
    return [None if late else _points(last, NOW), label if last else None]


def _bar(rows: list[Spec], colour: str, *, size: int, offset: int) -> Spec | None:
    if not rows:
        return None
    mark = {"type": "bar", "color": colour, "size": size, "yOffset": offset, "cornerRadius": 2}
    if size < 10:
        mark |= {"opacity": 0.45}
    return {"data": {"values": rows}, "mark": mark, "encoding": {"tooltip": {"field": "tip"}}}


def _value(rows: list[Spec], colour: str, weight: str) -> Spec | None:
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


def _band(band: tuple[float, float] | None) -> Spec | None:
    if band is None:
        return None
    low, high = band
    return {
        "data": {"values": [{"value": low, "high": high}]},
        "mark": {"type": "rect", "color": BAND},
        "encoding": {"x": {"value": 0}, "x2": {"value": "width"}, "y2": {"field": "high"}},
    }


def _limit(limit: Limit | None, along: str) -> Spec | None:
    if limit is None:
        return None
    across = "x" if along == "y" else "y"
    rule = {"type": "rule", "color": LATE, "strokeDash": [4, 3], "strokeWidth": 1.5}
    words: Spec = {"type": "text", "color": INK_2, "align": "left", "dx": 2, "dy": -7}
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


def to_svg(spec: Mapping[str, Any], *, width: int = PAPER_WIDTH) -> str:
    """The picture for paper. Only where nothing is forked afterwards: the engine keeps threads."""
    import vl_convert

    _fonts()
    text = json.dumps({**spec, "width": width})
    if '"url"' in text:
        raise ValueError("a chart holds its data; it loads none")
    text = re.sub(r"var\((--[\w-]+)\)", lambda token: PAPER[token[1]], text)
    return vl_convert.vegalite_to_svg(json.loads(text), vl_version="6.4", allowed_base_urls=[])


def draw_in(page: str) -> str:
    """Every chart of an HTML page, drawn where its definition stands."""
    return EMBEDDED.sub(lambda found: to_svg(json.loads(found[1])), page)


@cache
def _fonts() -> None:
    import vl_convert

    if config := os.environ.get("FONTCONFIG_FILE"):
        vl_convert.register_font_directory(str(Path(config).parent))
