"""Receivers for the signals of the apps below."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from aftersales.staff.models import Actor, User
from aftersales.staff.rules.offboarding import OpenWork
from aftersales.staff.signals import open_work_asked, work_reassigned
from aftersales.store.dates import company_date
from customers.models import Customer, Product, Purchase
from customers.signals import (
    customer_changed,
    customer_changing,
    customer_erased,
    customer_erasing,
    product_changed,
    purchase_changed,
    purchase_changing,
)

from .queries import offboarding as queries
from .services import forgetting, offboarding, purchase_changes


@receiver(customer_erasing, dispatch_uid="complaints.erasing")
def on_customer_erasing(*, customer: Customer, regardless: bool, **_kwargs: Any) -> None:
    if not regardless:
        forgetting.refuse_open_work(customer=customer)


@receiver(customer_erased, dispatch_uid="complaints.erased")
def on_customer_erased(*, customer: Customer, **_kwargs: Any) -> None:
    forgetting.index_anew(customer=customer)


@receiver(open_work_asked, dispatch_uid="complaints.open_work")
def on_open_work_asked(*, user: User, **_kwargs: Any) -> list[OpenWork]:
    return queries.work_of(user, company_date(timezone.now()))


@receiver(work_reassigned, dispatch_uid="complaints.reassigned")
def on_work_reassigned(
    *, user: User, to: Mapping[str, User | None], note: str, actor: Actor, now: datetime, **_kwargs: Any
) -> None:
    offboarding.reassign(user=user, to=to, note=note, actor=actor, now=now)


@receiver(purchase_changing, dispatch_uid="complaints.purchase_changing")
def on_purchase_changing(*, purchase_id: int, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    purchase_changes.lock_tickets(purchase_id=purchase_id, actor=actor, now=now)


@receiver(purchase_changed, dispatch_uid="complaints.purchase_changed")
def on_purchase_changed(
    *, purchase: Purchase, before: Mapping[str, Any], actor: Actor, now: datetime, **_kwargs: Any
) -> None:
    purchase_changes.on_change(purchase=purchase, before=before, actor=actor, now=now)


@receiver(product_changed, dispatch_uid="complaints.product_changed")
def on_product_changed(*, product: Product, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    purchase_changes.on_product_change(product_id=product.pk, actor=actor, now=now)


@receiver(customer_changing, dispatch_uid="complaints.customer_changing")
def on_customer_changing(*, customer_ids: Collection[int], actor: Actor, now: datetime, **_kwargs: Any) -> None:
    purchase_changes.lock_tickets(customer_ids=customer_ids, actor=actor, now=now)


@receiver(customer_changed, dispatch_uid="complaints.customer_changed")
def on_customer_changed(*, customer: Customer, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    purchase_changes.on_customer_change(customer_id=customer.pk, actor=actor, now=now)
