"""Decisions that wait: approvals, overdue investigations and overdue actions, the longest waiting first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import CharField, DateTimeField, DecimalField, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from complaints.enums import ApprovalState
from complaints.models import Approval
from complaints.permissions import can_see_approvals
from complaints.quality.enums import ActionState, InvestigationState
from complaints.quality.permissions import visible_actions, visible_investigations

SHOWN = 5
ADDRESSES = {"approval": "approval", "investigation": "investigation", "action": "action"}


@dataclass(frozen=True)
class Waiting:
    """A decision that waits.

    kind: approval, investigation or action. since: when an approval was submitted, or when an investigation or action
    was due. title: for an approval, its remedy. amount: only for an approval.
    """

    kind: str
    key: str
    title: str
    customer: str
    amount: Decimal | None
    since: datetime

    @property
    def url(self) -> str:
        return reverse(ADDRESSES[self.kind], args=[self.key])


@dataclass(frozen=True)
class Scope:
    """Who asks, when, and of which region; None of all, 0 of none."""

    user: User
    now: datetime
    region: int | None


def decisions_waiting(scope: Scope) -> list[Waiting]:
    """The decisions that the user may open, by one query."""
    parts = [_approvals(scope), _investigations(scope), _actions(scope)]
    first, *rest = [part for part in parts if part is not None]
    return [Waiting(*row) for row in first.union(*rest, all=True).order_by("told_since", "told_key")[:SHOWN]]


def _columns(rows: QuerySet, kind: str, **columns: Any) -> QuerySet:
    """The rows with the columns that a union needs: the same names and types for each table. No model has fields with
    these names."""
    told = {
        "told_kind": Value(kind),
        "told_key": Cast(columns["key"], CharField(max_length=20)),
        "told_title": Cast(columns["title"], CharField(max_length=200)),
        "told_customer": Cast(columns.get("customer", Value("")), CharField(max_length=200)),
        "told_amount": Cast(columns.get("amount", Value(None)), DecimalField(max_digits=12, decimal_places=2)),
        "told_since": Cast(columns["since"], DateTimeField()),
    }
    return rows.order_by().annotate(**told).values_list(*told)


def _in_region(rows: QuerySet, scope: Scope, *paths: str) -> QuerySet:
    """The rows of tickets in the region of the page, or all rows if it has none."""
    if scope.region is None:
        return rows
    wanted = Q()
    for path in paths:
        wanted |= Q(**{f"{path}_id": scope.region})
    return rows.filter(wanted)


def _approvals(scope: Scope) -> QuerySet | None:
    if not can_see_approvals(scope.user):
        return None
    rows = Approval.objects.filter(state=ApprovalState.PENDING)
    return _columns(
        _in_region(rows, scope, "proposal__ticket__region"),
        "approval",
        key="pk",
        title="proposal__remedy",
        customer=Coalesce("proposal__ticket__customer__name", Value("")),
        amount="amount",
        since="submitted_at",
    )


def _investigations(scope: Scope) -> QuerySet:
    rows = visible_investigations(scope.user).exclude(state=InvestigationState.CLOSED).filter(due_at__lt=scope.now)
    rows = _in_region(rows, scope, "ticket__region")
    return _columns(rows, "investigation", key="number", title="title", since="due_at")


def _actions(scope: Scope) -> QuerySet:
    rows = visible_actions(scope.user).filter(state=ActionState.OPEN, due_on__lt=company_date(scope.now))
    rows = _in_region(rows, scope, "ticket__region", "investigation__ticket__region")
    return _columns(rows, "action", key="number", title="title", since="due_on")
