"""Receivers for the signals of the apps below."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from aftersales.staff.models import Actor, User
from aftersales.staff.rules.offboarding import OpenWork
from aftersales.staff.signals import open_work_asked, work_reassigned
from aftersales.store.dates import company_date
from customers.models import Customer
from customers.signals import customer_erased, customer_erasing

from .queries import offboarding as queries
from .services import forgetting, offboarding


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
