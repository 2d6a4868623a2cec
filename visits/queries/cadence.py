"""Applies the cadence: which visits are due, and by when a customer must be visited again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from aftersales.store.mass import among
from customers.models import Customer

from ..enums import VisitKind, VisitState
from ..models import Visit, VisitSchedule
from ..rules.cadence import cycle_prefix
from ..rules.schedule import schedule
from ..rules.towns import town_of
from .facts import cadence_rows, facts_of


def sla_target_after(customer: Customer, last: date) -> date | None:
    """The day by which a customer who was last visited on `last` must be visited again; None for never."""
    facts = facts_of([customer])[customer.pk]
    return schedule(replace(facts, last_visit_on=last), cadence_rows()).due_on


class DueVisit(NamedTuple):
    """A visit that falls due and is not planned yet. rep_id: the account rep, None if not active. months: the
    interval in force. earliest_on: no visit before this day. town: see rules.towns. attempts: how many visits of the
    round there are already."""

    customer_id: int
    region_id: int | None
    rep_id: int | None
    months: int
    counted_from: date
    due_on: date
    earliest_on: date | None
    channel: str
    town: str
    attempts: int


def due_schedules(until: date) -> QuerySet[VisitSchedule]:
    """The schedules that fall due by `until` without an open visit, the earliest first."""
    due = VisitSchedule.objects.filter(is_planned=False, next_due_on__lte=until)
    return due.order_by("next_due_on", "customer")


def in_batches(due: QuerySet[VisitSchedule], size: int) -> Iterator[list[int]]:
    """The customers of some of due_schedules. Each batch is read when it is asked for, behind the last one."""
    rows = due.values_list("next_due_on", "customer")
    found = list(rows[:size])
    while found:
        yield [customer for _day, customer in found]
        if len(found) < size:
            return
        day, customer = found[-1]
        found = list(rows.filter(Q(next_due_on__gt=day) | Q(next_due_on=day, customer__gt=customer))[:size])


def due_visits(customer_ids: Collection[int], until: date) -> list[DueVisit]:
    """The visits of these customers that fall due by `until`, the earliest first."""
    names = ("customer", "months", "counted_from", "next_due_on", "earliest_on", "channel")
    more = ("customer__region", "customer__rep", "customer__rep__is_active", "customer__address", "customer__outlet")
    due = due_schedules(until).filter(customer__in=among(customer_ids)).annotate(has_begun=Exists(_OF_THE_ROUND))
    rows: Any = list(due.values_list(*names, *more, "has_begun"))
    attempts, is_open = _rounds_of([row[0] for row in rows if row[-1]])
    return [
        DueVisit(
            customer,
            region,
            rep if active else None,
            months or 0,
            counted_from,
            due,
            earliest,
            channel,
            town_of(address, outlet),
            attempts[cycle_prefix(customer, counted_from)] if attempts else 0,
        )
        for customer, months, counted_from, due, earliest, channel, region, rep, active, address, outlet, _begun in rows
        if customer not in is_open
    ]


# The open visit of the customer of a schedule, and the visits of the present round.
_OF_THE_ROUND = Visit.objects.filter(
    Q(kind=VisitKind.CARE, state=VisitState.PLANNED)
    | Q(counted_from=OuterRef("counted_from"))
    | Q(counted_from__isnull=True),
    customer=OuterRef("customer"),
).order_by()


def _rounds_of(customers: Collection[int]) -> tuple[Counter[str], set[int]]:
    """How many visits each round of these customers has, by the prefix of its keys (see rules.cadence.cycle_key), and
    who has an open visit."""
    if not customers:
        return Counter(), set()
    visits = Visit.objects.filter(customer__in=among(customers)).order_by()
    found = list(visits.values_list("customer", "cycle", "kind", "state"))
    attempts = Counter(cycle.rpartition(":")[0] + ":" for _customer, cycle, _kind, _state in found)
    is_open = {one for one, _cycle, kind, state in found if (kind, state) == (VisitKind.CARE, VisitState.PLANNED)}
    return attempts, is_open
