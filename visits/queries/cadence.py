"""What the cadence says of a customer."""

from __future__ import annotations

from datetime import date

from customers.models import Customer

from ..models import Cadence, VisitException
from ..rules.cadence import due_on, months_between_visits


def sla_target_after(customer: Customer, last: date) -> date | None:
    """Until when a customer visited on a day is visited again; None for never."""
    cadence = dict(Cadence.objects.values_list("tier", "months"))
    own = VisitException.objects.filter(customer=customer).values_list("months", flat=True).first()
    months = months_between_visits(customer.tier, own, cadence)
    return due_on(last, months) if months else None
