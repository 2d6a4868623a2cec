"""What keeps figures honest and people unrecognisable (S4, S5; R4).

Answers are flagged, never deleted: every figure can be read with and without them.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Cell = TypeVar("Cell", bound=Hashable)

MIN_CELL = 5
STRAIGHT_LINE_ITEMS = 8
RUSHED_SHARE = 1 / 3


def is_shown(n: int) -> bool:
    """Whether a figure of `n` answers is shown at all."""
    return n >= MIN_CELL


def shown_cells(counts: Mapping[Cell, int]) -> set[Cell]:
    """The cells of a breakdown that are shown beside its total.

    Cells under five are hidden, and so are the smallest others until the hidden ones together have
    five answers: else the total less the cells shown would give the hidden ones away.
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
    """Answered in less than a third of the median time."""
    return seconds < median_seconds * RUSHED_SHARE


def is_straight_lined(answers: Sequence[int | None]) -> bool:
    """The same answer to eight items of a scale or more, and to all that were answered."""
    given = [answer for answer in answers if answer is not None]
    return len(given) >= STRAIGHT_LINE_ITEMS and len(set(given)) == 1
