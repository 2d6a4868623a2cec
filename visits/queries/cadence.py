"""Applies the cadence: which visits are due, and by when a customer must be visited again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from customers.models import Customer

from ..enums import VisitKind, VisitState
from ..models import Visit, VisitSchedule
from ..rules.schedule import schedule
from .facts import cadence_rows, facts_of


def sla_target_after(customer: Customer, last: date) -> date | None:
    """The day by which a customer who was last visited on `last` must be visited again; None for never."""
    facts = facts_of([customer])[customer.pk]
    return schedule(replace(facts, last_visit_on=last), cadence_rows()).due_on


@dataclass(frozen=True)
class DueVisit:
    """A visit that falls due and is not planned yet. rep_id: the account rep, None if not active. months: the
    interval in force. earliest_on: no visit before this day."""

    customer_id: int
    region_id: int | None
    rep_id: int | None
    months: int
    counted_from: date
    due_on: date
    earliest_on: date | None
    channel: str


def due_schedules(until: date) -> QuerySet[VisitSchedule]:
    """The schedules that fall due by `until` without an open visit, the earliest first."""
    is_open = Visit.objects.filter(customer=OuterRef("customer"), kind=VisitKind.CARE, state=VisitState.PLANNED)
    due = VisitSchedule.objects.filter(~Exists(is_open), next_due_on__lte=until)
    return due.order_by("next_due_on", "customer")


def in_batches(due: QuerySet[VisitSchedule], size: int) -> Iterator[list[int]]:
    """The customers of some of due_schedules. Each batch is read when it is asked for, behind the last one."""
    rows = due.values_list("next_due_on", "customer")
    found = list(rows[:size])
    while found:
        yield [customer for _day, customer in found]
        day, customer = found[-1]
        found = list(rows.filter(Q(next_due_on__gt=day) | Q(next_due_on=day, customer__gt=customer))[:size])


def due_visits(customer_ids: Iterable[int], until: date) -> list[DueVisit]:
    """The visits of these customers that fall due by `until`, the earliest first."""
    names = ("customer", "months", "counted_from", "next_due_on", "earliest_on", "channel")
    rows: Any = due_schedules(until).filter(customer__in=list(customer_ids))
    rows = rows.values_list(*names, "customer__region", "customer__rep", "customer__rep__is_active")
    return [
        DueVisit(customer, region, rep if active else None, months or 0, counted_from, due, earliest, channel)
        for customer, months, counted_from, due, earliest, channel, region, rep, active in rows
    ]


def attempts_of(customers: Iterable[int]) -> list[str]:
    """The keys of all visits of these customers (see rules.cadence.cycle_key)."""
    return list(Visit.objects.filter(customer__in=customers).order_by().values_list("cycle", flat=True))
