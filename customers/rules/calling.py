"""Customers' wishes about calls (A3)."""

from __future__ import annotations

from datetime import time

CALLS = frozenset({"phone", "hotline"})
NEVER, TOO_EARLY = "not_by_phone", "too_early"


def against_wish(*, direction: str, channel: str, at: time, not_by_phone: bool, not_before: time | None) -> str:
    """Which wish a call from us would ignore: no calls, or not yet at this time of day; "" for none."""
    if direction != "out" or channel not in CALLS:
        return ""
    if not_by_phone:
        return NEVER
    return TOO_EARLY if not_before and at < not_before else ""
