"""Purchases that are due for maintenance or installation."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from aftersales.staff.models import Actor
from customers.enums import ContactPurpose
from customers.models import Purchase
from customers.permissions import seen_through
from customers.queries.opting import opt_outs

from ..enums import VisitKind, VisitState
from ..models import MaintenancePlan, Visit
from ..rules.kinds import ASKED_FOR, INSTALLED_WITHIN


def maintenance_plans(user: Actor) -> QuerySet[MaintenancePlan]:
    """Those of customers whom the user sees, the next due first."""
    plans = MaintenancePlan.objects.filter(seen_through(user, "purchase__customer__"))
    return plans.select_related("purchase__customer", "purchase__product").order_by("next_due_on", "pk")


def due_maintenance(until: date) -> QuerySet[Purchase]:
    """The purchases whose maintenance is due by `until` and not planned yet."""
    due = Purchase.objects.filter(maintenance_plan__next_due_on__lte=until)
    return _without_visit(due, VisitKind.MAINTENANCE, VisitState.PLANNED)


def due_installation(today: date, until: date) -> QuerySet[Purchase]:
    """The purchases of the last months that are to be installed by `until` and have no such visit yet."""
    due = Purchase.objects.filter(product__needs_installation=True, installed_on=None)
    due = due.filter(purchased_on__range=(today - ASKED_FOR, until - INSTALLED_WITHIN))
    return _without_visit(due, VisitKind.INSTALLATION, VisitState.PLANNED, VisitState.DONE)


def _without_visit(purchases: QuerySet[Purchase], kind: str, *states: str) -> QuerySet[Purchase]:
    there = Visit.objects.filter(purchase=OuterRef("pk"), kind=kind, state__in=states)
    refused = opt_outs(ContactPurpose.VISIT).filter(customer=OuterRef("customer"), contact=None)
    return purchases.filter(~Exists(there), ~Exists(refused), customer__erased_at=None)
