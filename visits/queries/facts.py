"""Reads the facts from which schedules are computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Max

from aftersales.store.dates import company_date, start_of
from customers.enums import ContactPurpose
from customers.models import Customer, TierPeriod
from customers.queries.opting import opt_outs

from ..enums import ScheduleBasis, VisitKind
from ..models import Cadence, Visit, VisitException
from ..rules.schedule import CadenceRow, Exempt, Facts

# The fields of a customer that a schedule depends on.
FIELDS = ("tier", "since", "last_visit_on", "created_at", "not_by_phone", "erased_at")


def cadence_rows() -> list[CadenceRow]:
    """The cadence of all times."""
    return [
        CadenceRow(row.tier, row.months, row.channel, row.effective_from, row.effective_until)
        for row in Cadence.objects.all()
    ]


def facts_on(customers: Sequence[Customer], day: date) -> dict[int, Facts]:
    """The facts of these customers as they were in the evening of a day; their exceptions and wishes are those of
    now."""
    visited = _last_visits([customer.pk for customer in customers], until=day)
    before = {one.pk: one.last_visit_on for one in customers if one.last_visit_on and one.last_visit_on <= day}
    return {
        pk: replace(
            facts,
            tier=facts.tier_on(day),
            tiers=[(since, tier) for since, tier in facts.tiers if since <= day],
            last_visit_on=max(filter(None, (visited.get(pk), before.get(pk))), default=None),
        )
        for pk, facts in facts_of(customers).items()
    }


def facts_of(customers: Sequence[Customer]) -> dict[int, Facts]:
    """The facts of these customers, with the same number of queries for any number of them."""
    ids = [customer.pk for customer in customers]
    visited = _last_visits(ids)
    tiers = _tiers(ids)
    exceptions = _exceptions(ids)
    wishes = opt_outs(ContactPurpose.VISIT, customer_ids=ids).filter(contact=None)
    declined = set(wishes.values_list("customer", flat=True))
    return {
        one.pk: Facts(
            tier=one.tier,
            entered_on=company_date(one.created_at),
            since=one.since,
            last_visit_on=max(filter(None, (visited.get(one.pk), one.last_visit_on)), default=None),
            tiers=_in_order(tiers.get(one.pk, []), one.tier),
            exceptions=exceptions.get(one.pk, ()),
            not_by_phone=one.not_by_phone,
            barred=_barred(one, declined),
        )
        for one in customers
    }


def _barred(customer: Customer, declined: set[int]) -> str:
    if customer.erased_at:
        return ScheduleBasis.ERASED
    return ScheduleBasis.OPTED_OUT if customer.pk in declined else ""


def _last_visits(ids: list[int], until: date | None = None) -> dict[int, date]:
    """The day of the last visit that took place here, until the evening of a day."""
    visits: Any = Visit.objects.filter(customer__in=ids, kind=VisitKind.CARE, took_place_at__isnull=False).order_by()
    if until:
        visits = visits.filter(took_place_at__lt=start_of(until + timedelta(days=1)))
    rows = visits.values_list("customer").annotate(Max("took_place_at"))
    return {customer: company_date(at) for customer, at in rows}


def _tiers(ids: list[int]) -> dict[int, list[TierPeriod]]:
    found: dict[int, list[TierPeriod]] = {}
    for row in TierPeriod.objects.filter(customer__in=ids).order_by("since", "pk"):
        found.setdefault(row.customer_id, []).append(row)
    return found


def _in_order(rows: list[TierPeriod], tier: str) -> list[tuple[date, str]]:
    """The tiers and when they began. After a merge, the ended tiers of both customers lie over each other: those that
    began after the present one are left out."""
    present = next((row for row in reversed(rows) if row.until is None and row.tier == tier), None)
    if present is None:
        return []
    return [(row.since, row.tier) for row in rows if row.since < present.since] + [(present.since, present.tier)]


def _exceptions(ids: list[int]) -> dict[int, list[Exempt]]:
    found: dict[int, list[Exempt]] = {}
    for row in VisitException.objects.filter(customer__in=ids).order_by("pk"):
        found.setdefault(row.customer_id, []).append(Exempt(row.kind, row.months, row.not_before, row.until))
    return found
