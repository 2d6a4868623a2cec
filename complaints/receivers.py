"""How tickets answer announcements of the floors below."""

from typing import Any

from django.dispatch import receiver

from customers.models import Customer
from customers.signals import customer_erased, customer_erasing

from .services import forgetting


@receiver(customer_erasing, dispatch_uid="complaints.erasing")
def on_customer_erasing(*, customer: Customer, regardless: bool, **_kwargs: Any) -> None:
    if not regardless:
        forgetting.refuse_open_work(customer=customer)


@receiver(customer_erased, dispatch_uid="complaints.erased")
def on_customer_erased(*, customer: Customer, **_kwargs: Any) -> None:
    forgetting.index_anew(customer=customer)
