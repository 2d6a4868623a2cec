"""Characters that no font draws are printed as their codes, so that nobody takes a box for a name."""

from __future__ import annotations

import json
import os
import unicodedata
from bisect import bisect_right
from functools import cache
from pathlib import Path

# Joiners, marks of direction, variation selectors and line ends are not drawn in any font.
NEVER_DRAWN = frozenset({"Cc", "Cf", "Mn", "Me", "Zl", "Zp"})


def name_missing(text: str) -> str:
    """The text with each character that no font draws as "[U+E000]"."""
    first, last = _coverage()
    if not first:
        return text
    missing = {}
    for character in set(text):
        code = ord(character)
        place = bisect_right(first, code) - 1
        if (place < 0 or code > last[place]) and unicodedata.category(character) not in NEVER_DRAWN:
            missing[code] = f"[U+{code:04X}]"
    return text.translate(missing) if missing else text


@cache
def _coverage() -> tuple[list[int], list[int]]:
    """First and last of each run of characters, as the installation wrote them beside the font configuration."""
    configuration = os.environ.get("FONTCONFIG_FILE")
    path = Path(configuration).with_name("coverage.json") if configuration else None
    if path is None or not path.exists():
        return [], []
    runs = json.loads(path.read_text(encoding="utf-8"))
    return [run[0] for run in runs], [run[1] for run in runs]
