"""Chooses the owner of a ticket that was not logged by service staff: rules that fit, and least load (T5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class RuleValue:
    """An assignment rule. None or empty means any."""

    id: int
    region: int | None
    category: str
    kind: str
    priority: int


def fitting(rows: Iterable[RuleValue], *, region: int | None, category: str, kind: str) -> list[RuleValue]:
    """The rules that fit a ticket, in the order in which they apply.

    The lowest priority number comes first, then the most specific rule, then the oldest.
    """
    found = [
        row
        for row in rows
        if row.region in (None, region) and row.category in ("", category) and row.kind in ("", kind)
    ]
    return sorted(found, key=lambda row: (row.priority, -_specificity(row), row.id))


def _specificity(row: RuleValue) -> int:
    return (row.region is not None) + bool(row.category) + bool(row.kind)


def least_loaded(loads: Mapping[int, int]) -> int | None:
    """The id of the user with the fewest open tickets; among equals, the oldest account. None without users.

    loads: the number of open tickets by user id.
    """
    return min(loads, key=lambda person: (loads[person], person), default=None)
