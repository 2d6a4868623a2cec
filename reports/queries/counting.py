"""Counts of rows over several periods, each by one query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, DateTimeField, Q, QuerySet

from aftersales.store.dates import start_of

from ..rules.periods import Span

Counts = Mapping[str, int]


def within(rows: QuerySet[Any], field: str, span: Span) -> Q:
    """The condition that `field`, a moment or a day, is on one of the days of the period."""
    if isinstance(_field(rows, field), DateTimeField):
        return Q(**{f"{field}__gte": start_of(span.first), f"{field}__lt": start_of(span.end)})
    return Q(**{f"{field}__gte": span.first, f"{field}__lte": span.last})


def _field(rows: QuerySet[Any], path: str) -> Any:
    found, model = None, rows.model
    for name in path.split("__"):
        found = model._meta.get_field(name)
        model = found.related_model
    return found


def counts(rows: QuerySet[Any], field: str, spans: Sequence[Span], **parts: Q) -> list[dict[str, int]]:
    """For each period: `n` rows, and how many of them meet each of the parts."""
    asked: dict[str, Any] = {}
    for place, span in enumerate(spans):
        here = within(rows, field, span)
        asked[f"n_{place}"] = Count("pk", filter=here)
        asked |= {f"{name}_{place}": Count("pk", filter=here & part) for name, part in parts.items()}
    whole = Span(min(span.first for span in spans), max(span.last for span in spans))
    found = rows.filter(within(rows, field, whole)).order_by().aggregate(**asked)
    names = ("n", *parts)
    return [{name: found[f"{name}_{place}"] for name in names} for place in range(len(spans))]


def groups(
    rows: QuerySet[Any], field: str, by: str, now: Span, before: Span, **parts: Q
) -> dict[Any, tuple[Counts, Counts]]:
    """By the values of `by`: the counts of the period and of the one before it."""
    asked: dict[str, Any] = {}
    for place, span in enumerate((now, before)):
        here = within(rows, field, span)
        asked[f"n_{place}"] = Count("pk", filter=here)
        asked |= {f"{name}_{place}": Count("pk", filter=here & part) for name, part in parts.items()}
    names = ("n", *parts)
    either = rows.filter(within(rows, field, now) | within(rows, field, before)).order_by()
    found: Any = either.values(by).annotate(**asked)
    return {
        row[by]: (
            {name: row[f"{name}_0"] for name in names},
            {name: row[f"{name}_1"] for name in names},
        )
        for row in found
    }


def is_over(span: Span, today: date) -> bool:
    return span.last < today
