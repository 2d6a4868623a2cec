"""Applies the cadence: which customers are due for a visit, and by when a customer must be visited again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, DateField, Exists, F, Max, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate

from aftersales.store.dates import company_date
from customers.enums import ContactPurpose
from customers.models import Customer
from customers.queries.opting import opt_outs

from ..enums import VisitKind, VisitState
from ..models import Cadence, Visit, VisitException
from ..rules.cadence import anchor, channel_of, due_on, latest_anchor, months_between_visits


def sla_target_after(customer: Customer, last: date) -> date | None:
    """The day by which a customer who was last visited on `last` must be visited again; None for never."""
    cadence = dict(Cadence.objects.values_list("tier", "months"))
    own = VisitException.objects.filter(customer=customer).values_list("months", flat=True).first()
    months = months_between_visits(customer.tier, own, cadence)
    return due_on(last, months) if months else None


@dataclass(frozen=True)
class DueVisit:
    """A visit that falls due and is not planned yet. rep_id: the account rep, None if not active."""

    customer_id: int
    region_id: int | None
    rep_id: int | None
    counted_from: date
    due_on: date
    channel: str


def customers_to_plan(until: date) -> QuerySet[Customer]:
    """The customers without a planned visit whose next visit may be due by `until`. May include a few too many (see
    latest_anchor)."""
    cadence = dict(Cadence.objects.values_list("tier", "months"))
    own = VisitException.objects.filter(months__gt=0).values_list("months", flat=True).distinct()
    visits = Visit.objects.filter(customer=OuterRef("pk"), kind=VisitKind.CARE).order_by()
    last_visit = visits.values("customer").annotate(last=Max("took_place_at")).values("last")
    by_tier = Case(*(When(tier=tier, then=Value(months)) for tier, months in cadence.items()), default=Value(0))
    latest: Any = Case(
        *(When(months=n, then=Value(latest_anchor(n, until))) for n in {*cadence.values(), *own} if n),
        default=None,
        output_field=DateField(),
    )
    return (
        Customer.objects.filter(~Exists(visits.filter(state=VisitState.PLANNED)))
        .annotate(months=Coalesce("visit_exception__months", by_tier), last_visit_at=Subquery(last_visit))
        .filter(months__gt=0)
        .annotate(anchor=_anchor(), latest=latest)
        .filter(anchor__lte=F("latest"))
        .exclude(Exists(opt_outs(ContactPurpose.VISIT).filter(customer=OuterRef("pk"), contact=None)))
    )


def _anchor() -> Coalesce:
    """The same as rules.cadence.anchor, in the database."""
    return Coalesce(TruncDate("last_visit_at"), F("last_visit_on"), F("since"), TruncDate("created_at"))


def due_visits(customers: QuerySet[Any], until: date) -> list[DueVisit]:
    """The visits of these customers that fall due by `until`, the earliest first. customers: of customers_to_plan."""
    cadences = {row.tier: row for row in Cadence.objects.all()}
    months = {tier: row.months for tier, row in cadences.items()}
    facts = customers.values(
        "pk", "tier", "region_id", "rep_id", "since", "last_visit_on", "created_at", "not_by_phone", "last_visit_at"
    ).annotate(own_months=F("visit_exception__months"), rep_is_active=F("rep__is_active"))
    found = []
    for row in facts:
        every = months_between_visits(row["tier"], row["own_months"], months)
        last = company_date(row["last_visit_at"]) if row["last_visit_at"] else row["last_visit_on"]
        counted_from = anchor(last_visit_on=last, since=row["since"], archived_on=company_date(row["created_at"]))
        if not every or (due := due_on(counted_from, every)) > until:
            continue
        cadence = cadences.get(row["tier"])
        channel = channel_of(cadence.channel if cadence else None, not_by_phone=row["not_by_phone"])
        rep = row["rep_id"] if row["rep_is_active"] else None
        found.append(DueVisit(row["pk"], row["region_id"], rep, counted_from, due, channel))
    return sorted(found, key=lambda each: (each.due_on, each.customer_id))


def attempts_of(customers: Iterable[int]) -> list[str]:
    """The keys of all visits of these customers (see rules.cadence.cycle_key)."""
    return list(Visit.objects.filter(customer__in=customers).order_by().values_list("cycle", flat=True))
