"""Stored reports, their schedules, and what troubles them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from surveys.enums import RoundState
from surveys.models import Round
from surveys.rules.quarters import quarter_of

from ..enums import ReportKind, ReportState
from ..models import KeptFigures, ReportFile, ReportSchedule, StoredReport
from ..rules.periods import Span

PATIENCE = timedelta(days=45)  # how long a satisfaction report waits for its round


def reports_of(rows: QuerySet[StoredReport], kind: str = "") -> QuerySet[StoredReport]:
    """With the files, the latest period first. kind: "" for all."""
    rows = rows.filter(kind=kind) if kind in ReportKind.values else rows
    files = Prefetch("files", ReportFile.objects.select_related("stored"))
    return (
        rows.defer("snapshot").select_related("replaces", "asked_by").prefetch_related(files).order_by("-last", "-pk")
    )


def schedules() -> QuerySet[ReportSchedule]:
    return ReportSchedule.objects.order_by("pk")


def troubled() -> QuerySet[StoredReport]:
    """Reports that failed at least once and are not made yet, the latest failure first."""
    rows = StoredReport.objects.exclude(state=ReportState.MADE).exclude(fault="")
    return rows.defer("snapshot").order_by("-failed_at", "-pk")


def kept_figures() -> KeptFigures | None:
    """How far the kept sums of figures are, and what the last nightly check found."""
    return KeptFigures.objects.first()


def due(now: datetime) -> QuerySet[StoredReport]:
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    return StoredReport.objects.filter(free, make_at__lte=now).order_by("make_at", "pk")


def waits_for_its_facts(kind: str, period: Span, today: date) -> bool:
    """Whether the facts of a period are not complete yet: the satisfaction report waits until its round is computed,
    but not for ever."""
    if kind != ReportKind.SATISFACTION or today > period.last + PATIENCE:
        return False
    pending = (RoundState.PLANNED, RoundState.OPEN, RoundState.CLOSED)
    return Round.objects.filter(quarter=quarter_of(period.last), state__in=pending).exists()


def latest_edition(kind: str, period: Span) -> StoredReport | None:
    rows: Any = StoredReport.objects.filter(kind=kind, first=period.first, last=period.last)
    return rows.order_by("-edition").first()
