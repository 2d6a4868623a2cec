"""What follows from a visit that did not take place (V3): it comes back, and after three tries the manager decides."""

from __future__ import annotations

from datetime import date, datetime

TRIES = 3


def needs_decision(failed: int) -> bool:
    """Whether the manager decides, after so many attempts of a round that did not take place."""
    return failed >= TRIES


def day_to_plan(agreed: date, today: date) -> date:
    """The day to plan when a record arrives late: the agreed day, or today if it has passed meanwhile."""
    return max(agreed, today)


def moment_on_phone(noted: datetime, now: datetime) -> datetime:
    """The moment of a record as the phone noted it. The clock of a phone may be fast: nothing happens in the future."""
    return min(noted, now)
