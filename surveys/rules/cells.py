"""Which cells of several breakdowns may be shown together (S4).

A cell of fewer than five answers is hidden. Another is hidden with it where the total minus the shown cells would give
a group of fewer than five away. A cell that lies within one of another breakdown (a team within its region) is hidden
where the rest of that one has fewer than five answers.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Set
from typing import TypeVar

from .integrity import MIN_CELL, is_shown, shown_cells

Cell = TypeVar("Cell", bound=Hashable)


def shown_of(counts: Mapping[Cell, int], total: int, barred: Set[Cell] = frozenset()) -> set[Cell]:
    """The cells of one breakdown that may be shown with a total that is also shown. barred: those hidden anyway.

    Answers in no cell (of no product, say) are a cell of their own that is never shown: what is left over has none or
    at least five answers.
    """
    if not is_shown(total):
        return set()
    held = {cell: n for cell, n in counts.items() if n and cell not in barred}
    rest = total - sum(held.values())
    if rest < 0:
        raise ValueError("more answers in the cells than in all")
    named: dict[tuple[Cell] | None, int] = {(cell,): n for cell, n in held.items()}
    if rest:
        named[None] = rest
    shown = {cell[0] for cell in shown_cells(named) if cell is not None}
    return _with_rest(held, shown, total)


def shown_together(
    counts: Mapping[str, Mapping[str, int]], total: int, joint: Mapping[tuple[str, str], Mapping[tuple[str, str], int]]
) -> dict[str, set[str]]:
    """The cells of several breakdowns that may be shown together. joint: of two breakdowns, how many answers are in a
    cell of the first and in one of the second."""
    barred: dict[str, set[str]] = {kind: set() for kind in counts}
    while True:
        shown = {kind: shown_of(found, total, barred[kind]) for kind, found in counts.items()}
        found = _nested(counts, shown, joint)
        if not found:
            return shown
        kind, cell = found
        barred[kind].add(cell)


def _nested(
    counts: Mapping[str, Mapping[str, int]],
    shown: Mapping[str, Set[str]],
    joint: Mapping[tuple[str, str], Mapping[tuple[str, str], int]],
) -> tuple[str, str] | None:
    """A shown cell that lies in another shown one but for one to four answers."""
    for (one, other), cells in joint.items():
        for (a, b), both in sorted(cells.items()):
            if a not in shown[one] or b not in shown[other]:
                continue
            n_a, n_b = counts[one][a], counts[other][b]
            if both == n_b and 0 < n_a - n_b < MIN_CELL:
                return other, b
            if both == n_a and 0 < n_b - n_a < MIN_CELL:
                return one, a
    return None


def _with_rest(counts: Mapping[Cell, int], shown: set[Cell], total: int) -> set[Cell]:
    """The shown cells, fewer of them until none or at least five answers are left outside."""
    shown = set(shown)
    while shown and 0 < total - sum(counts[cell] for cell in shown) < MIN_CELL:
        shown.discard(min(shown, key=lambda cell: (counts[cell], str(cell))))
    return shown


def shown_in_both(now: Mapping[Cell, int], less: Mapping[Cell, int], shown: Set[Cell]) -> set[Cell]:
    """The cells whose figures may be shown both with and without flagged answers.

    now: answers of each cell; less: those without flagged ones. A cell from which one to four answers were left out
    would give these away by subtraction, so that only its figures with all answers are shown.
    """
    return {cell for cell in shown if is_shown(less.get(cell, 0)) and _tells_nothing(now[cell] - less.get(cell, 0))}


def _tells_nothing(difference: int) -> bool:
    return difference == 0 or difference >= MIN_CELL
