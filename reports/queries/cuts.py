"""Sums over many spans of days with few scans of a table.

The start and end of every span are edges. The database sums up the rows between each edge and the next; the sum of a
span is the sum of these parts. Scans of different tables are sent as one query, a union of rows (scan, place, a, b,
amount).
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
    """The sums of a scan between two edges. place: the index of the first edge."""

    place: int
    a: int
    b: int
    amount: Decimal


def place_among(edges: Sequence[datetime], field: str, within: Span | None = None) -> Case:
    """An expression: the index of the last edge at or before the moment in `field`, −1 if there is none.

    within: the days on which the moment is known to be, so that fewer edges are compared.
    """
    asked = [
        (n, edge)
        for n, edge in enumerate(edges)
        if within is None or midnight(within.first) <= edge < midnight(within.end)
    ]
    begun = [When(**{f"{field}__gte": edge, "then": Value(n)}) for n, edge in reversed(asked)]
    return Case(*begun, default=Value(-1), output_field=IntegerField())


def scan(name: str, rows: QuerySet, place: Any, *, a: Any, b: Any = None, amount: Any = None) -> QuerySet:
    """A query of the sums `a`, `b` (counts) and `amount` (money) of each place."""
    sums = {"a": a, "b": b or Value(0), "amount": amount or NO_AMOUNT}
    named = rows.order_by().annotate(scan=Value(name), place=place)
    return named.values("scan", "place").annotate(**sums).values_list(*COLUMNS)


def at_once(*scans: QuerySet) -> dict[str, list[Part]]:
    """The parts that each scan found, by the name of the scan. Runs all scans as one query."""
    first, *rest = scans
    found: dict[str, list[Part]] = {}
    for name, place, a, b, amount in first.union(*rest, all=True):
        found.setdefault(name, []).append(Part(place, a, b, amount or Decimal(0)))
    return found


class Cuts:
    """The edges of some spans. Spans that touch or overlap are joined to ranges, and each range needs one scan."""

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
        """The sums between each edge and the next. There is one scan for each range, so that an index can be used."""
        edges = [midnight(day) for day in self.days]
        return [
            scan(name, rows.filter(during(field, range_)), place_among(edges, field, range_), **sums)
            for range_ in self.ranges
        ]

    def total(self, parts: Sequence[Part], span: Span) -> Part:
        """The sums over a span, whose start and end must be edges."""
        inside = [part for part in parts if span.first <= self.days[part.place] < span.end]
        return Part(
            0,
            sum(part.a for part in inside),
            sum(part.b for part in inside),
            sum((part.amount for part in inside), Decimal(0)),
        )


def during(field: str, span: Span) -> Q:
    """A condition: the moment in `field` is on one of the days of the span."""
    return Q(**{f"{field}__gte": midnight(span.first), f"{field}__lt": midnight(span.end)})
