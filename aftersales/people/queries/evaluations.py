"""Reads of evaluations of the communication rules."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, QuerySet

from ..enums import EvaluationState
from ..models import Evaluation
from ..rules.due import AHEAD


def evaluations() -> QuerySet[Evaluation]:
    """All of them, the latest first."""
    rows = Evaluation.objects.select_related("decided_by").annotate(findings_count=Count("findings"))
    return rows.order_by("-due_on", "-pk")


def with_findings(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    return rows.prefetch_related("findings__noted_by")


def due_untold(day: date) -> QuerySet[Evaluation]:
    """The open evaluation that is due within thirty days, if nobody has been told of this due date."""
    rows = Evaluation.objects.filter(state=EvaluationState.OPEN, due_on__lte=day + AHEAD)
    return rows.exclude(reminded_on__isnull=False, reminded_on__exact=F("due_on"))
