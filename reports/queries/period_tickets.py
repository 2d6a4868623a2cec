"""Tickets of a period for stored reports: volume, promises, complaints and what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from complaints.enums import Kind, SlaCode
from complaints.models import SlaTarget, Ticket
from complaints.queries.ticket_list import breached_sla_targets, met_sla_targets

from ..rules.periods import Span
from .counting import Counts, counts, groups, within

Groups = dict[Any, tuple[Counts, Counts]]


def reported() -> QuerySet[Ticket]:
    """All tickets, as the catalogue of metrics counts them."""
    return Ticket.objects.order_by()


def complaints() -> QuerySet[Ticket]:
    return reported().filter(kind=Kind.COMPLAINT)


def volumes(spans: Sequence[Span]) -> list[dict[str, int]]:
    """Tickets by the day on which they were logged, and how many are of each type."""
    return counts(reported(), "reported_at", spans, **{kind.value: Q(kind=kind) for kind in Kind})


def promises(code: SlaCode, spans: Sequence[Span], now: datetime, **about: Any) -> list[dict[str, int]]:
    """SLA targets of tickets logged in each period that are met or overdue: n, and how many were met in time."""
    rows = SlaTarget.objects.filter(code=code, **about)
    rows = rows.filter(met_sla_targets() | breached_sla_targets(now))
    return counts(rows, "ticket__reported_at", spans, met=met_sla_targets())


def promises_by(by: str, span: Span, before: Span, now: datetime) -> Groups:
    """First replies by a fact of the ticket."""
    rows = SlaTarget.objects.filter(code=SlaCode.FIRST_REPLY)
    rows = rows.filter(met_sla_targets() | breached_sla_targets(now))
    return groups(rows, "ticket__reported_at", f"ticket__{by}", span, before, met=met_sla_targets())


def tickets_by(by: str, span: Span, before: Span) -> Groups:
    return groups(reported(), "reported_at", by, span, before)


def complaints_by(by: str, span: Span, before: Span) -> Groups:
    return groups(complaints(), "reported_at", by, span, before)


def top_batches(span: Span, most: int) -> list[tuple[str, int, int]]:
    """(batch, product id, complaints) of the period, the most first."""
    rows = complaints().filter(within(complaints(), "reported_at", span)).exclude(batch="")
    found: Any = rows.filter(purchase__isnull=False).values_list("batch", "purchase__product").annotate(n=Count("pk"))
    return list(found.order_by("-n", "batch")[:most])


def overdue_at(now: datetime) -> int:
    """Open tickets whose next SLA target is overdue."""
    return reported().filter(next_due_at__lt=now).count()
