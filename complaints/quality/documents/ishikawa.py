"""The Ishikawa diagram of a report, as SVG: a spine with bones above and below, and their causes as words."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WIDTH, HEAD = 680.0, 116.0
SIZE, LINE, GAP, SLANT = 10.0, 13.0, 6.0, 42.0
PROVEN, PLAIN, INK, QUIET = "#b3261e", "#7d8696", "#171c26", "#465063"


@dataclass(frozen=True)
class Bone:
    """A category. causes: (words, whether proven)."""

    label: str
    causes: Sequence[tuple[str, bool]]

    @property
    def proven(self) -> bool:
        return any(proven for _words, proven in self.causes)


def diagram(effect: str, bones: Sequence[Bone], mark: str) -> SafeString:
    """The diagram, or "" without causes. mark: the word behind a proven category."""
    shown = [bone for bone in bones if bone.causes]
    if not shown:
        return mark_safe("")
    pairs = (len(shown) + 1) // 2
    step = (WIDTH - HEAD - 12) / pairs
    room = step - SLANT - 14
    upper, lower = shown[:pairs], shown[pairs:]
    above = max(_height(bone, room) for bone in upper) + 26
    below = (max(_height(bone, room) for bone in lower) + 26) if lower else 20
    words = wrapped(effect, HEAD - 16)
    box = len(words) * LINE + 14
    above, below = max(above, box / 2 + 4), max(below, box / 2 + 4)
    drawn = [_bone(bone, 12 + step * (at + 1) - 6, above, room, up=True) for at, bone in enumerate(upper)]
    drawn += [
        _bone(bone, 12 + step * (at + 1) - 6, above, room, up=False, reach=below) for at, bone in enumerate(lower)
    ]
    spine = format_html('<path d="M4 {}H{}" stroke="{}" stroke-width="2" fill="none"/>', above, WIDTH - HEAD, INK)
    head = format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="3" fill="#fff" stroke="{}" stroke-width="1.5"/>{}',
        WIDTH - HEAD,
        above - box / 2,
        HEAD - 2,
        box,
        PROVEN,
        _lines(words, WIDTH - HEAD / 2 - 1, above - box / 2 + 7 + SIZE - 1, PROVEN, "middle", bold=True),
    )
    labelled = [_label(bone, 12 + step * (at + 1) - 6 - SLANT, 12, mark) for at, bone in enumerate(upper)]
    bottom = above + below
    labelled += [_label(bone, 12 + step * (at + 1) - 6 - SLANT, bottom - 3, mark) for at, bone in enumerate(lower)]
    return format_html(
        '<svg class="fish" viewBox="0 0 {} {}" width="100%" role="img" font-family="Noto Sans SC">{}{}{}{}</svg>',
        WIDTH,
        bottom + 2,
        spine,
        _joined(drawn),
        head,
        _joined(labelled),
    )


def _height(bone: Bone, room: float) -> float:
    return sum(len(wrapped(words, room)) * LINE + GAP for words, _proven in bone.causes) + GAP


def _bone(bone: Bone, foot: float, spine: float, room: float, *, up: bool, reach: float = 0) -> SafeString:
    """A slanted line that meets the spine at foot, with its causes written to its left."""
    end = 18.0 if up else spine + reach - 18
    colour, width = (PROVEN, 2) if bone.proven else (PLAIN, 1.2)
    parts = [
        format_html(
            '<path d="M{} {}L{} {}" stroke="{}" stroke-width="{}" fill="none"/>',
            foot - SLANT,
            end,
            foot,
            spine,
            colour,
            width,
        )
    ]
    at = (end + GAP + 4) if up else (spine + GAP + 6)
    for words, proven in bone.causes:
        lines = wrapped(words, room)
        ink = PROVEN if proven else QUIET
        middle = at + len(lines) * LINE / 2
        share = (middle - end) / (spine - end) if spine != end else 0
        edge = foot - SLANT + SLANT * share
        parts.append(_lines(lines, edge - 12, at + SIZE - 1, ink, "end", bold=proven))
        parts.append(
            format_html('<path d="M{} {}H{}" stroke="{}" stroke-width="1" fill="none"/>', edge - 9, middle, edge, ink)
        )
        at += len(lines) * LINE + GAP
    return _joined(parts)


def _label(bone: Bone, x: float, y: float, mark: str) -> SafeString:
    words = f"{bone.label} ({mark})" if bone.proven and mark else bone.label
    return _lines([words], x, y, PROVEN if bone.proven else INK, "middle", bold=True)


def _lines(lines: Sequence[str], x: float, y: float, colour: str, anchor: str, *, bold: bool) -> SafeString:
    return format_html_join(
        "",
        '<text x="{}" y="{}" fill="{}" font-size="{}" font-weight="{}" text-anchor="{}">{}</text>',
        (
            (round(x, 1), round(y + at * LINE, 1), colour, SIZE, 700 if bold else 400, anchor, line)
            for at, line in enumerate(lines)
        ),
    )


def _joined(parts: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def wrapped(text: str, width: float) -> list[str]:
    """The text in lines that fit the width. Chinese breaks anywhere, other words between them, a long word anywhere."""
    lines, line, used = [], "", 0.0
    for word in _words(" ".join(text.split())):
        size = sum(map(_letter, word))
        if line and used + size > width:
            lines.append(line.rstrip())
            line, used = "", 0.0
            word = word.lstrip()
            size = sum(map(_letter, word))
        while size > width:
            cut = next(n for n in range(len(word), 0, -1) if n == 1 or sum(map(_letter, word[:n])) <= width)
            lines.append(word[:cut])
            word = word[cut:]
            size = sum(map(_letter, word))
        line, used = line + word, used + size
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _words(text: str) -> list[str]:
    found: list[str] = []
    for letter in text:
        wide = unicodedata.east_asian_width(letter) in "WF"
        joins = found and not wide and letter != " " and unicodedata.east_asian_width(found[-1][-1]) not in "WF"
        closes = found and letter in "，。；：、！？）》”,.;:)!?"
        if closes or (joins and not found[-1].isspace()):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _letter(letter: str) -> float:
    return SIZE if unicodedata.east_asian_width(letter) in "WF" else SIZE * 0.56
