"""Data → chart: one Vega-Lite definition for the page (vega-embed) and for the PDF (vl_convert).

    spec = line(title=_("Above the limit since week 46"), values=[("W45", 3.1), …], limit=Limit(4.1, …))
    {% chart spec %}        in any template, of a page or of a document

Colours are the tokens of the theme: a browser resolves `var(--info-mark)` in light and dark mode by itself, paper gets
the light values. A chart shows one present series, at most one to compare with, and at most one limit.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from aftersales.render.layers import (
    BEFORE,
    INK,
    INK_3,
    LATE,
    LATE_INK,
    LINE,
    NOW,
    Limit,
    Point,
    Range,
    Spec,
    band_between,
    bar,
    domain,
    dots,
    end,
    intervals,
    limit_line,
    path,
    room_for,
    rows_of,
    said,
    value_at_end,
)

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
PAPER = {  # the light values of the theme; tests/render compares them
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
PAPER_WIDTH = 656  # CSS pixels: an A4 page without its margins
HEIGHT, BAR_STEP = 190, 30
FEW = 4
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
# As templates/parts/chart.html prints it; json_script escapes every "<" in a definition.
EMBEDDED = re.compile(r'<div class="s-vega"><script type="application/json">([^<]*)</script></div>')


def plain(value: float) -> str:
    return f"{value:,.10g}"


def ticks_of(values: Sequence[Point]) -> Spec:
    """Only whole numbers where counts are small, because half a complaint does not exist."""
    known = [value for _at, value in values if value is not None]
    highest = max(known, default=0)
    if highest > FEW or any(value < 0 or not float(value).is_integer() for value in known):
        return {}
    return {"values": [*range(int(highest) + 1)]}


def line(
    *,
    title: str,
    values: Sequence[Point],
    name: str = "",
    before: Sequence[Point] = (),
    before_name: str = "",
    limit: Limit | None = None,
    band: tuple[float, float] | None = None,
    ranges: Sequence[Range] = (),
    start: float = 0,
    text: Callable[[float], str] = plain,
) -> Spec:
    """A figure over time. `title` states the finding; `band` is the expected range, `ranges` the interval of each
    value, `start` where the axis starts: if not at 0, the title says so."""
    rows = rows_of(values, limit, text, ranges)
    layers = [
        band_between(band),
        intervals(ranges),
        path(rows_of(before, None, text), BEFORE, dashed=True),
        path(rows, NOW),
        limit_line(limit, "y"),
        dots([row for row in rows if row["late"]], LATE),
        *end(rows),
    ]
    x = {
        "field": "at",
        "type": "ordinal",
        "scale": {"type": "point", "padding": 0.3, "domain": domain(values, before)},
        "axis": {"labelAngle": 0, "labelOverlap": "greedy", "labelSeparation": 8, "grid": False},
    }
    axis = {"tickCount": 4, "format": ",~f"} | ticks_of(values)
    scale = {"scale": {"zero": False, "domainMin": start}} if start else {}
    y = {"field": "value", "type": "quantitative", "axis": axis, **scale}
    spec = _spec(layers, {"x": x, "y": y}, HEIGHT, room_for(rows[-1:]))
    return _with_table(spec, title, ["", name, before_name], values, before, text)


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
    """A figure by group, one bar each, in the given order; a thin grey bar shows the value before."""
    rows, past = rows_of(values, limit, text), rows_of(before, None, text)
    highest = max([0, *(row["value"] or 0 for row in rows + past), limit.value if limit else 0])
    layers = [
        bar([row for row in rows if not row["late"]], NOW, size=10, offset=-4),
        bar([row for row in rows if row["late"]], LATE, size=10, offset=-4),
        bar(past, BEFORE, size=5, offset=6),
        limit_line(limit, "x"),
        value_at_end([row for row in rows if not row["late"]], INK, "normal"),
        value_at_end([row for row in rows if row["late"]], LATE_INK, "bold"),
    ]
    y = {
        "field": "at",
        "type": "ordinal",
        "sort": None,
        "scale": {"domain": domain(values, before)},
        "axis": {"labelColor": INK, "labelFontSize": 12, "grid": False, "labelLimit": 140},
    }
    x = {
        "field": "value",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, highest or 1], "nice": False},
    }
    spec = _spec(layers, {"x": x, "y": y}, BAR_STEP * max(1, len(values)), room_for(rows))
    return _with_table(spec, title, ["", name, before_name], values, before, text)


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


def _with_table(
    spec: Spec,
    title: str,
    names: Sequence[str],
    values: Sequence[Point],
    before: Sequence[Point],
    text: Callable[[float], str],
) -> Spec:
    """The same as a table in `usermeta`, for users who cannot see the picture."""
    then = dict(before)
    columns = list(names) if before else list(names[:2])
    rows = [[at, said(value, text), *([said(then.get(at), text)] if before else [])] for at, value in values]
    return {**spec, "usermeta": {"title": str(title), "columns": [str(name) for name in columns], "rows": rows}}


def to_svg(spec: Mapping[str, Any], *, width: int = PAPER_WIDTH) -> str:
    """The picture for paper. Call it only in a process that does not fork afterwards: the engine keeps threads."""
    import vl_convert

    _fonts()
    text = json.dumps({**spec, "width": width})
    if '"url"' in text:
        raise ValueError("a chart holds its data; it loads none")
    text = re.sub(r"var\((--[\w-]+)\)", lambda token: PAPER[token[1]], text)
    return vl_convert.vegalite_to_svg(json.loads(text), vl_version="6.4", allowed_base_urls=[])


def draw_in(page: str) -> str:
    """Replace each chart definition in an HTML page by its picture."""
    return EMBEDDED.sub(lambda found: to_svg(json.loads(found[1])), page)


@cache
def _fonts() -> None:
    import vl_convert

    if config := os.environ.get("FONTCONFIG_FILE"):
        vl_convert.register_font_directory(str(Path(config).parent))
