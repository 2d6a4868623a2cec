"""How visits answer announcements of the floors below."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from aftersales.staff.models import Actor
from customers.models import Customer
from customers.signals import customer_erased, customers_merging

from .services import forgetting, merging


@receiver(customers_merging, dispatch_uid="visits.merge")
def on_customers_merging(*, kept: Customer, gone: Customer, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    merging.settle(kept=kept, gone=gone, actor=actor, now=now)


@receiver(customer_erased, dispatch_uid="visits.erased")
def on_customer_erased(*, customer: Customer, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    forgetting.never_again(customer=customer, actor=actor, now=now)
