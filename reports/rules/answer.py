"""When a figure has moved, and when somebody should ask why."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Any, Literal

Way = Literal["up", "down", "same", "unknown"]

FIRST_REPLY_TARGET = 95.0  # percent
LEAST_REPLIES = 5  # fewer make no median to compare
SLOWER_BY = 1.25
SLOWER_HOURS = 1.0


def way_of_score(figure: Mapping[str, Any] | None) -> Way:
    """A score moves when its change is beyond chance."""
    if figure is None or figure["change"] is None or figure["significant"] is None:
        return "unknown"
    if not figure["significant"]:
        return "same"
    return "up" if figure["change"] > 0 else "down"


def way_of_count(now: int, before: int) -> Way:
    """A count moves when it changes by more than counts scatter (one standard deviation of the difference)."""
    if not before:
        return "unknown"
    if abs(now - before) <= sqrt(now + before):
        return "same"
    return "up" if now > before else "down"


def has_grown(now: int, before: int) -> bool:
    """Whether there are more than scatter explains."""
    return now - before > sqrt(now + before)


def way_of_share(now: float | None, n: int, before: float | None, n_before: int) -> Way:
    """The same for a share from 0 to 1."""
    if now is None or before is None:
        return "unknown"
    pooled = (now * n + before * n_before) / (n + n_before)
    if abs(now - before) <= sqrt(pooled * (1 - pooled) * (1 / n + 1 / n_before)):
        return "same"
    return "up" if now > before else "down"


def is_slower(now: float, n: int, before: float | None, n_before: int) -> bool:
    """Whether answering takes so much longer that somebody should ask why."""
    if before is None or min(n, n_before) < LEAST_REPLIES:
        return False
    return now >= before * SLOWER_BY and now - before >= SLOWER_HOURS


def below_target(share: float | None, n: int) -> bool:
    return share is not None and n >= LEAST_REPLIES and 100 * share < FIRST_REPLY_TARGET

