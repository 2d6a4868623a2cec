"""The charts of the dashboards: what each draws, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.render.plots import Axis, Box, Cell, Dot, Path, Plot, Rule, Shape, Words, nice_step

from ..queries.metrics import Told
from ..rules.metric import Metric, rounded
from .words import NONE, main_url, value_text

HEIGHT, TOP, BOTTOM = 208, 14, 178
BAR, STEP = 12, 30
NOTE = 58  # pixels from a value to what stands after it
SHORTEST = 14  # of a name beside a bar


@dataclass(frozen=True)
class Bar:
    """A bar with its name. before: the same of the other period. note: what stands after the value."""

    name: str
    value: float
    text: str
    url: str
    tone: str = "bar"
    before: float | None = None
    before_text: str = ""
    note: str = ""


def plain(value: float) -> str:
    return f"{value:,.10g}"


def trend(told: Told, names: Sequence[str], title: str, target_text: str = "") -> Plot:
    """The twelve periods of a metric: a line, with its target and its intervals. Values that are hidden leave a gap."""
    metric = told.figure.metric
    points = [(n, each) for n, each in enumerate(told.series) if each.value is not None]
    values = [float(each.value or 0) for _n, each in points]
    margins = [each.margin or 0 for _n, each in points]
    axis = _axis(metric, values, margins)
    shapes: list[Shape] = axis.lines(plain)
    # What was before the first figure has no place: the line would begin in the middle.
    first = min(points[0][0], len(names) - 2) if points else 0

    def x(n: int) -> float:
        return (n - first) * 100 / max(len(names) - 1 - first, 1)

    if metric.target is not None and axis.low <= metric.target <= axis.high:
        y = axis.y(metric.target)
        shapes += [Rule(0, y, 100, y, "target"), Words(0, y - 5, target_text, dx=6)]
    shapes += [
        Rule(x(n), axis.y(value - margin), x(n), axis.y(value + margin), "err")
        for (n, _each), value, margin in zip(points, values, margins, strict=True)
        if margin
    ]
    if len(points) > 1:
        shapes.append(Path([(x(n), axis.y(value)) for (n, _each), value in zip(points, values, strict=True)]))
    for (n, each), value in zip(points, values, strict=True):
        text = value_text(metric, each.value)
        words = f"{names[n]}{_(': ')}{text}"
        shapes.append(Dot(x(n), axis.y(value), "pt", words, main_url(each), 5 if n == len(names) - 1 else 3.5))
    if points:
        n, each = points[-1]
        shapes.append(Words(x(n), axis.y(values[-1]) + 4, value_text(metric, each.value), "strong", dx=10))
    shapes += [
        Words(x(n), HEIGHT - 8, name, anchor="middle")
        for n, name in enumerate(names)
        if n >= first and (len(names) - 1 - n) % (2 if len(names) - first > 6 else 1) == 0
    ]
    rows = [[(names[n], ""), (value_text(metric, each.value), main_url(each))] for n, each in enumerate(told.series)]
    return Plot(title, HEIGHT, shapes, [pgettext("filter", "Period"), str(metric.name)], rows, "wide")


def spark(told: Told, title: str, *, bad: bool) -> Plot | None:
    """The twelve values without an axis, their end and the target; None for fewer than two values."""
    values = [(n, float(value)) for n, value in enumerate(told.history) if value is not None]
    if len(values) < 2:
        return None
    numbers = [value for _n, value in values]
    target = told.figure.metric.target
    low, high = min(numbers), max(numbers)
    axis = Axis(high if high > low else low + 1, 5, 23, low)
    step = 100 / max(len(told.history) - 1, 1)
    shapes: list[Shape] = []
    if target is not None and low <= target <= high:
        shapes.append(Rule(0, axis.y(target), 100, axis.y(target), "target"))
    points = [(n * step, axis.y(value)) for n, value in values]
    shapes += [Path(points, "worse" if bad else "now"), Dot(*points[-1], "bad" if bad else "pt", size=2.5)]
    return Plot(title, 28, shapes, room="spark")


def _axis(metric: Metric, values: Sequence[float], margins: Sequence[float]) -> Axis:
    """From 0 on, but of a share or an index from just below its lowest value, where changes can be seen."""
    high = max([value + margin for value, margin in zip(values, margins, strict=True)] or [1])
    low = min([value - margin for value, margin in zip(values, margins, strict=True)] or [0])
    if metric.unit in ("percent", "index", "nps"):
        high, low = max(high, metric.target or high), min(low, metric.target or low)
        step = nice_step(max(high - low, 4))
        low = step * (low // step)
        high = step * -(-high // step)
        if metric.unit != "nps":
            low, high = max(low, 0), min(high, 100)
        return Axis(high if high > low else low + 1, TOP, BOTTOM, low)
    step = nice_step(high)
    return Axis(step * max(1, -(-high // step)), TOP, BOTTOM)


def bars(rows: Sequence[Bar], title: str, columns: Sequence[str], limit: float | None = None, most: float = 0) -> Plot:
    """Names, bars and values, in the given order; a thin grey bar shows the value before. limit: a dashed line."""
    highest = max([most, limit or 0, *(row.value for row in rows), *(row.before or 0 for row in rows)]) or 1
    shapes: list[Shape] = []
    for n, row in enumerate(rows):
        y = n * STEP + 6
        width = 100 * row.value / highest
        shapes.append(Words(0, y + 10, short(row.name), "lbl", "end", -10))
        shapes.append(Box(0, y, width, BAR, row.tone, f"{row.name}{_(': ')}{row.text}", row.url))
        if row.before is not None:
            shapes.append(Box(0, y + BAR + 2, 100 * row.before / highest, 4, "soft", ""))
        tone = "badtext" if row.tone == "bad" else "strong"
        shapes.append(Words(100, y + 10, row.text, tone, "start", 8))
        if row.note:
            shapes.append(Words(100, y + 10, row.note, "text", "start", 8 + NOTE))
    if limit is not None:
        shapes.append(Rule(100 * limit / highest, 0, 100 * limit / highest, len(rows) * STEP, "target"))
    table = [_table_row(row, columns) for row in rows]
    return Plot(title, max(1, len(rows)) * STEP + 6, shapes, columns, table, "names")


def short(name: str) -> str:
    return name if len(name) <= SHORTEST else f"{name[: SHORTEST - 1]}…"


def _table_row(row: Bar, columns: Sequence[str]) -> list[Cell]:
    cells = [(row.name, ""), (row.text, row.url)]
    if len(columns) > 2:
        cells.append((row.before_text or row.note or NONE, ""))
    return cells


def pareto(rows: Sequence[Bar], title: str, columns: Sequence[str]) -> Plot:
    """Bars with the share of all up to each; those that make up the first 80% are blue."""
    whole, so_far, found = sum(row.value for row in rows) or 1, 0.0, []
    for row in rows:
        tone = "bar" if so_far / whole < 0.8 else "grey"
        so_far += row.value
        found.append(Bar(row.name, row.value, row.text, row.url, tone, note=f"{100 * so_far / whole:.0f}%"))
    return bars(found, title, columns)


def matrix(
    points: Sequence[tuple[str, float, float]], title: str, corners: Sequence[str], columns: Sequence[str], url: str
) -> Plot:
    """Importance across, performance up: (name, effect, score). Dashed lines are the means; red is important and below
    the mean. corners: top left, top right, bottom left, bottom right. url:
    what a point opens."""
    effects, scores = [point[1] for point in points], [point[2] for point in points]
    middle, level = sum(effects) / len(points), sum(scores) / len(points)
    low_x, high_x = min(effects), max(effects)
    step = nice_step(max(max(scores) - min(scores), 4))
    low, high = step * (min(scores) // step), min(100.0, step * -(-max(scores) // step))
    axis = Axis(high if high > low else low + 1, TOP + 12, BOTTOM, low)

    def across(value: float) -> float:
        return 6 + 88 * (value - low_x) / ((high_x - low_x) or 1)

    shapes: list[Shape] = axis.lines(plain)
    shapes += [Rule(across(middle), 4, across(middle), BOTTOM + 8, "join")]
    shapes += [Rule(0, axis.y(level), 100, axis.y(level), "join")]
    places = ((0, 10, "start"), (100, 10, "end"), (0, BOTTOM + 20, "start"), (100, BOTTOM + 20, "end"))
    for (left, top, anchor), text in zip(places, corners, strict=True):
        shapes.append(Words(left, top, text, "text", anchor))
    for name, effect, score in sorted(points, key=lambda point: point[2]):
        bad = effect >= middle and score < level
        x, y = across(effect), axis.y(score)
        right = x < 55
        shapes.append(Dot(x, y, "bad" if bad else "pt", f"{name}{_(': ')}{score:.0f}, {effect:.2f}", url))
        label = f"{short(name)} {score:.0f}"
        shapes.append(
            Words(x, y + 4, label, "badtext" if bad else "lbl", "start" if right else "end", 9 if right else -9)
        )
    rows = [[(name, url), (f"{effect:.2f}", ""), (f"{score:.1f}", "")] for name, effect, score in points]
    return Plot(title, HEIGHT, shapes, columns, rows)


def share_text(metric: Metric, top: Decimal, base: Decimal) -> tuple[float, str]:
    value = 100 * top / base
    return float(value), value_text(metric, rounded(metric, value))
