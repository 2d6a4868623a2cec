"""Decides when a figure has moved, and when a change is worth a question."""

from __future__ import annotations

from collections.abc import Mapping
from math import log, sqrt
from typing import Any, Literal

Way = Literal["up", "down", "same", "unknown"]

FIRST_REPLY_TARGET = 95.0  # percent
LEAST_REPLIES = 5  # with fewer, a share or a median is not compared
SLOWER_HOURS = 1.0


def way_of_score(figure: Mapping[str, Any] | None) -> Way:
    """A score has moved if its change is beyond chance."""
    if figure is None or figure["change"] is None or figure["significant"] is None:
        return "unknown"
    if not figure["significant"]:
        return "same"
    return "up" if figure["change"] > 0 else "down"


def way_of_count(now: int, before: int) -> Way:
    """A count has moved if it changed by more than one standard deviation of the difference of two counts."""
    if not before:
        return "unknown"
    if abs(now - before) <= sqrt(now + before):
        return "same"
    return "up" if now > before else "down"


def has_grown(now: int, before: int) -> bool:
    """Whether a count has grown by more than random variation explains."""
    return now - before > sqrt(now + before)


def way_of_share(now: float | None, n: int, before: float | None, n_before: int) -> Way:
    """A share (0 to 1) has moved if its change is beyond chance."""
    if now is None or before is None:
        return "unknown"
    pooled = (now * n + before * n_before) / (n + n_before)
    if abs(now - before) <= sqrt(pooled * (1 - pooled) * (1 / n + 1 / n_before)):
        return "same"
    return "up" if now > before else "down"


def is_slower(now: float, n: int, before: float | None, n_before: int) -> bool:
    """Whether a median of waiting times grew by more than chance explains, and by enough to ask why.

    Waiting times are roughly exponentially distributed, so the standard error of the logarithm of their median is
    1/(ln 2 · √n).
    """
    if before is None or now - before < SLOWER_HOURS:
        return False
    if not before:
        return min(n, n_before) >= LEAST_REPLIES
    error = sqrt(1 / n + 1 / n_before) / log(2)
    return log(now / before) > 2 * error


def below_target(share: float | None, n: int) -> bool:
    """Whether a share misses the target by more than chance explains."""
    if share is None or n < LEAST_REPLIES:
        return False
    target = FIRST_REPLY_TARGET / 100
    return share < target - 2 * sqrt(target * (1 - target) / n)
