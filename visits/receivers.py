"""How visits answer announcements of the floors below."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from aftersales.staff.models import Actor
from customers.models import Customer
from customers.signals import customers_merging

from .services import merging


@receiver(customers_merging, dispatch_uid="visits.merge")
def on_customers_merging(*, kept: Customer, gone: Customer, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    merging.settle(kept=kept, gone=gone, actor=actor, now=now)
