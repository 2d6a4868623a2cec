"""Visits, and a customer whose visits fall due."""

from datetime import date, datetime
from typing import Any

from customers.models import Customer
from tests.factories import NOW, customer_of
from visits.models import Visit
from visits.rules.cadence import cycle_key
from visits.services.installation import install_defaults
from visits.services.schedules import refresh


def cadence() -> None:
    """Important customers every 6 months, long-term ones every 12."""
    install_defaults(actor=None, now=NOW)


def scheduled() -> None:
    """Compute the schedules of all customers, which tests write without the services."""
    refresh(customer_ids=list(Customer.objects.values_list("pk", flat=True)), actor=None, now=NOW)


def customer_since(since: date | None, *, region: Any, tier: str = "important", n: int = 2, **more: Any) -> Customer:
    customer = customer_of(region, tier=tier, number=f"CU-2026-{n:05}", name=f"样例客户 {n}", **more)
    Customer.objects.filter(pk=customer.pk).update(since=since)
    customer.since = since
    return customer


def visit_of(customer: Customer, *, rep: Any, due_on: date, planned_on: date | None = None, **more: Any) -> Visit:
    """A planned visit; with took_place_at=… a visit that took place."""
    if more.get("took_place_at"):
        more.setdefault("state", "done")
    attempt = 1 + Visit.objects.filter(customer=customer).count()
    return Visit.objects.create(
        customer=customer,
        rep=rep,
        due_on=due_on,
        planned_on=planned_on or due_on,
        created_at=NOW,
        cycle=more.pop("cycle", cycle_key(customer.pk, due_on, attempt)),
        **more,
    )


def visited(customer: Customer, at: datetime, **more: Any) -> Visit:
    """A visit that took place."""
    return visit_of(customer, rep=more.pop("rep", None), due_on=at.date(), took_place_at=at, **more)
