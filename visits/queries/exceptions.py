"""Customers who are visited more or less often than their tier requires."""

from __future__ import annotations

from django.db.models import QuerySet

from aftersales.staff.models import Actor
from customers.permissions import seen_through

from ..models import VisitException


def exceptions(user: Actor) -> QuerySet[VisitException]:
    """The exceptions of customers that the user may see."""
    return VisitException.objects.filter(seen_through(user, "customer__")).select_related("customer").order_by("pk")
