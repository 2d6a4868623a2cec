"""Charts of quality: the control chart of batches and the bridge of costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from typing import Any

from django.utils.translation import gettext as _

from aftersales.render.plots import Axis, Box, Dot, Plot, Rule, Shape, Words, nice_step

from .drawn import BOTTOM, HEIGHT, TOP, plain, short


@dataclass(frozen=True)
class Group:
    """A batch: complaints among units, with the addresses of the complaints."""

    name: str
    count: int
    units: int
    url: str


@dataclass(frozen=True)
class Control:
    """A control chart of rates by group: the mean, and of each group its upper limit of three sigmas, the wider the
    smaller it is. beyond: those that break it."""

    plot: Plot | None
    mean: float
    beyond: Sequence[Group]


def control(groups: Sequence[Group], title: Any, columns: Sequence[str]) -> Control:
    """A u chart of complaints per 1,000 units. title: of (mean, beyond)."""
    known = [group for group in groups if group.units]
    units, count = sum(group.units for group in known), sum(group.count for group in known)
    if not known or not count:
        return Control(None, 0, ())
    mean = count / units
    limits = [1000 * (mean + 3 * sqrt(mean / group.units)) for group in known]
    rates = [1000 * group.count / group.units for group in known]
    beyond = [group for group, rate, limit in zip(known, rates, limits, strict=True) if rate > limit]
    high = max([*rates, *limits])
    step = nice_step(high)
    axis = Axis(step * -(-high // step), TOP, BOTTOM)
    width = 100 / len(known)
    shapes: list[Shape] = []
    for n, limit in enumerate(limits):
        y = axis.y(limit)
        shapes += [Box(n * width, y, width, BOTTOM - y, "band"), Rule(n * width, y, (n + 1) * width, y, "limit")]
    shapes += axis.lines(plain)
    y = axis.y(1000 * mean)
    shapes += [
        Rule(0, y, 100, y, "join"),
        Words(100, y + 4, _("mean %(value)s") % {"value": f"{1000 * mean:.1f}"}, dx=8),
    ]
    for n, (group, rate) in enumerate(zip(known, rates, strict=True)):
        x, bad = (n + 0.5) * width, group in beyond
        words = _("%(batch)s: %(count)s of %(units)s units, %(rate)s ‰") % {
            "batch": group.name,
            "count": group.count,
            "units": f"{group.units:,}",
            "rate": f"{rate:.1f}",
        }
        shapes.append(Dot(x, axis.y(rate), "bad" if bad else "pt", words, group.url, 5 if bad else 4))
        if bad or len(known) <= 12:
            shapes.append(Words(x, axis.y(rate) - 9, f"{rate:.1f}", "badtext" if bad else "text", "middle"))
        if n % (1 if len(known) <= 8 else 2) == 0:
            shapes.append(Words(x, HEIGHT - 8, group.name, "strong" if bad else "text", "middle"))
    rows = [
        [
            (group.name, ""),
            (f"{group.count:,}", group.url),
            (f"{group.units:,}", ""),
            (f"{rate:.1f}", ""),
            (f"{limit:.1f}", ""),
        ]
        for group, rate, limit in zip(known, rates, limits, strict=True)
    ]
    return Control(Plot(title(1000 * mean, beyond), HEIGHT, shapes, columns, rows, "wide"), 1000 * mean, beyond)


def _sizes(group: Group, rate: float, limit: float) -> list[str]:
    return [f"{group.units:,}", f"{rate:.1f}", f"{limit:.1f}"]


@dataclass(frozen=True)
class Step:
    """A change of a cost between two periods. urls: the rows of the earlier and of the later one."""

    name: str
    before: Decimal
    now: Decimal
    urls: tuple[str, str] = ("", "")


def bridge(steps: Sequence[Step], title: str, before_name: str, now_name: str, urls: tuple[str, str]) -> Plot:
    """From the cost of one period to that of another: what each kind added or took away. It starts at 0."""
    start, end = sum(step.before for step in steps), sum(step.now for step in steps)
    levels, level = [float(start)], float(start)
    for step in steps:
        level += float(step.now - step.before)
        levels.append(level)
    size = nice_step(max(*levels, float(end), 1))
    low = min(0.0, *levels)
    axis = Axis(size * -(-max(*levels, 1) // size), TOP + 8, BOTTOM - 10, size * (low // size))
    count = len(steps) + 2
    width = 100 / count
    shapes: list[Shape] = axis.lines(lambda value: f"{value / 1000:,.10g}")

    def put(n: int, low_: float, high_: float, tone: str, words: str, url: str = "") -> None:
        x = (n + 0.22) * width
        shapes.append(Box(x, axis.y(high_), width * 0.56, axis.y(low_) - axis.y(high_), tone, words, url))

    def label(n: int, y: float, text: str, tone: str, name: str) -> None:
        shapes.append(Words((n + 0.5) * width, axis.y(y) - 6, text, tone, "middle"))
        line = HEIGHT - (22 if n % 2 else 8)  # in two lines, so that neighbours do not touch
        shapes.append(Words((n + 0.5) * width, line, short(name), "text", "middle"))

    put(0, 0, float(start), "grey", f"{before_name}{_(': ')}{_thousand(start)}", urls[0])
    label(0, float(start), _thousand(start), "strong", before_name)
    for n, step in enumerate(steps, 1):
        change = step.now - step.before
        low_, high_ = sorted(levels[n - 1 : n + 1])
        tone = "bad" if change > 0 else "good"
        text = f"{'+' if change > 0 else '−'}{_thousand(abs(change))}" if change else "0"
        shapes.append(
            Rule((n - 0.22) * width, axis.y(levels[n - 1]), (n + 0.22) * width, axis.y(levels[n - 1]), "join")
        )
        put(n, low_, high_, tone, f"{step.name}{_(': ')}{text}", step.urls[1] if step.now else step.urls[0])
        label(n, high_, text, f"{tone}text" if change else "text", step.name)
    shapes.append(Rule((count - 1.22) * width, axis.y(level), (count - 0.78) * width, axis.y(level), "join"))
    put(count - 1, 0, float(end), "bar", f"{now_name}{_(': ')}{_thousand(end)}", urls[1])
    label(count - 1, float(end), _thousand(end), "strong", now_name)
    rows = [
        [(step.name, ""), (f"{step.before:,.2f}", step.urls[0]), (f"{step.now:,.2f}", step.urls[1])] for step in steps
    ]
    rows.append([(_("Total"), ""), (f"{start:,.2f}", urls[0]), (f"{end:,.2f}", urls[1])])
    return Plot(title, HEIGHT, shapes, [_("Type"), before_name, now_name], rows)


def _thousand(amount: Any) -> str:
    return f"{Decimal(amount) / 1000:,.1f}"
