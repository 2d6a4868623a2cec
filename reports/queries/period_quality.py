"""Investigations, actions, batch warnings and suggestions of a period for stored reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import TruncDate

from complaints.quality.enums import ActionState, ReviewState, Telling
from complaints.quality.models import Action, BatchWarning, Investigation, SuggestionReview
from complaints.quality.queries.suggestions import themes_between
from complaints.quality.rules.themes import Theme

from ..rules.periods import Span
from .counting import counts, within

MOST = 20


def opened(spans: Sequence[Span]) -> list[dict[str, int]]:
    return counts(Investigation.objects.all(), "opened_at", spans)


def concluded(spans: Sequence[Span]) -> list[dict[str, int]]:
    """Investigations closed in each period: n, and how many by their due date."""
    return counts(Investigation.objects.all(), "closed_at", spans, in_time=Q(closed_at__lte=F("due_at")))


def investigations(span: Span) -> list[Investigation]:
    """Those opened or closed in the period, the newest first."""
    rows = Investigation.objects.all()
    return list(rows.filter(within(rows, "opened_at", span) | within(rows, "closed_at", span))[:MOST])


def actions_done(spans: Sequence[Span]) -> list[dict[str, int]]:
    """Actions done in each period: n, and how many by their due date."""
    rows = Action.objects.exclude(state=ActionState.CANCELLED).annotate(day=TruncDate("done_at"))
    return counts(rows, "done_at", spans, in_time=Q(day__lte=F("due_on")))


def overdue_actions(today: date) -> list[Action]:
    """What should be done by now, the oldest first."""
    rows = Action.objects.filter(state=ActionState.OPEN, due_on__lt=today).order_by("due_on", "pk")
    return list(rows.select_related("owner__department")[:MOST])


def overdue_count(today: date) -> int:
    return Action.objects.filter(state=ActionState.OPEN, due_on__lt=today).count()


def warnings(spans: Sequence[Span]) -> list[dict[str, int]]:
    """Warnings of batches that broke a control limit."""
    return counts(BatchWarning.objects.all(), "opened_at", spans)


def suggestions(spans: Sequence[Span]) -> list[dict[str, int]]:
    """Opinions and suggestions received in each period, and what became of them until now."""
    return counts(
        SuggestionReview.objects.all(),
        "received_on",
        spans,
        adopted=Q(state=ReviewState.ADOPTED),
        declined=Q(state=ReviewState.DECLINED),
        answered=Q(state=ReviewState.ANSWERED),
        told=Q(telling=Telling.TOLD),
    )


def themes(span: Span, before: Span, most: int) -> list[Theme]:
    """What recurred in opinions and suggestions. Names of customers are never themes."""
    found: Any = themes_between(span.first, span.last, before.first, most)
    return list(found)
