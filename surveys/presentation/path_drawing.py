"""The path model of a round as a drawing: left to right when wide, top to bottom on a phone.

The drawing has no ids, styles or scripts, so that it may stand on a page several times, and on paper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any

from django.utils.translation import gettext as _

from ..queries.results import Results
from .words import number

# Where the latent variables of ACSI and CCSI stand; others are put into columns by their distance from the causes.
PLACES = {
    "IMG": (62, 158),
    "EXP": (190, 36),
    "PQ": (324, 104),
    "PV": (324, 226),
    "SAT": (512, 162),
    "CMP": (676, 58),
    "LOY": (676, 262),
}
Spot = tuple[float, float]
CLEAR = 34  # a line keeps so far from the middle of boxes that it does not touch
BEND = 120
EASY, LONGEST = 15, 24  # characters of a name


@dataclass(frozen=True)
class Node:
    """squeeze: the width into which a long name is pressed."""

    x: float
    y: float
    left: float
    top: float
    name: str
    words: str
    is_goal: bool
    squeeze: str = ""


@dataclass(frozen=True)
class Edge:
    """d: the path of the line. kind: e1 to e4 by strength. is_open: 0 lies in the interval. head: its arrow."""

    d: str
    head: str
    kind: str
    is_open: bool
    x: float
    y: float
    value: str


@dataclass(frozen=True)
class PathForm:
    """One form of the drawing."""

    form: str
    width: int
    height: int
    box: tuple[int, int]
    nodes: list[Node]
    edges: list[Edge]


@dataclass(frozen=True)
class PathDrawing:
    words: str
    finding: str
    forms: list[PathForm]


def drawing_of(found: Results) -> PathDrawing | None:
    """None if the round has no path results."""
    path = found.path
    if path is None or not path.has_paths or path.index_model is None:
        return None
    codes = list(path.reliability)
    wide = _places(codes, [(row["from"], row["to"]) for row in path.paths])
    narrow = {code: (20 + y * 1.02, 30 + x * 0.74) for code, (x, y) in wide.items()}
    words = "; ".join(
        _("%(cause)s on %(effect)s %(value)s")
        % {
            "cause": found.latents.get(row["from"], row["from"]),
            "effect": found.latents.get(row["to"], row["to"]),
            "value": number(row["value"], 2),
        }
        for row in path.paths
    )
    forms = [
        _form(found, "wide", wide, (744, 318), (124, 44)),
        _form(found, "phone", narrow, (346, 570), (114, 42)),
    ]
    return PathDrawing(words=words, finding=_finding(found), forms=forms)


def _finding(found: Results) -> str:
    assert found.path is not None
    effects = [row for row in found.path.effects if row["low"] > 0]
    if not effects:
        return ""
    most = max(effects, key=lambda row: row["value"])
    direct = next((r["value"] for r in found.path.paths if (r["from"], r["to"]) == (most["from"], found.target)), None)
    params = {
        "name": found.latents.get(most["from"], most["from"]),
        "direct": number(direct, 2),
        "total": number(most["value"], 2),
    }
    return _("%(name)s weighs most: %(direct)s directly, %(total)s with the ways through others.") % params


def _places(codes: Sequence[str], pairs: Sequence[tuple[str, str]]) -> dict[str, Spot]:
    if all(code in PLACES for code in codes):
        return {code: PLACES[code] for code in codes}
    depth = dict.fromkeys(codes, 0)
    for _turn in codes:
        for cause, effect in pairs:
            depth[effect] = max(depth[effect], depth[cause] + 1)
    columns: dict[int, list[str]] = {}
    for code in codes:
        columns.setdefault(depth[code], []).append(code)
    gap = 620 / max(1, max(columns))
    return {
        code: (62 + column * gap, 318 * (place + 1) / (len(held) + 1) + (24 if column % 2 else -24))
        for column, held in columns.items()
        for place, code in enumerate(held)
    }


def _form(
    found: Results, form: str, places: Mapping[str, Spot], size: tuple[int, int], box: tuple[int, int]
) -> PathForm:
    assert found.path is not None
    nodes = [_node(found, code, places[code], box) for code in places]
    edges = [_edge(row, places, box) for row in found.path.paths]
    return PathForm(form, size[0], size[1], box, nodes, sorted(edges, key=lambda edge: not edge.is_open))


def _node(found: Results, code: str, place: Spot, box: tuple[int, int]) -> Node:
    assert found.path is not None
    index, r2 = found.figure(f"index:{code}"), found.path.r2.get(code)
    words = number(index.value) if index else "–"
    if r2 is not None:
        words += f" · R² {r2:.2f}"
    name = found.latents.get(code, code)
    return Node(
        place[0],
        place[1],
        place[0] - box[0] / 2,
        place[1] - box[1] / 2,
        name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…",
        words,
        code == found.target,
        f"{box[0] - 10}" if len(name) > EASY else "",
    )


def _edge(row: dict[str, Any], places: Mapping[str, Spot], box: tuple[int, int]) -> Edge:
    start, end = places[row["from"]], places[row["to"]]
    middle = _middle(start, end, [place for code, place in places.items() if code not in {row["from"], row["to"]}])
    a, b = _border(start, middle, box, 0), _border(end, middle, box, 9)
    tip = _border(end, middle, box, 1)
    top = (0.25 * a[0] + 0.5 * middle[0] + 0.25 * b[0], 0.25 * a[1] + 0.5 * middle[1] + 0.25 * b[1])
    size = abs(row["value"])
    kind = "e4" if size >= 0.4 else "e3" if size >= 0.25 else "e2" if size >= 0.1 else "e1"
    return Edge(
        d=f"M{a[0]:.1f} {a[1]:.1f}Q{middle[0]:.1f} {middle[1]:.1f} {b[0]:.1f} {b[1]:.1f}",
        head=_head(b, tip),
        kind=kind,
        is_open=row["low"] <= 0 <= row["high"],
        x=round(top[0], 1),
        y=round(top[1], 1),
        value=number(row["value"], 2),
    )


def _middle(start: Spot, end: Spot, others: Sequence[Spot]) -> Spot:
    """Through which point a line bends: its own middle, or one beside the boxes that stand in its way."""
    length = hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    side = 0.0
    for other in others:
        ahead = (other[0] - start[0]) * along[0] + (other[1] - start[1]) * along[1]
        across = (other[1] - start[1]) * along[0] - (other[0] - start[0]) * along[1]
        if 0 < ahead < length and abs(across) < CLEAR:
            side -= 1.0 if across >= 0 else -1.0
    bend = BEND if side > 0 else -BEND if side < 0 else 0.0
    return (
        (start[0] + end[0]) / 2 - along[1] * bend,
        (start[1] + end[1]) / 2 + along[0] * bend,
    )


def _border(place: Spot, to: Spot, box: tuple[int, int], gap: float) -> Spot:
    """Where a line from the middle of a box towards a point leaves it, and a gap further."""
    dx, dy = to[0] - place[0], to[1] - place[1]
    length = hypot(dx, dy) or 1.0
    reach = min(box[0] / 2 / abs(dx) if dx else 9e9, box[1] / 2 / abs(dy) if dy else 9e9) + gap / length
    return place[0] + dx * reach, place[1] + dy * reach


def _head(base: Spot, tip: Spot) -> str:
    dx, dy = tip[0] - base[0], tip[1] - base[1]
    length = hypot(dx, dy) or 1.0
    nx, ny = -dy / length * 4.5, dx / length * 4.5
    return f"M{base[0] + nx:.1f} {base[1] + ny:.1f}L{tip[0]:.1f} {tip[1]:.1f}L{base[0] - nx:.1f} {base[1] - ny:.1f}z"
