"""Which answers are unhappy, and who calls back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

DISSATISFIED = 2  # of 5
BAD = ("D", "E")


@dataclass(frozen=True)
class Candidate:
    """A user who may call. rank: of the role, the lowest is asked first; waiting: open call-backs."""

    pk: int
    rank: int
    waiting: int
    is_away: bool = False


def why_unhappy(csat: int | None, letter: str) -> str:
    """Why an answer asks for a call-back: "dissatisfied", "low_index" or "". letter: the grade of its index."""
    if csat is not None and csat <= DISSATISFIED:
        return "dissatisfied"
    return "low_index" if letter in BAD else ""


def caller(candidates: Sequence[Candidate], served: Iterable[int]) -> int | None:
    """Who calls: not who served the customer, not who is away, first by role, then who has the fewest to call. If all
    others are away, one of them; None if everybody has served."""
    known = set(served)
    others = [one for one in candidates if one.pk not in known]
    here = [one for one in others if not one.is_away]
    chosen = min(here or others, key=lambda one: (one.rank, one.waiting, one.pk), default=None)
    return chosen.pk if chosen else None
