"""Where everything of a control chart is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from django.utils.translation import gettext as _

from ..queries.batch_charts import BatchChart
from ..queries.batch_weeks import Week
from ..queries.batches import BatchKey
from ..rules.control_chart import Point
from .chart_words import PER, per_thousand, said_of, url_of_week, week_name

LINE = 15  # the height of a label


@dataclass(frozen=True)
class Frame:
    """The size of a drawing, and of the field in it."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int

    @property
    def inner(self) -> int:
        return self.right - self.left

    @property
    def field(self) -> int:
        return self.bottom - self.top


WIDE = Frame(width=840, height=300, left=34, right=742, top=16, bottom=274)
NARROW = Frame(width=340, height=250, left=34, right=328, top=16, bottom=224)


@dataclass(frozen=True)
class Label:
    """A text in the drawing. kind: the class of its colour."""

    x: float
    y: float
    text: str
    kind: str = ""
    anchor: str = "start"


@dataclass(frozen=True)
class Mark:
    """A week: pt, run or bad, with its words and the address of its complaints. is_open: the week that still runs."""

    x: float
    y: float
    kind: str
    words: str
    url: str
    is_open: bool = False

    @property
    def diamond(self) -> str:
        return f"M{self.x - 5.5:.1f} {self.y:.1f}l5.5-6.5 5.5 6.5-5.5 6.5z"


@dataclass(frozen=True)
class Drawing:
    """One form of the chart. Paths are "" where there are no limits."""

    frame: Frame
    grid: Sequence[Label]
    weeks: Sequence[Label]
    line: str
    marks: Sequence[Mark]
    band: str = ""
    upper: str = ""
    u_upper: str = ""
    centre: str = ""
    brackets: Sequence[str] = ()
    labels: Sequence[Label] = ()


@dataclass(frozen=True)
class _Scale:
    """Where weeks and rates are in a frame."""

    frame: Frame
    count: int
    top: float

    @property
    def step(self) -> float:
        return self.frame.inner / self.count

    def x(self, place: float) -> float:
        return self.frame.left + (place + 0.5) * self.step

    def y(self, rate: float) -> float:
        return self.frame.bottom - rate * PER / self.top * self.frame.field

    def inside(self, rate: float) -> float:
        return max(self.y(rate), self.frame.top)


def _top(pairs: Sequence[tuple[Week, Point]]) -> tuple[float, float]:
    """The highest value of the axis and the distance of its lines: room for every rate and the last limit."""
    highest = max(point.rate for _week, point in pairs) * PER
    last = pairs[-1][1].upper
    wanted = max(highest * 1.15, (last or 0) * PER * 1.4, 1e-3)
    size = 10 ** floor(log10(wanted / 4))
    step = next(size * factor for factor in (1, 2, 2.5, 3, 5, 10) if size * factor * 4 >= wanted)
    return ceil(wanted / step) * step, step


def drawing_of(key: BatchKey, found: BatchChart, pairs: Sequence[tuple[Week, Point]], frame: Frame) -> Drawing:
    top, step = _top(pairs)
    at = _Scale(frame, len(pairs), top)
    marks = [_mark(key, found, at, place, week, point) for place, (week, point) in enumerate(pairs)]
    limits = found.chart.has_limits
    upper = _stairs(at, [point.upper or 0 for _week, point in pairs]) if limits else ""
    centre = found.chart.centre or 0
    runs = _runs(pairs) if limits else []
    return Drawing(
        frame=frame,
        grid=_grid(at, step),
        weeks=_week_labels(at, pairs),
        line="M" + "L".join(f"{mark.x:.1f} {mark.y:.1f}" for mark in marks),
        marks=marks,
        band=f"{upper}V{frame.bottom}H{frame.left}Z" if upper else "",
        upper=upper,
        u_upper=_stairs(at, [point.u_upper or 0 for _week, point in pairs]) if limits else "",
        centre=f"M{frame.left} {at.y(centre):.1f}H{frame.right}" if limits else "",
        brackets=[
            f"M{at.x(first):.1f} {frame.bottom - 15}v5H{at.x(last):.1f}v-5" for first, last in runs if last > first
        ],
        labels=[*_said_inside(at, pairs, runs), *(_line_ends(found, at, pairs) if frame is WIDE else [])],
    )


