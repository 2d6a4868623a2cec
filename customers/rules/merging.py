"""Merging two customers: the suggested value of each field, and how similar two customers are (A5)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

KEPT, GONE, BOTH = "kept", "gone", "both"
TIERS = ("prospect", "ordinary", "long_term", "important")
SUMMED = ("remarks", "annual_demand")  # of which both values may be kept
WEIGHTS = {"phone": 2, "name": 1}


def suggested(field: str, kept: Any, gone: Any) -> str:
    """KEPT, GONE or BOTH: the value that is not empty, promises the customer more, or protects them."""
    if _empty(gone) or kept == gone:
        return KEPT
    if _empty(kept):
        return GONE
    if field in SUMMED:
        return BOTH
    better = {
        "tier": lambda: TIERS.index(gone) > TIERS.index(kept),
        "since": lambda: gone < kept,
        "last_visit_on": lambda: gone > kept,
        "not_before": lambda: gone > kept,
        "qualification": lambda: kept == "unchecked",
    }.get(field, lambda: False)
    return GONE if better() else KEPT


def merged_value(choice: str, kept: Any, gone: Any) -> Any:
    """The value to keep. `both` joins two texts with a line break, and adds two amounts."""
    if choice == BOTH and not isinstance(kept or gone or "", str):
        return (kept or 0) + (gone or 0)
    if choice == BOTH:
        return "\n".join(dict.fromkeys(text for text in (kept, gone) if text))
    return gone if choice == GONE else kept


def likeness(reasons: Collection[str]) -> int:
    """How similar two customers are: an equal phone number counts more than a similar-sounding name."""
    return sum(WEIGHTS[reason] for reason in set(reasons))


def _empty(value: Any) -> bool:
    return value is None or value == "" or value is False
