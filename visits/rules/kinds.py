"""When a purchase falls due for maintenance or installation."""

from __future__ import annotations

from datetime import date, timedelta

from .cadence import add_months

MOST_MONTHS = 60
# Goods that need installation are installed within two weeks of the purchase; older purchases whose day of installation
# is unknown were installed long ago.
INSTALLED_WITHIN = timedelta(days=14)
ASKED_FOR = timedelta(days=90)


def next_maintenance(counted_from: date, months: int, until: date | None) -> date | None:
    """The day by which the next maintenance is due; None if the contract ends before."""
    due = add_months(counted_from, months)
    return due if until is None or due <= until else None


def key_of(kind: str, purchase_id: int, due: date, attempt: int = 1) -> str:
    """The unique key of a visit for a purchase. If it did not take place, the next one is the next attempt."""
    return f"{prefix_of(kind, purchase_id, due)}{attempt}"


def prefix_of(kind: str, purchase_id: int, due: date) -> str:
    return f"{kind}-{purchase_id}:{due.isoformat()}:"
