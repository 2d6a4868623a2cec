"""Charts as SVG: one definition for the page and for paper.

A plot is a list of shapes. Across, positions are percentages of the plot, so that on a page lines follow the width and
text keeps its size; down, they are pixels. `on_page` writes it for a browser, `on_paper` with fixed places and the
colours of paper, because WeasyPrint knows neither percentages of a stretched drawing nor our style sheets in it.

A mark with an address is a link: its words are read out, and shown when it is pointed at or has the focus.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from .charts import PAPER, PAPER_WIDTH

Cell = tuple[str, str]  # text, address
NUMBER = mark_safe(' class="num"')
TONES = {
    "axis": {"stroke": "--line"},
    "band": {"fill": "--info-bg"},
    "now": {"stroke": "--info-mark", "fill": "none", "stroke-width": "2"},
    "was": {"stroke": "--paused-mark", "fill": "none", "stroke-dasharray": "3 3", "stroke-width": "1.5"},
    "worse": {"stroke": "--late-mark", "fill": "none", "stroke-width": "2"},
    "target": {"stroke": "--ink-2", "stroke-dasharray": "3 2"},
    "limit": {"stroke": "--late-mark", "stroke-dasharray": "4 3", "stroke-width": "1.5"},
    "join": {"stroke": "--paused-mark", "stroke-dasharray": "2 2"},
    "bar": {"fill": "--info-mark"},
    "soft": {"fill": "--line"},
    "grey": {"fill": "--paused-mark"},
    "bad": {"fill": "--late-mark"},
    "good": {"fill": "--done-mark"},
    "pt": {"fill": "--info-mark"},
    "ptwas": {"fill": "none", "stroke": "--paused-mark", "stroke-width": "1.5"},
    "err": {"stroke": "--info-mark", "stroke-width": "1.25"},
    # How many fall into an hour, on paper; a page has cells of a table instead.
    "h0": {"fill": "#f3f5fa"},
    "h1": {"fill": "#e2e8fd"},
    "h2": {"fill": "#c6d2fb"},
    "h3": {"fill": "#9fb3f5"},
    "text": {"fill": "--ink-3"},
    "lbl": {"fill": "--ink"},
    "strong": {"fill": "--ink", "font-weight": "600"},
    "badtext": {"fill": "--late-ink", "font-weight": "600"},
    "goodtext": {"fill": "--done-ink", "font-weight": "600"},
}
# Pixels left and right of the plot, where labels stand (static/css/reports.css has the same).
ROOMS = {"": (40, 16), "wide": (40, 92), "names": (116, 104), "spark": (4, 4)}
COLOURS = {**PAPER, "--done-mark": "#1c8a4c", "--done-ink": "#13693a"}


@dataclass(frozen=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    tone: str = "axis"


@dataclass(frozen=True)
class Path:
    """A line through points."""

    points: Sequence[tuple[float, float]]
    tone: str = "now"


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    tone: str = "bar"
    words: str = ""
    url: str = ""


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    tone: str = "pt"
    words: str = ""
    url: str = ""
    size: float = 4


@dataclass(frozen=True)
class Words:
    """A text. dx: pixels to the right of its place."""

    x: float
    y: float
    text: str
    tone: str = "text"
    anchor: str = "start"
    dx: float = 0


Shape = Rule | Path | Box | Dot | Words


@dataclass(frozen=True)
class Plot:
    """A chart. title: the finding. columns, rows: the same as a table,
    each cell a text and the address of its rows ("" for none). room: one of ROOMS. keys: (tone, text) of the legend."""

    title: str
    height: int
    shapes: Sequence[Shape]
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    room: str = ""
    keys: Sequence[tuple[str, str]] = ()

    @property
    def left(self) -> int:
        return ROOMS[self.room][0]

    @property
    def right(self) -> int:
        return ROOMS[self.room][1]

    @property
    def table(self) -> SafeString:
        """The rows of the table. A template would take three times as long for its cells."""
        return format_html_join("", "<tr>{}</tr>", ((_cells(row),) for row in self.rows))

    @property
    def on_page(self) -> SafeString:
        return _Page(self).drawn()

    @property
    def on_paper(self) -> SafeString:
        return _Paper(self).drawn()


def _cells(row: Sequence[Cell]) -> SafeString:
    """Those after the first one are numbers."""
    return format_html_join(
        "", "<td{}>{}</td>", ((NUMBER if n else "", linked(text, url)) for n, (text, url) in enumerate(row))
    )


def linked(text: Any, url: str) -> Any:
    """A text that is a link if it has an address."""
    return format_html('<a href="{}">{}</a>', url, text) if url else text


class _Page:
    """Places in percent; colours by class (static/css/reports.css)."""

    def __init__(self, plot: Plot) -> None:
        self.plot = plot

    def x(self, place: float) -> str:
        return f"{place:.4g}%"

    def tone(self, name: str) -> SafeString:
        return format_html('class="{}"', name)

    def drawn(self) -> SafeString:
        return format_html(
            '<div class="c-plot {}"><svg class="c-chart" height="{}" role="group" aria-label="{}">{}</svg></div>',
            f"c-plot--{self.plot.room}" if self.plot.room else "",
            self.plot.height,
            self.plot.title,
            self.shapes(),
        )

    def shapes(self) -> SafeString:
        return format_html_join("", "{}", ((self.shape(shape),) for shape in self.plot.shapes))

    def shape(self, shape: Shape) -> SafeString:
        if isinstance(shape, Rule):
            places = (self.x(shape.x1), f"{shape.y1:.1f}", self.x(shape.x2), f"{shape.y2:.1f}", self.tone(shape.tone))
            return format_html('<line x1="{}" y1="{}" x2="{}" y2="{}" {}/>', *places)
        if isinstance(shape, Path):
            return self.path(shape)
        if isinstance(shape, Words):
            text = '<text x="{}" y="{}" dx="{}" text-anchor="{}" {}>{}</text>'
            place = (self.x(shape.x), f"{shape.y:.1f}", f"{shape.dx:g}", shape.anchor)
            return format_html(text, *place, self.tone(shape.tone), shape.text)
        return self.mark(shape, self.box(shape) if isinstance(shape, Box) else self.dot(shape))

    def box(self, shape: Box) -> SafeString:
        size = (self.x(shape.x), f"{shape.y:.1f}", self.x(shape.width), f"{max(shape.height, 0.5):.1f}")
        return format_html('<rect x="{}" y="{}" width="{}" height="{}" rx="2" {}/>', *size, self.tone(shape.tone))

    def dot(self, shape: Dot) -> SafeString:
        size = (self.x(shape.x), f"{shape.y:.1f}", f"{shape.size:g}")
        return format_html('<circle cx="{}" cy="{}" r="{}" {}/>', *size, self.tone(shape.tone))

    def path(self, shape: Path) -> SafeString:
        points = " L".join(f"{x:.4g} {y:.1f}" for x, y in shape.points)
        return format_html(
            '<svg viewBox="0 0 100 {0}" preserveAspectRatio="none" width="100%" height="{0}">'
            '<path d="M{1}" vector-effect="non-scaling-stroke" {2}/></svg>',
            self.plot.height,
            points,
            self.tone(shape.tone),
        )

    def mark(self, shape: Box | Dot, drawn: SafeString) -> SafeString:
        if not shape.words:
            return drawn
        x = shape.x + shape.width / 2 if isinstance(shape, Box) else shape.x
        anchor = "start" if x < 20 else "end" if x > 80 else "middle"
        tip = format_html(
            '<text class="tip" x="{}" y="{}" text-anchor="{}">{}</text>',
            self.x(x),
            f"{max(11.0, shape.y - 9):.1f}",
            anchor,
            shape.words,
        )
        hit = format_html('<circle class="hit" cx="{}" cy="{}" r="11"/>', self.x(x), f"{shape.y:.1f}")
        body = format_html("{}{}{}", hit if isinstance(shape, Dot) else "", drawn, tip)
        if not shape.url:
            return format_html('<g class="mark"><title>{}</title>{}</g>', shape.words, body)
        return format_html('<a class="mark" href="{}" aria-label="{}">{}</a>', shape.url, shape.words, body)


class _Paper(_Page):
    """Places in pixels of the paper; colours as attributes; marks lead nowhere."""

    @property
    def inner(self) -> int:
        return PAPER_WIDTH - self.plot.left - self.plot.right

    def x(self, place: float) -> str:
        return f"{self.plot.left + place * self.inner / 100:.1f}"

    def tone(self, name: str) -> SafeString:
        styles = {name: COLOURS.get(value, value) for name, value in TONES.get(name, TONES["text"]).items()}
        return format_html_join(" ", '{}="{}"', styles.items())

    def drawn(self) -> SafeString:
        return format_html(
            '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}" '
            'font-family="Noto Sans SC, sans-serif" font-size="11">{2}</svg>',
            PAPER_WIDTH,
            self.plot.height,
            self.shapes(),
        )

    def box(self, shape: Box) -> SafeString:
        width = f"{max(shape.width * self.inner / 100, 0.5):.1f}"
        size = (self.x(shape.x), f"{shape.y:.1f}", width, f"{max(shape.height, 0.5):.1f}")
        return format_html('<rect x="{}" y="{}" width="{}" height="{}" rx="2" {}/>', *size, self.tone(shape.tone))

    def path(self, shape: Path) -> SafeString:
        points = " L".join(f"{self.x(x)} {y:.1f}" for x, y in shape.points)
        return format_html('<path d="M{}" {}/>', points, self.tone(shape.tone))

    def mark(self, shape: Box | Dot, drawn: SafeString) -> SafeString:
        return drawn


def nice_step(highest: float, lines: int = 4) -> float:
    """The distance of the lines of an axis from 0 to `highest`."""
    if highest <= 0:
        return 1
    size = 10 ** floor(log10(highest / lines))
    return next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor * lines >= highest * 0.999)


@dataclass(frozen=True)
class Axis:
    """Where values are, from the top of the plot to its bottom. low: where the axis starts."""

    high: float
    top: int
    bottom: int
    low: float = 0

    def y(self, value: float) -> float:
        return self.bottom - (value - self.low) / ((self.high - self.low) or 1) * (self.bottom - self.top)

    def lines(self, text: Any, lines: int = 4) -> list[Shape]:
        step = nice_step(self.high - self.low, lines)
        first, count = ceil(self.low / step), floor((self.high - self.low) / step + 0.001) + 1
        found: list[Shape] = []
        for n in range(first, first + count):
            y = self.y(n * step)
            found += [Rule(0, y, 100, y), Words(0, y + 4, text(n * step), anchor="end", dx=-8)]
        return found
