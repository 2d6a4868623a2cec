"""Purchases that are due for maintenance or installation, and the rule in effect."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from aftersales.staff.models import Actor
from aftersales.store.dated import DATES
from aftersales.store.dates import company_date
from aftersales.web.history import Change, Source, changes
from customers.enums import ContactPurpose
from customers.models import Purchase
from customers.permissions import seen_through
from customers.queries.opting import opt_outs

from ..enums import VisitKind, VisitState
from ..models import MaintenancePlan, Visit, VisitServiceRule
from ..rules.kinds import ServiceTerms, next_maintenance
from .load import reason_words

SERVICE_FIELDS = tuple(field.name for field in fields(ServiceTerms))


def maintenance_plans(user: Actor) -> QuerySet[MaintenancePlan]:
    """Those of customers whom the user sees, the next due first."""
    plans = MaintenancePlan.objects.filter(seen_through(user, "purchase__customer__"))
    return plans.select_related("purchase__customer", "purchase__product").order_by("next_due_on", "pk")


def due_maintenance(until: date) -> QuerySet[Purchase]:
    """The purchases whose maintenance is due by `until` and not planned yet."""
    due = Purchase.objects.filter(maintenance_plan__next_due_on__lte=until)
    return _without_visit(due, VisitKind.MAINTENANCE, VisitState.PLANNED)


def due_installation(today: date, until: date, terms: ServiceTerms) -> QuerySet[Purchase]:
    """The purchases of the last months that are to be installed by `until` and have no such visit yet."""
    due = Purchase.objects.filter(product__needs_installation=True, installed_on=None)
    bought = today - timedelta(days=terms.install_known), until - timedelta(days=terms.install_within)
    due = due.filter(purchased_on__range=bought)
    return _without_visit(due, VisitKind.INSTALLATION, VisitState.PLANNED, VisitState.DONE)


def maintenance_after(visit: Visit, took_on: date) -> date | None:
    """The day by which the next maintenance is due once this visit took place; None if none follows."""
    plan = MaintenancePlan.objects.filter(purchase=visit.purchase_id).first()
    if plan is None or visit.kind != VisitKind.MAINTENANCE:
        return None
    return next_maintenance(took_on, plan.months, plan.until_on)


def possible_from(visit: Visit) -> date | None:
    """The first day on which a visit for a purchase can have taken place: that of the purchase, or of the last such
    visit for it."""
    if visit.purchase is None:
        return None
    done = Visit.objects.filter(purchase=visit.purchase_id, kind=visit.kind, state=VisitState.DONE)
    last = done.order_by("-took_place_at").values_list("took_place_at", flat=True).first()
    days = visit.purchase.purchased_on, last and company_date(last)
    return max(filter(None, days), default=None)


def service_rules() -> QuerySet[VisitServiceRule]:
    """All rows, the latest first."""
    return VisitServiceRule.objects.order_by("-effective_from")


def service_terms(day: date) -> ServiceTerms:
    """Those in effect on a day; without a row, the defaults."""
    in_effect = Q(effective_until=None) | Q(effective_until__gte=day)
    row = service_rules().filter(in_effect, effective_from__lte=day).first()
    return ServiceTerms(**{name: getattr(row, name) for name in SERVICE_FIELDS}) if row else ServiceTerms()


def service_changes(*rows: VisitServiceRule) -> list[Change]:
    """The changes of these rows, the newest first."""
    model: Any = VisitServiceRule
    shown = {name: model._meta.get_field(name).verbose_name for name in (*SERVICE_FIELDS, *DATES)}
    history = VisitServiceRule.history.filter(id__in=[row.pk for row in rows])
    return changes([Source(history, lambda _row: "", shown)], reason_words)


def _without_visit(purchases: QuerySet[Purchase], kind: str, *states: str) -> QuerySet[Purchase]:
    there = Visit.objects.filter(purchase=OuterRef("pk"), kind=kind, state__in=states)
    refused = opt_outs(ContactPurpose.VISIT).filter(customer=OuterRef("customer"), contact=None)
    return purchases.filter(~Exists(there), ~Exists(refused), customer__erased_at=None)
