"""Who gets a ticket that was not logged by service staff (T5): the rule that fits, and the least loaded user."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class RuleValue:
    """One rule. None or empty means any."""

    id: int
    region: int | None
    category: str
    kind: str
    priority: int


def fitting(rows: Iterable[RuleValue], *, region: int | None, category: str, kind: str) -> list[RuleValue]:
    """The rules that fit a ticket, the one that applies first: the lowest priority number, then the most specific,
    then the oldest."""
    found = [
        row
        for row in rows
        if row.region in (None, region) and row.category in ("", category) and row.kind in ("", kind)
    ]
    return sorted(found, key=lambda row: (row.priority, -_specificity(row), row.id))


def _specificity(row: RuleValue) -> int:
    return (row.region is not None) + bool(row.category) + bool(row.kind)


def least_loaded(loads: Mapping[int, int]) -> int | None:
    """The user with the fewest open tickets; of equals the oldest account. None without users."""
    return min(loads, key=lambda person: (loads[person], person), default=None)
