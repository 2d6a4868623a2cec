"""The differences between two versions of a text, to be shown as struck and bold words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"
# Above this many words a text is shown as a whole; comparing would take too long and show nothing.
MAX_WORDS = 1500
# Below this share of common words the old text is struck as a whole.
ALIKE = 0.4
# Longer runs of what stayed are shortened to their ends.
CONTEXT = 24

Parts = list[tuple[str, str]]
_WORD = re.compile(r"[A-Za-z0-9.,%¥_-]+|\s+|.", re.DOTALL)


@dataclass(frozen=True)
class Change:
    """A field that differs. parts: (SAME, GONE or NEW, text) in order."""

    key: str
    label: str
    parts: Parts

    @property
    def before(self) -> str:
        return "".join(text for kind, text in self.parts if kind != NEW)

    @property
    def after(self) -> str:
        return "".join(text for kind, text in self.parts if kind != GONE)


def changes(old: Mapping[str, tuple[str, str]], new: Mapping[str, tuple[str, str]]) -> list[Change]:
    """The fields that differ, in the order of the newer version. old, new: (label, text) by key."""
    keys = [*new, *(key for key in old if key not in new)]
    found = []
    for key in keys:
        before, after = old.get(key, ("", ""))[1].strip(), new.get(key, ("", ""))[1].strip()
        if before != after:
            label = (new.get(key) or old[key])[0]
            found.append(Change(key, label, parts_of(before, after)))
    return found


def parts_of(old: str, new: str) -> Parts:
    """What went, what came and what stayed. The parts without NEW are the old text, those without GONE the new one;
    only long runs of what stayed are shortened."""
    if not old or not new:
        return [(NEW, new)] if new else [(GONE, old)]
    before, after = _WORD.findall(old), _WORD.findall(new)
    whole: Parts = [(GONE, old), (NEW, new)]
    if max(len(before), len(after)) > MAX_WORDS:
        return whole
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < ALIKE:
        return whole
    parts: Parts = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            parts.append((SAME, "".join(before[a:b])))
            continue
        if b > a:
            parts.append((GONE, "".join(before[a:b])))
        if d > c:
            parts.append((NEW, "".join(after[c:d])))
    last = len(parts)
    return [(kind, _shortened(text, at, last) if kind == SAME else text) for at, (kind, text) in enumerate(parts)]


def _shortened(text: str, at: int, count: int) -> str:
    """A run of what stayed, without its middle; at the beginning and the end of the text without its far end."""
    head = "" if at == 0 else text[:CONTEXT]
    tail = "" if at == count - 1 else text[-CONTEXT:]
    return text if len(text) <= len(head) + len(tail) + 3 else f"{head}…{tail}"
