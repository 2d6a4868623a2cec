"""Decisions that wait: approvals, overdue investigations and overdue actions, the longest waiting first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import CharField, DateTimeField, DecimalField, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.prepared import Given, Prepared, read_moment, read_money, rows_of, union
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
    """Who asks, when, and of which region, by its code; "" of all."""

    user: User
    now: datetime
    region: str


def decisions_waiting(scope: Scope) -> list[Waiting]:
    """The decisions that the user may open, by one query."""
    shape = (scope.user.pk, scope.user.role, scope.user.region_id, bool(scope.region))
    values = {"now": scope.now, "today": company_date(scope.now), "region": scope.region}
    parts = [Prepared((made.__name__, *shape), partial(made, scope), values) for made in _made_for(scope.user)]
    statement, params = union(parts)
    if not statement:
        return []
    rows = rows_of(f"{statement} ORDER BY 6, 2 LIMIT {SHOWN}", params)
    return [
        Waiting(kind, key, title, customer, read_money(amount), _since(since))
        for kind, key, title, customer, amount, since in rows
    ]


def _since(value: Any) -> datetime:
    found = read_moment(value)
    assert found is not None  # each of these decisions has a moment
    return found


def _made_for(user: User) -> list[Callable[[Scope], QuerySet]]:
    return [*([_approvals] if can_see_approvals(user) else []), _investigations, _actions]


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
    if not scope.region:
        return rows
    wanted = Q()
    for path in paths:
        wanted |= Q(**{f"{path}__code": Given("region")})
    return rows.filter(wanted)


def _approvals(scope: Scope) -> QuerySet:
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
    rows = visible_investigations(scope.user).exclude(state=InvestigationState.CLOSED).filter(due_at__lt=Given("now"))
    rows = _in_region(rows, scope, "ticket__region")
    return _columns(rows, "investigation", key="number", title="title", since="due_at")


def _actions(scope: Scope) -> QuerySet:
    rows = visible_actions(scope.user).filter(state=ActionState.OPEN, due_on__lt=Given("today"))
    rows = _in_region(rows, scope, "ticket__region", "investigation__ticket__region")
    return _columns(rows, "action", key="number", title="title", since="due_on")
