"""One scan for many spans: the database adds up what lies between the edges of all spans, the spans add up the parts.

Scans of different tables leave in one query, as a union of rows (scan, place, a, b, amount).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Case, DecimalField, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from ..rules.periods import Span
from .scope import midnight

MONEY = DecimalField(max_digits=14, decimal_places=2)
NO_AMOUNT = Cast(Value(None), MONEY)
COLUMNS = ("scan", "place", "a", "b", "amount")


class Part(NamedTuple):
    """What a scan found in one place."""

    place: int
    a: int
    b: int
    amount: Decimal


def place_among(edges: Sequence[datetime], field: str) -> Case:
    """The last of the edges that a moment is not before; −1 before all of them."""
    begun = [When(**{f"{field}__gte": edge, "then": Value(n)}) for n, edge in reversed(list(enumerate(edges)))]
    return Case(*begun, default=Value(-1), output_field=IntegerField())


def scan(name: str, rows: QuerySet, place: Any, *, a: Any, b: Any = None, amount: Any = None) -> QuerySet:
    """The sums `a`, `b` (counts) and `amount` (money) of each place."""
    sums = {"a": a, "b": b or Value(0), "amount": amount or NO_AMOUNT}
    named = rows.order_by().annotate(scan=Value(name), place=place)
    return named.values("scan", "place").annotate(**sums).values_list(*COLUMNS)


def at_once(*scans: QuerySet) -> dict[str, list[Part]]:
    """What each scan found, by one query."""
    first, *rest = scans
    found: dict[str, list[Part]] = {}
    for name, place, a, b, amount in first.union(*rest, all=True):
        found.setdefault(name, []).append(Part(place, a, b, amount or Decimal(0)))
    return found


class Cuts:
    """The days at which spans begin and end."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = sorted(spans, key=lambda each: each.first)
        self.days = sorted({day for span in self.spans for day in (span.first, span.end)})

    def scan(self, name: str, rows: QuerySet, field: str, **sums: Any) -> QuerySet:
        """Sums from each edge to the next."""
        edges = [midnight(day) for day in self.days]
        return scan(name, rows.filter(self.within(field)), place_among(edges, field), **sums)

    def within(self, field: str) -> Q:
        """Inside one of the spans; those that touch or overlap are one range for the index."""
        ranges: list[tuple[date, date]] = []
        for span in self.spans:
            if ranges and span.first <= ranges[-1][1]:
                ranges[-1] = (ranges[-1][0], max(ranges[-1][1], span.end))
            else:
                ranges.append((span.first, span.end))
        wanted = Q()
        for first, end in ranges:
            wanted |= Q(**{f"{field}__gte": midnight(first), f"{field}__lt": midnight(end)})
        return wanted

    def total(self, parts: Sequence[Part], span: Span) -> Part:
        """The sums over a span."""
        inside = [part for part in parts if span.first <= self.days[part.place] < span.end]
        return Part(
            0, sum(part.a for part in inside), sum(part.b for part in inside),
            sum((part.amount for part in inside), Decimal(0)),
        )  # fmt: skip

