"""The first reading of a round: are customers more satisfied, and who is not?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.web.figures import sentences

from ..enums import Segment
from ..models import Figure
from ..queries.results import Member, Results
from ..rules.quarters import quarter_name
from .axis import Axis, Bar, axis_over, bar_of, ends
from .words import Change, change_of, margin, number, signed

ASPECTS = (
    ("aspect:service", gettext_lazy("Service")),
    ("aspect:process", gettext_lazy("Process")),
    ("aspect:result", gettext_lazy("Result")),
)
BOUNDS = {"nps": (-100.0, 100.0), "ces": (1.0, 7.0)}
TITLES = {
    Segment.REGION: gettext_lazy("By region"),
    Segment.TEAM: gettext_lazy("By team"),
    Segment.PRODUCT: gettext_lazy("By product"),
    Segment.TIER: gettext_lazy("By tier"),
    Segment.OUTLET: gettext_lazy("By service outlet"),
}


@dataclass(frozen=True)
class Tile:
    """A key figure: value, margin, change, and both intervals on one axis."""

    name: str
    meaning: str
    value: str
    margin: str
    change: Change | None
    axis: Axis | None
    bar: Bar | None
    words: str


@dataclass(frozen=True)
class Line:
    """A row of a table of intervals."""

    name: str
    value: str
    margin: str
    change: Change | None
    bar: Bar | None
    is_total: bool = False
    n: int | None = None
    key: str = ""
    is_bad: bool = False

    @property
    def is_hidden(self) -> bool:
        return self.bar is None


@dataclass(frozen=True)
class Breakdown:
    """The members of a segment. reference: where the figure of all customers is."""

    segment: str
    title: str
    finding: str
    is_bad: bool
    axis: Axis
    lines: list[Line]
    reference: str
    note: str = ""


@dataclass(frozen=True)
class Assessment:
    headline: str
    points: list[str]
    tiles: list[Tile]
    axis: Axis
    latents: list[Line]
    aspects: list[Line]
    finding: str
    breakdowns: list[Breakdown] = field(default_factory=list)


def assessment_of(found: Results, segments: Sequence[str] = (), region: int | None = None) -> Assessment:
    """segments: by what it is broken down. region: the only one that the reader may see; None means all."""
    latents = [(code, name, found.figure(f"index:{code}")) for code, name in found.latents.items()]
    aspects = [(code, str(name), found.figure(code)) for code, name in ASPECTS]
    axis = axis_over(ends([row[2] for row in (*latents, *aspects)]))
    lines = [_line(name, row, axis, is_total=code == found.target) for code, name, row in latents if row]
    breakdowns = [one for segment in segments if (one := _breakdown(found, segment, region))]
    return Assessment(
        headline=headline(found),
        points=_points(found, breakdowns),
        tiles=_tiles(found),
        axis=axis,
        latents=lines,
        aspects=[_line(name, row, axis) for _code, name, row in aspects if row],
        finding=_dimension_words([(name, row) for _code, name, row in latents if row]),
        breakdowns=breakdowns,
    )


def headline(found: Results) -> str:
    """The answer to the question of this page in one sentence."""
    index = found.figure(f"index:{found.target}")
    if index is None or index.value is None:
        return _("Too few answers to say how satisfied customers are.")
    params = {"value": number(index.value), "change": number(abs(index.change or 0.0)), "margin": margin(index)}
    if index.change is None:
        return _("Satisfaction index %(value)s %(margin)s; there is no earlier round to compare with.") % params
    if not index.is_significant:
        params["before"] = number(index.was or 0.0)
        text = _("Satisfaction index %(value)s %(margin)s, last time %(before)s: the change is within the margin.")
        return text % params
    if index.change > 0:
        return _("Customers are more satisfied than last time: %(value)s, up %(change)s, significant.") % params
    return _("Customers are less satisfied than last time: %(value)s, down %(change)s, significant.") % params


def _points(found: Results, breakdowns: list[Breakdown]) -> list[str]:
    points = [
        _("%(name)s: %(value)s, clearly below the others") % {"name": line.name, "value": line.value}
        for one in breakdowns
        for line in one.lines
        if line.is_bad
    ]
    items = [(row.value, key) for key in found.items if (row := found.figure(f"item:{key}")) and row.value is not None]
    if items:
        value, key = min(items)
        points.append(_("weakest item: %(item)s, %(value)s") % {"item": found.items[key], "value": number(value)})
    return points[:4]


def _tiles(found: Results) -> list[Tile]:
    named = (
        (f"index:{found.target}", _("Satisfaction index"), _("0 to 100"), ""),
        ("csat", "CSAT", _("two best answers"), "%"),
        ("nps", "NPS", _("would recommend"), ""),
        ("ces", "CES", _("made it easy, 1 to 7"), ""),
    )
    return [_tile(found, code, name, meaning, unit) for code, name, meaning, unit in named]


def _tile(found: Results, code: str, name: str, meaning: str, unit: str) -> Tile:
    row = found.figure(code)
    if row is None or row.value is None:
        return Tile(name, meaning, "–", "", None, None, None, _("fewer than five answers"))
    places = 2 if code == "ces" else 1
    axis = axis_over(ends([row]), most=4, bounds=BOUNDS.get(code, (0.0, 100.0)))
    value = signed(row.value) if code == "nps" else number(row.value, places)
    spread = margin(row, places)
    if code == "csat":
        spread = f"% ({number(row.low)}–{number(row.high)})"
    params = {"name": name, "value": value, "low": number(row.low, places), "high": number(row.high, places)}
    words = _("%(name)s %(value)s, interval %(low)s to %(high)s") % params
    return Tile(name, meaning, value, spread, change_of(row, places), axis, bar_of(axis, row), words)


def _line(name: str, row: Figure, axis: Axis, *, is_total: bool = False) -> Line:
    return Line(name, number(row.value), margin(row), change_of(row), bar_of(axis, row), is_total)


def _dimension_words(rows: list[tuple[str, Figure]]) -> str:
    known = [(row.value, name) for name, row in rows if row.value is not None]
    if not known:
        return ""
    moved = [(row.change, name) for name, row in rows if row.is_significant and row.change is not None]
    lowest = _("Lowest: %(name)s.") % {"name": min(known)[1]}
    if not moved:
        return sentences(lowest, _("No dimension has changed beyond the margin."))
    change, name = max(moved, key=lambda pair: abs(pair[0]))
    most = _("Changed most: %(name)s, %(change)s.") % {"name": name, "change": signed(change)}
    return sentences(most, lowest)


def _breakdown(found: Results, segment: str, region: int | None) -> Breakdown | None:
    members = found.members(segment, f"index:{found.target}")
    if region is not None:
        members = [one for one in members if one.key == str(region)]
    if not members:
        return None
    whole = found.figure(f"index:{found.target}")
    shown = _spread(members)
    axis = axis_over([*shown, whole.value if whole else None] if any(shown) else [], most=4)
    low = [one for one in members if one.figure.is_apart and whole and (one.figure.value or 0) < (whole.value or 0)]
    lines = [_member(one, axis, one in low) for one in members]
    hidden = sum(line.is_hidden for line in lines)
    return Breakdown(
        segment=str(segment),
        title=str(TITLES[Segment(segment)]),
        finding=_segment_words(members, low),
        is_bad=bool(low),
        axis=axis,
        lines=lines,
        reference=axis.at(whole.value) if whole and whole.value is not None else "",
        note=_("Cells under 5 are hidden, with another one where subtraction would give them away.") if hidden else "",
    )


def _spread(members: list[Member]) -> list[float | None]:
    return [value for one in members for value in (one.figure.low, one.figure.high)]


def _segment_words(members: list[Member], low: list[Member]) -> str:
    if low:
        names = _(", ").join(one.name for one in low)
        return _("%(names)s: clearly below the others. Corrected for several comparisons.") % {"names": names}
    if sum(not one.figure.is_hidden for one in members) < 2:
        return ""
    if above := [one.name for one in members if one.figure.is_apart]:
        return _("%(names)s: clearly above the others.") % {"names": _(", ").join(above)}
    return _("No difference beyond the margin. Not a ranking.")


def _member(one: Member, axis: Axis, is_bad: bool) -> Line:
    row = one.figure
    bar = None if row.is_hidden else bar_of(axis, row, is_bad=is_bad)
    return Line(
        one.name, number(row.value), margin(row), change_of(row), bar, n=row.n or one.n, key=one.key, is_bad=is_bad
    )


def round_facts(found: Results) -> list[str]:
    """What stands under the title."""
    row = found.round
    return [
        quarter_name(row.quarter),
        _("anonymous") if row.is_anonymous else _("named"),
        _("questionnaire v%(version)s") % {"version": row.questionnaire.version},
        _("%(n)s valid answers") % {"n": found.count("funnel:complete")},
    ]
