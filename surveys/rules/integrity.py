"""Protects anonymity, and finds careless answers (S4, S5; R4).

Careless answers are flagged, never deleted, so that figures can be computed with and without them.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Cell = TypeVar("Cell", bound=Hashable)

MIN_CELL = 5
STRAIGHT_LINE_ITEMS = 8
RUSHED_SHARE = 1 / 3


def is_shown(n: int) -> bool:
    """Whether a figure of `n` answers may be shown."""
    return n >= MIN_CELL


def shown_cells(counts: Mapping[Cell, int]) -> set[Cell]:
    """The cells of a breakdown that may be shown together with its total.

    Cells with fewer than five answers are hidden. More cells are hidden, the smallest first, until the hidden cells
    have five answers together: else the total minus the shown cells would reveal them.
    """
    shown = {cell for cell, n in counts.items() if is_shown(n)}
    hidden = sum(n for cell, n in counts.items() if cell not in shown)
    by_size = sorted(shown, key=lambda cell: (counts[cell], str(cell)))
    while 0 < hidden < MIN_CELL and by_size:
        smallest = by_size.pop(0)
        shown.discard(smallest)
        hidden += counts[smallest]
    return shown


def is_rushed(seconds: float, median_seconds: float) -> bool:
    """Whether a person answered in less than a third of the median time."""
    return seconds < median_seconds * RUSHED_SHARE


def is_straight_lined(answers: Sequence[int | None]) -> bool:
    """Whether a person gave the same answer to at least eight items of a scale and to all answered items."""
    given = [answer for answer in answers if answer is not None]
    return len(given) >= STRAIGHT_LINE_ITEMS and len(set(given)) == 1
