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


def place_among(edges: Sequence[datetime], field: str, within: Span | None = None) -> Case:
    """The last of the edges that a moment is not before; −1 before all of them. within: it is one of these days."""
    asked = [
        (n, edge)
        for n, edge in enumerate(edges)
        if within is None or midnight(within.first) <= edge < midnight(within.end)
    ]
    begun = [When(**{f"{field}__gte": edge, "then": Value(n)}) for n, edge in reversed(asked)]
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
    """The days at which spans begin and end, and the ranges that spans which touch or overlap make together."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.ranges: list[Span] = []
        days: set[date] = set()
        for span in sorted(spans, key=lambda each: each.first):
            days |= {span.first, span.end}
            if self.ranges and span.first <= self.ranges[-1].end:
                widest = max(self.ranges[-1].last, span.last)
                self.ranges[-1] = Span(self.ranges[-1].first, widest)
            else:
                self.ranges.append(span)
        self.days = sorted(days)

    def scans(self, name: str, rows: QuerySet, field: str, **sums: Any) -> list[QuerySet]:
        """Sums from each edge to the next: a scan for each range, so that an index serves it."""
        edges = [midnight(day) for day in self.days]
        return [
            scan(name, rows.filter(during(field, range_)), place_among(edges, field, range_), **sums)
            for range_ in self.ranges
        ]

    def total(self, parts: Sequence[Part], span: Span) -> Part:
        """The sums over a span."""
        inside = [part for part in parts if span.first <= self.days[part.place] < span.end]
        return Part(
            0,
            sum(part.a for part in inside),
            sum(part.b for part in inside),
            sum((part.amount for part in inside), Decimal(0)),
        )


def during(field: str, span: Span) -> Q:
    """A moment on one of these days."""
    return Q(**{f"{field}__gte": midnight(span.first), f"{field}__lt": midnight(span.end)})
