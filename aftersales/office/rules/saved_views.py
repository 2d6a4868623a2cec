"""What of an address is kept as a saved view, and the order of somebody's views."""

from collections.abc import Mapping, Sequence
from typing import Any

MAX_VIEWS = 30  # of one person
MAX_WORDS = 40
MAX_LENGTH = 200
PASSING = frozenset({"page", "list", "view"})  # where one stands in the list is not part of it


def kept_params(params: Mapping[str, Any]) -> dict[str, str]:
    """The filters and the order that an address names; what is empty or passing is left out."""
    kept = {str(name): str(value) for name, value in params.items() if name not in PASSING and value not in ("", None)}
    return dict(sorted(kept.items()))


def too_much(params: Mapping[str, str]) -> bool:
    """More than any list can ask for."""
    return len(params) > MAX_WORDS or any(len(word) > MAX_LENGTH for pair in params.items() for word in pair)


def moved_up(ids: Sequence[int], one: int) -> list[int]:
    """The same order with one of them a place further up."""
    order = list(ids)
    place = order.index(one)
    if place:
        order[place - 1], order[place] = order[place], order[place - 1]
    return order
