"""Who may agree maintenance for a purchase."""

from __future__ import annotations

from aftersales.staff.models import Actor
from customers.models import Customer
from customers.permissions import is_seen as is_customer_seen

from .visits import VISITORS


def can_maintain(user: Actor, customer: Customer) -> bool:
    return user is None or (user.role in VISITORS and is_customer_seen(user, customer))
