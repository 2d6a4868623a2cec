"""The index of a single response: the mean of the items of a latent variable, each rescaled to 0–100."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class IndexItem:
    """A question of the latent variable. column: of its answers; low, high: the ends of its scale."""

    column: str
    low: int
    high: int


def item_index(row: Mapping[str, Any], items: Sequence[IndexItem]) -> float | None:
    """The index from 0 to 100 with equal weights; None if fewer than half of the items were answered."""
    given = [(row.get(item.column), item) for item in items]
    shares = [100 * (answer - item.low) / (item.high - item.low) for answer, item in given if answer is not None]
    return sum(shares) / len(shares) if shares and 2 * len(shares) >= len(items) else None
