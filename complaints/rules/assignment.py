"""Who gets a ticket that was not logged by service staff (T5): the rule that fits, and the least loaded user."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One rule. None or empty means any."""

    id: int
    region: int | None
    category: str
    kind: str
    priority: int


def fitting(rows: Iterable[Row], *, region: int | None, category: str, kind: str) -> list[Row]:
    """The rows that fit a ticket, the one that decides first: the lowest priority number, then the one that says
    most, then the oldest."""
    found = [
        row
        for row in rows
        if row.region in (None, region) and row.category in ("", category) and row.kind in ("", kind)
    ]
    return sorted(found, key=lambda row: (row.priority, -_said(row), row.id))


def _said(row: Row) -> int:
    return (row.region is not None) + bool(row.category) + bool(row.kind)


def least_loaded(loads: Mapping[int, int]) -> int | None:
    """Who has the fewest open tickets; of equals the one who has been here longest. None where there is nobody."""
    return min(loads, key=lambda person: (loads[person], person), default=None)
