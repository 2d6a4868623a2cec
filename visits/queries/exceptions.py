"""Customers whose visits differ from what their tier requires."""

from __future__ import annotations

from django.db.models import QuerySet

from aftersales.staff.models import Actor
from customers.models import Customer
from customers.permissions import seen_through

from ..models import VisitException


def exceptions(user: Actor, kind: str = "") -> QuerySet[VisitException]:
    """The exceptions of customers that the user may see. kind: only these."""
    rows = VisitException.objects.filter(seen_through(user, "customer__"), **({"kind": kind} if kind else {}))
    return rows.select_related("customer").order_by("pk")


def exceptions_of(customer: Customer) -> QuerySet[VisitException]:
    """The exceptions of one customer."""
    return VisitException.objects.filter(customer=customer).select_related("customer").order_by("pk")
