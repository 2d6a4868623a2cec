"""The limit of contacts in effect, and the contacts of a customer."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from aftersales.store import dated
from aftersales.store.mass import among
from aftersales.web.history import Change

from ..enums import TouchState
from ..models import ContactTouch, Customer, TouchRule
from ..rules.touches import Cap, month_of
from .rules import changes_between

TOUCH_FIELDS = tuple(field.name for field in fields(Cap))
TAKING_PLACE = (TouchState.COUNTED, TouchState.FREE, TouchState.SAFETY, TouchState.AGREED)


def touch_rules() -> QuerySet[TouchRule]:
    """All rows, the latest first."""
    return TouchRule.objects.order_by("-effective_from")


def touch_changes(*rows: Any) -> list[Change]:
    return changes_between(rows, TOUCH_FIELDS)


def caps_on(days: Iterable[date]) -> dict[date, Cap]:
    """The limit in effect on each of the days, in one query; without a row, the default."""
    rows = list(TouchRule.objects.order_by("effective_from"))
    found = {day: dated.on(rows, day) for day in days}
    return {
        day: Cap(**{name: getattr(some[-1], name) for name in TOUCH_FIELDS}) if some else Cap()
        for day, some in found.items()
    }


def cap_on(day: date) -> Cap:
    return caps_on([day])[day]


def taken_slots(keys: Collection[tuple[int, date]]) -> dict[tuple[int, date], set[int]]:
    """The places taken in the months of customers, in one query."""
    found: dict[tuple[int, date], set[int]] = {key: set() for key in keys}
    rows = ContactTouch.objects.filter(
        customer__in={pk for pk, _month in keys}, month__in={month for _pk, month in keys}, slot__isnull=False
    )
    for customer, month, slot in rows.order_by().values_list("customer", "month", "slot"):
        if (customer, month) in found:
            found[(customer, month)].add(slot or 0)
    return found


def slots_from(month: date, customers: Collection[int]) -> dict[int, dict[date, set[int]]]:
    """The places taken in a month and later, of those customers who have any, in one query."""
    found: dict[int, dict[date, set[int]]] = {}
    rows = ContactTouch.objects.filter(customer__in=among(customers), month__gte=month, slot__isnull=False)
    for customer, at, slot in rows.order_by().values_list("customer", "month", "slot"):
        found.setdefault(customer, {}).setdefault(at, set()).add(slot or 0)
    return found


@dataclass(frozen=True)
class Contacts:
    """What a customer's page says. waiting: held back by the limit: to a later month, or left out this month."""

    this_month: list[ContactTouch]
    counted: int
    per_month: int
    waiting: list[ContactTouch]

    @property
    def is_full(self) -> bool:
        return self.counted >= self.per_month


def contacts_of(customer: Customer, today: date) -> Contacts:
    """The contacts of the month, and those that wait, in one query."""
    month = month_of(today)
    rows = list(
        ContactTouch.objects.filter(Q(month=month) | Q(month__gt=month), customer=customer)
        .exclude(state=TouchState.DROPPED)
        .order_by("on", "pk")[:100]
    )
    here = [row for row in rows if row.month == month and row.state in TAKING_PLACE]
    counted = sum(row.state == TouchState.COUNTED for row in here)
    waiting = [
        row
        for row in rows
        if row.state in (TouchState.WAITING, TouchState.SKIPPED) or row.month > month_of(row.wanted_on)
    ]
    return Contacts(here, counted, cap_on(today).per_month, waiting)
