"""Where changes lead: of each model that sums are counted from, the days of which sums are not right any more.

Every change of a row writes a history row in its transaction. The newest history rows therefore name what has changed
since the sums were made, and the older ones the days on which it was counted before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import CharField, DateField, F, Max, Q, QuerySet, Value
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone

from aftersales.staff.models import Department, Region
from aftersales.store.prepared import Given
from complaints.enums import EntryKind
from complaints.models import Fulfilment, GoodsRecord, Proposal, Refund, SlaTarget, Ticket, TicketEntry
from complaints.quality.models import Action, Claim, CostEntry
from customers.models import Product, Purchase
from surveys.enums import SurveyKind
from surveys.models import Invitation, Response
from visits.models import Visit

from ...models import DaySum
from .days import COSTS, LATE, OVERRAN

OF_TICKETS = ("promises", "logged", "closed", "approved")
NAMED = (Region, Product, Department)  # their codes are keys of the sums


def history_of(model: Any) -> Any:
    return model.history.model


def _newer(model: Any) -> Any:
    """The history rows that are newer than `since`, a Given under the label of the model."""
    return history_of(model)._base_manager.filter(history_id__gt=Given(label_of(model)))


def _changed(model: Any) -> Any:
    """The keys of the rows that have changed."""
    return _newer(model).values("id")


def label_of(model: Any) -> str:
    return str(model._meta.label_lower)


@dataclass(frozen=True)
class Trail:
    """Where a change of a model leads: the days that are counted anew for some sources.

    rows: of the changed keys, rows with these days; at: the fields that hold them, days or moments.
    """

    model: Any
    sources: tuple[str, ...]
    at: tuple[str, ...]
    rows: Callable[[Any], Any]


def _own(model: Any, sources: tuple[str, ...], *at: str) -> Trail:
    """The days that a row has, or had in its history."""
    return Trail(model, sources, at, lambda changed: history_of(model)._base_manager.filter(id__in=changed))


def _of_tickets(model: Any, tickets: Callable[[Any], Any]) -> Trail:
    found = history_of(Ticket)._base_manager
    return Trail(model, OF_TICKETS, ("reported_at", "closed_at"), lambda changed: found.filter(id__in=tickets(changed)))


TRAILS = (
    _own(Ticket, OF_TICKETS, "reported_at", "closed_at"),
    _of_tickets(SlaTarget, lambda changed: history_of(SlaTarget)._base_manager.filter(id__in=changed).values("ticket")),
    _of_tickets(
        TicketEntry,
        lambda changed: (
            history_of(TicketEntry)._base_manager.filter(id__in=changed, kind=EntryKind.CUSTOMER).values("ticket")
        ),
    ),
    _of_tickets(Proposal, lambda changed: Proposal.objects.filter(pk__in=changed).order_by().values("ticket")),
    _of_tickets(Purchase, lambda changed: Ticket.objects.filter(purchase__in=changed).order_by().values("pk")),
    _own(Purchase, ("units",), "purchased_on"),
    _own(Refund, ("refunds", COSTS), "paid_on"),
    _own(GoodsRecord, (COSTS,), "happened_on"),
    Trail(  # a counter-entry takes away another record
        GoodsRecord,
        (COSTS,),
        ("happened_on",),
        lambda changed: GoodsRecord.objects.filter(reversed_by__in=changed),
    ),
    Trail(
        Purchase,
        (COSTS,),
        ("happened_on",),
        lambda changed: GoodsRecord.objects.filter(line__line__purchase__in=changed),
    ),
    Trail(
        Proposal,
        (COSTS,),
        ("happened_on",),
        lambda changed: GoodsRecord.objects.filter(fulfilment__proposal__in=changed),
    ),
    Trail(Proposal, (COSTS,), ("paid_on",), lambda changed: Refund.objects.filter(fulfilment__proposal__in=changed)),
    Trail(Proposal, (COSTS,), ("finished_at",), lambda changed: Fulfilment.objects.filter(proposal__in=changed)),
    _own(Fulfilment, (COSTS,), "finished_at"),
    _own(CostEntry, (COSTS,), "happened_on"),
    _own(Claim, ("recovered",), "received_on"),
    _own(Action, ("actions_judged",), "verified_at"),
    _own(Visit, ("visits",), "took_place_at"),
    _own(Invitation, ("invitations",), "created_at"),
)
FOLLOWED = tuple(dict.fromkeys([*(trail.model for trail in TRAILS), *NAMED]))
RESPONSES = label_of(Response)  # they have no history, because they never change


def _passed() -> QuerySet[Any]:
    rows = DaySum.objects.filter(until__lt=Given("now")).order_by()
    return rows.annotate(told_sources=F("source"), told_day=F("day")).values_list("told_sources", "told_day")


def _trail(trail: Trail, at: str) -> QuerySet[Any]:
    return _told(trail.rows(_changed(trail.model)).order_by(), ",".join(trail.sources), at)


def _renamed(model: Any) -> QuerySet[Any]:
    return _told(_newer(model).exclude(history_type="+").order_by(), "", "history_date")


def _answered() -> QuerySet[Any]:
    rows = Response.objects.filter(pk__gt=Given(RESPONSES), questionnaire__kind=SurveyKind.TICKET).order_by()
    return _told(rows, "responses", "answered_on")


def _targets_before() -> QuerySet[Any]:
    since = Given(label_of(SlaTarget))
    rows = history_of(SlaTarget)._base_manager.filter(id__in=_changed(SlaTarget))
    before = rows.filter(history_id__lte=since).order_by().values("id").annotate(newest=Max("history_id"))
    return _late(rows.filter(Q(history_id__gt=since) | Q(history_id__in=before.values("newest"))))


def _overran(model: Any, path: str) -> QuerySet[Any]:
    return _late(SlaTarget.objects.filter(**{path: _changed(model)}))


def _late(rows: Any) -> QuerySet[Any]:
    return _told(rows.filter(OVERRAN).order_by(), LATE, "due_at")


def _told(rows: Any, sources: str, at: str) -> QuerySet[Any]:
    is_day = rows.model._meta.get_field(at).get_internal_type() == "DateField"
    day = F(at) if is_day else TruncDate(at, tzinfo=timezone.get_default_timezone())
    if at != "purchased_on":
        rows = rows.filter(~Q(**{at: None}))
    told = {"told_sources": Value(sources, output_field=CharField()), "told_day": Cast(day, DateField())}
    return rows.annotate(**told).values_list("told_sources", "told_day").distinct()


def _parts() -> Iterator[tuple[str, Callable[[], QuerySet[Any]]]]:
    """The queries for stale days, each with the model whose changes it follows: "" for what passes by time."""
    yield "", _passed
    for trail in TRAILS:
        for at in trail.at:
            yield label_of(trail.model), partial(_trail, trail, at)
    for model in NAMED:
        yield label_of(model), partial(_renamed, model)
    yield RESPONSES, _answered
    # The deadlines after which other tickets may have been late than the sums say: those that have passed of a target
    # that has changed, as it was before and as it is now, and of a ticket that has changed.
    yield label_of(SlaTarget), _targets_before
    yield label_of(Ticket), partial(_overran, Ticket, "ticket__in")
    yield label_of(Purchase), partial(_overran, Purchase, "ticket__purchase__in")


PARTS = dict(enumerate(_parts()))
