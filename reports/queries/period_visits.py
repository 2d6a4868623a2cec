"""Follow-up visits of a period for stored reports: who was covered at its end, and what took place in it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import TruncDate

from visits.enums import VisitKind, VisitState
from visits.models import Visit
from visits.queries.coverage import past_shares
from visits.rules.coverage import Share, total

from ..rules.periods import Span
from .counting import Counts, counts, groups

Covered = Mapping[tuple[str, int | None], Share]


def covered_at_end(span: Span) -> Covered:
    """Who was visited in time at the end of the last day, by tier and region."""
    return past_shares(span.last)


def by(found: Covered, key: Callable[[tuple[str, int | None]], Hashable]) -> dict[Any, Share]:
    kinds: dict[Any, list[Share]] = {}
    for cell, share in found.items():
        kinds.setdefault(key(cell), []).append(share)
    return {name: total(shares) for name, shares in kinds.items()}


def whole(found: Covered) -> Share:
    return total(found.values())


def visits_done(spans: Sequence[Span]) -> list[dict[str, int]]:
    """Visits of care that took place in each period: n, in time, and with opinions, suggestions or requirements."""
    rows = Visit.objects.filter(state=VisitState.DONE, kind=VisitKind.CARE).annotate(day=TruncDate("took_place_at"))
    return counts(
        rows,
        "took_place_at",
        spans,
        in_time=Q(day__lte=F("due_on")),
        opinions=~Q(opinions=""),
        suggestions=~Q(suggestions=""),
        requirements=~Q(requirements=""),
    )


def visits_by_channel(span: Span, before: Span) -> dict[str, tuple[Counts, Counts]]:
    rows = Visit.objects.filter(state=VisitState.DONE, kind=VisitKind.CARE)
    return groups(rows, "took_place_at", "channel", span, before)


def not_taken_place(spans: Sequence[Span]) -> list[dict[str, int]]:
    """Visits of care that were planned for a day of the period and did not take place."""
    return counts(Visit.objects.filter(state=VisitState.MISSED, kind=VisitKind.CARE), "planned_on", spans)
