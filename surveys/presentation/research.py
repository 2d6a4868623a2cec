"""The second reading of a round: what should we change first?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.web.figures import sentences

from ..models import Measure
from ..queries.results import Results
from ..rules.importance import Quadrant, quadrants
from ..rules.structures import DRAWN_FROM
from .axis import Axis, axis_over
from .words import Change, change_of, margin, number

Doing = Mapping[str, Sequence[Measure]]
GAIN = 5  # points more on an item, of 0 to 100
THRESHOLDS = (("alpha", 0.7), ("cr", 0.7), ("ave", 0.5))
QUADRANTS = (
    (Quadrant.KEEP_UP, gettext_lazy("Keep up")),
    (Quadrant.LOW_PRIORITY, gettext_lazy("Low priority")),
    (Quadrant.OVERKILL, gettext_lazy("Possible overkill, add no more")),
)


@dataclass(frozen=True)
class Driver:
    """An item in the matrix and in the list. x, y: its place in percent and pixels; x_low to y_high: its intervals.
    doing: the measures that are to move it."""

    number: int
    code: str
    name: str
    score: str
    margin: str
    effect: str
    span: str
    gain: str
    change: Change | None
    quadrant: str
    key: str
    doing: Sequence[Measure]
    x: str
    y: float
    x_low: str
    x_high: str
    y_low: float
    y_high: float

    @property
    def is_first(self) -> bool:
        return self.quadrant == Quadrant.CONCENTRATE


@dataclass(frozen=True)
class Matrix:
    x_axis: Axis
    y_grid: list[tuple[float, str]]
    cross_x: str
    cross_y: float
    drivers: list[Driver]
    top: float
    bottom: float

    @property
    def zone_width(self) -> str:
        return f"{96 - float(self.cross_x[:-1]):.2f}%"

    @property
    def zone_height(self) -> float:
        return round(self.bottom - self.cross_y, 1)


@dataclass(frozen=True)
class Sound:
    """A row of the table of reliability: (value, is weak) each."""

    name: str
    values: list[tuple[str, bool]]
    effect: str


@dataclass(frozen=True)
class Research:
    headline: str
    points: list[str]
    matrix: Matrix | None
    groups: list[tuple[str, list[Driver]]]
    reliability: list[Sound]
    weak: str
    foot: str
    too_few: str


TOP, BOTTOM = 16.0, 344.0


def research_of(found: Results, doing: Doing = MappingProxyType({})) -> Research:
    """doing: the measures that are to move a figure, by its code."""
    path = found.path
    n = path.n if path else 0
    foot = _foot(found)
    if path is None or not path.has_paths:
        hint = _("Paths need an index model and 100 customers who answered every question; %(n)s answered.") % {"n": n}
        return Research(_("Too few answers to say what drives satisfaction."), [], None, [], [], "", foot, hint)
    matrix = _matrix(found, doing)
    first = [one for one in matrix.drivers if one.is_first] if matrix else []
    groups = [
        (str(label), [one for one in (matrix.drivers if matrix else []) if one.quadrant == kind])
        for kind, label in QUADRANTS
    ]
    reliability = [_sound(found, latent, values) for latent, values in path.reliability.items()]
    return Research(
        headline=_headline(found),
        points=[one.name for one in first],
        matrix=matrix,
        groups=[(label, rows) for label, rows in groups if rows],
        reliability=reliability,
        weak=_weak(reliability),
        foot=foot,
        too_few="",
    )


def _headline(found: Results) -> str:
    assert found.path is not None
    proven = [row for row in found.path.effects if row["low"] > 0]
    if not proven:
        return _("No driver of satisfaction is proven in this round.")
    by_effect = sorted(proven, key=lambda row: -row["value"])
    names = [found.latents.get(row["from"], row["from"]) for row in by_effect[:2]]
    if len(names) == 1:
        return _("Satisfaction comes from %(first)s first.") % {"first": names[0]}
    return _("Satisfaction comes from %(first)s first, then from %(second)s.") % {"first": names[0], "second": names[1]}


def _matrix(found: Results, doing: Doing) -> Matrix | None:
    assert found.path is not None
    rows = [(row, found.figure(f"item:{row['key']}")) for row in found.path.importance]
    known = [(row, figure) for row, figure in rows if figure and figure.value is not None]
    placed = quadrants(
        {row["key"]: row["effect"] for row, _figure in known},
        {row["key"]: figure.value or 0.0 for row, figure in known},
    )
    if placed is None:
        return None
    x_axis = axis_over([v for row, _f in known for v in (row["low"], row["high"])], most=6, bounds=(-1.0, 1.0))
    y_axis = axis_over([v for _r, figure in known for v in (figure.low, figure.high)], most=6)

    def level(value: float) -> float:
        share = (min(max(value, y_axis.low), y_axis.high) - y_axis.low) / (y_axis.high - y_axis.low)
        return round(BOTTOM - share * (BOTTOM - TOP), 1)

    drivers = [
        _driver(place, found, row, figure, placed.points[row["key"]].quadrant, x_axis, level, doing)
        for place, (row, figure) in enumerate(known, start=1)
    ]
    count = round((y_axis.high - y_axis.low) / y_axis.step)
    steps = [y_axis.low + step * y_axis.step for step in range(count + 1)]
    return Matrix(
        x_axis=x_axis,
        y_grid=[(level(step), y_axis.label(step)) for step in steps],
        cross_x=x_axis.at(placed.importance),
        cross_y=level(placed.performance),
        drivers=sorted(drivers, key=lambda one: (not one.is_first, -float(one.gain.lstrip("+").replace("−", "-")))),
        top=TOP,
        bottom=BOTTOM,
    )


def _driver(
    place: int, found: Results, row: dict[str, Any], figure: Any, quadrant: str, axis: Axis, level: Any, doing: Doing
) -> Driver:
    return Driver(
        number=place,
        code=f"item:{row['key']}",
        name=found.items.get(row["key"], row["key"]),
        score=number(figure.value),
        margin=margin(figure),
        effect=number(row["effect"], 2),
        span=f"{number(row['low'], 2)}–{number(row['high'], 2)}",
        gain=f"{GAIN * row['effect']:+z.1f}".replace("-", "−"),
        change=change_of(figure),
        quadrant=str(quadrant),
        key=row["key"],
        doing=doing.get(f"item:{row['key']}", ()),
        x=axis.at(row["effect"]),
        y=level(figure.value),
        x_low=axis.at(row["low"]),
        x_high=axis.at(row["high"]),
        y_low=level(figure.low),
        y_high=level(figure.high),
    )


def _sound(found: Results, latent: str, values: dict[str, float | None]) -> Sound:
    assert found.path is not None
    effect = next((row["value"] for row in found.path.effects if row["from"] == latent), None)
    is_single = sum(code == latent for code in found.item_latents.values()) < 2
    shown = [("–", False)] * len(THRESHOLDS)
    if not is_single:
        shown = [(number(values.get(key), 2), (values.get(key) or 0.0) < least) for key, least in THRESHOLDS]
    return Sound(found.latents.get(latent, latent), shown, number(effect, 2))


def _weak(rows: list[Sound]) -> str:
    names = [row.name for row in rows if any(is_weak for _value, is_weak in row.values)]
    if not names:
        return _("All latent variables are measured reliably.")
    return _("Below a threshold: %(names)s.") % {"names": _(", ").join(names)}


def _foot(found: Results) -> str:
    path = found.path
    if path is None:
        return ""
    worth = _("n = %(n)s, effective %(worth)s.") % {"n": path.n, "worth": round(path.effective_n)}
    if path.weight_set is None:
        why = _("Equal weights: earlier rounds have fewer than 200 complete answers to estimate others.")
    else:
        params = {"quarter": path.weight_set.from_quarter, "n": path.weight_set.n}
        why = _("Weights frozen since %(quarter)s, from %(n)s answers.") % params
    drawn = ""
    if path.has_paths and path.n > DRAWN_FROM:
        drawn = _("Intervals of effects are drawn from %(n)s of these answers, chosen by the seed of the round.")
    return sentences(worth, why, drawn % {"n": DRAWN_FROM} if drawn else "")
