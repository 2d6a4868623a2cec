"""The Ishikawa diagram of possible causes, as coordinates for its template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from unicodedata import east_asian_width

from ..enums import CauseCategory, CauseStanding

HEADS = (180, 402, 624)  # where the bones of a side begin
SLOPE = 58 / 92  # a bone leans towards the head of the fish
SHOWN = 3
WIDTH = 19  # of a line in the head of the fish, in letters


@dataclass(frozen=True)
class Twig:
    """A cause on its bone. x, y: the end of its text; x1, x2, line: the
    line to the bone. Texts, because an SVG takes no decimal commas."""

    text: str
    standing: str
    x: str
    y: str
    x1: str
    x2: str
    line: str


@dataclass(frozen=True)
class Bone:
    """A category with its causes. hot: one of them is proven. more: causes that only the list has room for."""

    label: str
    causes: list[Mapping[str, Any]]
    hot: bool
    x: int
    start: int
    word: int
    twigs: list[Twig]


def head_lines(title: str) -> list[tuple[str, int]]:
    """The title in the head of the fish, in one line or two: (text, y). It breaks after a comma or a space."""
    first = _fits(title)
    if first == len(title):
        return [(title, 120)]
    breaks = [place + 1 for place, sign in enumerate(title[:first]) if sign in " ，、,："]
    first = breaks[-1] if breaks else first
    rest = title[first:].strip()
    cut = _fits(rest)
    rest = rest if cut == len(rest) else f"{rest[: cut - 1].strip()}…"
    return [(title[:first].strip(" ，、,："), 112), (rest, 129)]


def _fits(text: str) -> int:
    """How many signs fit on a line of the head. A Chinese sign is as wide as two others."""
    room = WIDTH
    for place, sign in enumerate(text):
        room -= 2 if east_asian_width(sign) in "WF" else 1
        if room < 0:
            return place
    return len(text)


def bones(causes: Iterable[Mapping[str, Any]]) -> list[Bone]:
    """The six bones, three above and three below the spine, proven causes nearest to their category's name."""
    rows = list(causes)
    found = []
    for place, category in enumerate(CauseCategory):
        mine = [row for row in rows if row.get("category") == category]
        mine.sort(key=lambda row: row.get("standing") != CauseStanding.PROVEN)
        above, x = place < 3, HEADS[place % 3]
        start, word = (24, 16) if above else (208, 225)
        shown = mine[:SHOWN]
        twigs = [_twig(row, x, above, (index + 1) / (len(shown) + 1)) for index, row in enumerate(shown)]
        hot = any(row.get("standing") == CauseStanding.PROVEN for row in mine)
        found.append(Bone(str(category.label), mine, hot, x, start, word, twigs))
    return found


def _twig(row: Mapping[str, Any], x: float, above: bool, share: float) -> Twig:
    down = 92 * share
    at = x + down * SLOPE
    y = 24 + down if above else 208 - down
    text, standing = str(row.get("text", "")), str(row.get("standing", ""))
    return Twig(text, standing, f"{at - 20:.0f}", f"{y + 4:.0f}", f"{at - 14:.0f}", f"{at:.0f}", f"{y:.0f}")
