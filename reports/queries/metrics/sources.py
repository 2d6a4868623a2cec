"""The tables that metrics are counted from: one scan of each, whatever the number of metrics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from complaints.enums import ABOUT_PRODUCTS, Kind, SlaCode, State
from complaints.models import Proposal, Refund, SlaTarget, Ticket
from complaints.quality.enums import ActionState
from complaints.quality.models import Action, Claim, Investigation
from complaints.quality.queries.cost_sources import SOURCES as COST_SOURCES
from complaints.quality.queries.cost_sources import sources as cost_sources
from complaints.queries.ticket_list import breached_sla_targets, met_sla_targets, solved_at_once
from customers.models import Purchase
from surveys.enums import SurveyKind
from surveys.models import CallBack, Invitation, Response
from visits.enums import VisitKind, VisitState
from visits.models import Visit

from .slices import CUSTOMER, TICKET, Paths, Slice, under

Rows = Callable[[Slice], QuerySet[Any]]
OF_TICKET, OF_CUSTOMER = under("ticket", TICKET), under("customer", CUSTOMER)
COST_PARTS = len(COST_SOURCES)  # what costs_of returns
RETURNED = ("refund", "sent", "restocked", "handling")


def _all(_slice: Slice) -> Q:
    return Q()


@dataclass(frozen=True)
class Source:
    """Rows with a day or moment.

    columns: the conditions by which rows are counted, by name. sums: what is added up instead, by name (whole numbers).
    amount: money that is added up. begins, ends: of rows that last, the moments between which they count. stock: rows
    count from their day on. paths: where filters are found; several of them mean any.
    """

    rows: Rows
    at: str
    paths: tuple[Paths, ...]
    is_day: bool = False
    columns: Mapping[str, Callable[[Slice], Q]] = field(default_factory=lambda: {"all": _all})
    sums: Mapping[str, Any] = field(default_factory=dict)
    amount: Any = None
    ends: str = ""
    stock: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.columns, *self.sums)

    def found(self, slice_: Slice) -> QuerySet[Any]:
        return self.rows(slice_).filter(slice_.where(*self.paths)).order_by()

    def expressions(self, slice_: Slice) -> dict[str, Any]:
        counted = {name: Count("pk", filter=made(slice_) or None) for name, made in self.columns.items()}
        return {**counted, **self.sums}


def _judged(slice_: Slice, *more: Q) -> Q:
    met, late = met_sla_targets(), breached_sla_targets(slice_.now)
    return Q(*more) & (met | late)


REPLY, SOLUTION = Q(code=SlaCode.FIRST_REPLY), Q(code=SlaCode.SOLUTION)
ABOUT = Q(kind__in=ABOUT_PRODUCTS, merged_into=None) & ~Q(state=State.WITHDRAWN)
WORKED = Q(state=ActionState.EFFECTIVE)
JUDGED = Q(state__in=[ActionState.EFFECTIVE, ActionState.INEFFECTIVE, ActionState.FOLLOWED])
OF_ACTION = {"region": "ticket__region__code", "product": "product__code", "batch": "batch"}
OF_CASE = {**OF_ACTION, "region": "investigation__ticket__region__code"}


def _decided(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.annotate(decided_on=Coalesce("decided_at", "closed_at"))


SOURCES: dict[str, Source] = {
    "promises": Source(
        lambda _slice: SlaTarget.objects.all(),
        "ticket__reported_at",
        (OF_TICKET,),
        columns={
            "reply_kept": lambda _s: REPLY & met_sla_targets(),
            "reply": lambda s: _judged(s, REPLY),
            "solution_kept": lambda _s: SOLUTION & met_sla_targets(),
            "solution": lambda s: _judged(s, SOLUTION),
            "kept": lambda _s: met_sla_targets(),
            "all": lambda s: _judged(s),
        },
    ),
    "logged": Source(
        lambda _slice: Ticket.objects.all(),
        "reported_at",
        (TICKET,),
        columns={
            "all": _all,
            "complaints": lambda _s: Q(kind=Kind.COMPLAINT),
            "returns": lambda _s: Q(kind__in=[Kind.RETURN, Kind.EXCHANGE]),
            "about_products": lambda _s: ABOUT,
        },
    ),
    "closed": Source(
        lambda _slice: Ticket.objects.filter(state=State.CLOSED),
        "closed_at",
        (TICKET,),
        columns={
            "all": _all,
            "reopened": lambda _s: Q(reopened_count__gt=0),
            "at_once": lambda _s: solved_at_once(),
            "replied": lambda _s: Q(first_replied_at__isnull=False),
        },
    ),
    "approved": Source(
        lambda _slice: Proposal.objects.filter(ticket__state=State.CLOSED, approved_amount__gt=0),
        "ticket__closed_at",
        (OF_TICKET,),
        amount=Sum("approved_amount"),
    ),
    "refunds": Source(
        lambda _slice: Refund.objects.all(),
        "paid_on",
        (under("fulfilment__proposal__ticket", TICKET),),
        is_day=True,
        amount=Sum("amount"),
    ),
    "recovered": Source(
        lambda _slice: Claim.objects.filter(received__gt=0),
        "received_on",
        (under("action", OF_CASE), under("action", OF_ACTION)),
        is_day=True,
        amount=Sum("received"),
    ),
    "investigations_open": Source(
        lambda _slice: Investigation.objects.all(), "opened_at", (OF_TICKET,), ends="closed_at"
    ),
    "investigations_late": Source(
        lambda _slice: _decided(Investigation.objects.all()), "due_at", (OF_TICKET,), ends="decided_on"
    ),
    "investigations_due": Source(
        lambda slice_: _decided(Investigation.objects.filter(due_at__lte=slice_.now)),
        "due_at",
        (OF_TICKET,),
        columns={"all": _all, "in_time": lambda _s: Q(decided_on__lte=F("due_at"))},
    ),
    "actions_late": Source(
        lambda _slice: Action.objects.exclude(state=ActionState.CANCELLED),
        "due_on",
        (OF_CASE, OF_ACTION),
        is_day=True,
        ends="done_at",
    ),
    "actions_judged": Source(
        lambda _slice: Action.objects.filter(JUDGED),
        "verified_at",
        (OF_CASE, OF_ACTION),
        columns={"all": _all, "effective": lambda _s: WORKED},
    ),
    "units": Source(
        lambda _slice: Purchase.objects.all(),
        "purchased_on",
        ({**OF_CUSTOMER, "product": "product__code", "batch": "batch"},),
        is_day=True,
        columns={},
        sums={"units": Sum("quantity")},
        stock=True,
    ),
    "visits": Source(
        lambda _slice: Visit.objects.filter(kind=VisitKind.CARE, state=VisitState.DONE),
        "took_place_at",
        (OF_CUSTOMER,),
    ),
    "invitations": Source(
        lambda _slice: Invitation.objects.filter(kind=SurveyKind.TICKET, voided_at=None),
        "created_at",
        ({"region": "region__code"},),
        columns={"all": _all, "answered": lambda _s: Q(answered_at__isnull=False)},
    ),
    "responses": Source(
        lambda _slice: Response.objects.filter(questionnaire__kind=SurveyKind.TICKET),
        "answered_on",
        ({"region": "region__code", "product": "product__code", "outlet": "outlet", "team": "team__code"},),
        is_day=True,
        columns={
            "csat": lambda _s: Q(csat__isnull=False),
            "satisfied": lambda _s: Q(csat__gte=4),
            "nps": lambda _s: Q(nps__isnull=False),
            "promoters": lambda _s: Q(nps__gte=9),
            "detractors": lambda _s: Q(nps__lte=6),
        },
        sums={"points": Sum(25 * (F("csat") - 1)), "squares": Sum(625 * (F("csat") - 1) * (F("csat") - 1))},
    ),
    "call_backs_open": Source(lambda _slice: CallBack.objects.all(), "opened_at", (OF_CUSTOMER,), ends="done_at"),
    "call_backs": Source(
        lambda slice_: CallBack.objects.filter(Q(done_at__isnull=False) | Q(due_at__lt=slice_.now)),
        "opened_at",
        (OF_CUSTOMER,),
        columns={"all": _all, "in_time": lambda _s: Q(done_at__lte=F("due_at"))},
    ),
}


def costs_of(slice_: Slice) -> list[tuple[QuerySet[Any], str]]:
    """The sources of the cost of poor quality, of the tickets that match, and the path of each to its ticket."""
    return [(rows.filter(slice_.where(under(path, TICKET))), path) for rows, path in cost_sources()]
