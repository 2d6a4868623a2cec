"""Which parameters of a URL a saved view keeps, and the order of a user's views."""

from collections.abc import Mapping, Sequence
from typing import Any

MAX_VIEWS = 30  # for one user
MAX_WORDS = 40
MAX_LENGTH = 200
# The position in the list, and a filter that is only being added, are not part of a view.
PASSING = frozenset({"page", "list", "view", "filter"})


def kept_params(params: Mapping[str, Any]) -> dict[str, str]:
    """The filters and the order in the parameters; empty values and page positions are left out."""
    kept = {str(name): str(value) for name, value in params.items() if name not in PASSING and value not in ("", None)}
    return dict(sorted(kept.items()))


def too_much(params: Mapping[str, str]) -> bool:
    """Whether the parameters are larger than any list needs."""
    return len(params) > MAX_WORDS or any(len(word) > MAX_LENGTH for pair in params.items() for word in pair)


def moved_up(ids: Sequence[int], one: int) -> list[int]:
    """The ids in their order, with `one` moved one place to the front."""
    order = list(ids)
    place = order.index(one)
    if place:
        order[place - 1], order[place] = order[place], order[place - 1]
    return order