def _mark(key: BatchKey, found: BatchChart, at: _Scale, place: int, week: Week, point: Point) -> Mark:
    words = _("%(week)s: %(rate)s, complaints: %(complaints)s, units in use: %(units)s") % {
        "week": week_name(week.first),
        "rate": per_thousand(point.rate),
        "complaints": week.complaints,
        "units": f"{week.units:,}",
    }
    kind = "bad" if point.beyond else "run" if point.in_run else "pt"
    said = said_of(point)
    return Mark(
        x=at.x(place),
        y=at.y(point.rate),
        kind=kind,
        words=_("; ").join(filter(None, [words, said])),
        url=url_of_week(key, week),
        is_open=week.first == found.current,
    )


def _stairs(at: _Scale, values: Sequence[float]) -> str:
    """A line that steps at the edges of weeks, cut off at the top of the field."""
    parts = [f"M{at.frame.left} {at.y(values[0]):.1f}"]
    for place, value in enumerate(values):
        parts.append(f"V{at.y(value):.1f}H{at.frame.left + (place + 1) * at.step:.1f}")
    return "".join(parts)


def _grid(at: _Scale, step: float) -> list[Label]:
    count = round(at.top / step)
    return [
        Label(at.frame.left - 8, at.frame.bottom - number * step / at.top * at.frame.field, f"{number * step:g}")
        for number in range(count + 1)
    ]


def _week_labels(at: _Scale, pairs: Sequence[tuple[Week, Point]]) -> list[Label]:
    every = max(1, ceil(len(pairs) / (at.frame.inner / 66)))
    return [
        Label(at.x(place), at.frame.bottom + 18, _("W%(number)s") % {"number": week.first.isocalendar().week})
        for place, (week, _point) in enumerate(pairs)
        if place % every == 0
    ]


def _runs(pairs: Sequence[tuple[Week, Point]]) -> list[tuple[int, int]]:
    """First and last place of each run that alarms."""
    found: list[tuple[int, int]] = []
    for place, (_week, point) in enumerate(pairs):
        if not point.in_run:
            continue
        if found and found[-1][1] == place - 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


def _said_inside(at: _Scale, pairs: Sequence[tuple[Week, Point]], runs: Sequence[tuple[int, int]]) -> list[Label]:
    """Words beside the highest alarm, and above the bracket of the last run."""
    labels = []
    beyond = [(point.rate, place) for place, (_week, point) in enumerate(pairs) if point.beyond]
    if beyond:
        rate, place = max(beyond)
        left = place > len(pairs) / 3
        text = _("%(rate)s beyond the limit") % {"rate": per_thousand(rate)}
        x, y = at.x(place) + (-10 if left else 10), max(at.y(rate) - 4, at.frame.top + 10)
        labels.append(Label(x, y, text, "badtext halo", "end" if left else "start"))
    if runs:
        first, last = runs[-1]
        text = _("%(count)s weeks in a row above the centre") % {"count": last - first + 1}
        middle = (at.x(first) + at.x(last)) / 2
        half = 80 if at.frame is NARROW else 90
        x = min(max(middle, at.frame.left + half), at.frame.right - half)
        labels.append(Label(x, at.frame.bottom - 19, text, "duetext halo", "middle"))
    return labels


def _line_ends(found: BatchChart, at: _Scale, pairs: Sequence[tuple[Week, Point]]) -> list[Label]:
    """The names of the lines at their ends, moved apart where they would cover each other."""
    week, point = pairs[-1]
    now = _("This week %(rate)s") if week.first == found.current else _("Last week %(rate)s")
    wanted = [(at.inside(point.rate), now % {"rate": per_thousand(point.rate)}, "lbl")]
    if found.chart.has_limits:
        wanted += [
            (at.inside(point.upper or 0), _("u′ limit %(rate)s") % {"rate": per_thousand(point.upper or 0)}, "badtext"),
            (at.inside(point.u_upper or 0), _("u limit %(rate)s") % {"rate": per_thousand(point.u_upper or 0)}, ""),
            (
                at.y(found.chart.centre or 0),
                _("Centre %(rate)s") % {"rate": per_thousand(found.chart.centre or 0)},
                "lbl",
            ),
        ]
    labels, below = [], float(at.frame.top)
    wanted.sort(key=lambda label: label[0])
    # The lowest ones must not leave the field: start so high that all of them fit.
    for number, (y, text, kind) in enumerate(wanted):
        room = at.frame.bottom - (len(wanted) - 1 - number) * LINE
        place = min(max(y, below), room)
        labels.append(Label(at.frame.right + 8, place + 4, text, kind))
        below = place + LINE
    return labels
