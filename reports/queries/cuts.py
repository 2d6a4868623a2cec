"""One scan for many spans: the database adds up what lies between the edges of all spans, the spans add up the parts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from ..rules.periods import Span
from .scope import midnight

Parts = dict[date, dict[str, Any]]


class Cuts:
    """The days at which the spans begin and end."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = list(spans)
        self.edges = sorted({day for span in self.spans for day in (span.first, span.end)})

    def add_up(self, rows: QuerySet, field: str, **sums: Any) -> Parts:
        """What `sums` (aggregates) come to from each edge to the next, by one query."""
        begun = [
            When(**{f"{field}__gte": midnight(edge), "then": Value(place)})
            for place, edge in reversed(list(enumerate(self.edges)))
        ]
        cut = Case(*begun, output_field=IntegerField())
        found = rows.filter(self.within(field)).order_by().annotate(cut=cut).values("cut").annotate(**sums)
        return {self.edges[row.pop("cut")]: row for row in found}

    def within(self, field: str) -> Q:
        """Inside one of the spans; those that touch or overlap are one range for the index."""
        ranges: list[tuple[date, date]] = []
        for span in sorted(self.spans, key=lambda each: each.first):
            if ranges and span.first <= ranges[-1][1]:
                ranges[-1] = (ranges[-1][0], max(ranges[-1][1], span.end))
            else:
                ranges.append((span.first, span.end))
        wanted = Q()
        for first, end in ranges:
            wanted |= Q(**{f"{field}__gte": midnight(first), f"{field}__lt": midnight(end)})
        return wanted


def total(parts: Parts, span: Span, name: str) -> Any:
    """The sum over a span."""
    return sum(row[name] or 0 for day, row in parts.items() if span.first <= day < span.end)

