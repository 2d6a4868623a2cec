"""How tickets answer announcements of the floors below."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from aftersales.staff.models import Actor, User
from aftersales.staff.rules.offboarding import Work
from aftersales.staff.signals import open_work_asked, work_reassigned
from customers.models import Customer
from customers.signals import customer_erased, customer_erasing

from .queries import offboarding as left
from .services import forgetting, offboarding


@receiver(customer_erasing, dispatch_uid="complaints.erasing")
def on_customer_erasing(*, customer: Customer, regardless: bool, **_kwargs: Any) -> None:
    if not regardless:
        forgetting.refuse_open_work(customer=customer)


@receiver(customer_erased, dispatch_uid="complaints.erased")
def on_customer_erased(*, customer: Customer, **_kwargs: Any) -> None:
    forgetting.index_anew(customer=customer)


@receiver(open_work_asked, dispatch_uid="complaints.open_work")
def on_open_work_asked(*, user: User, **_kwargs: Any) -> list[Work]:
    return left.work_of(user, timezone.localdate())


@receiver(work_reassigned, dispatch_uid="complaints.reassigned")
def on_work_reassigned(
    *, user: User, to: Mapping[str, User | None], note: str, actor: Actor, now: datetime, **_kwargs: Any
) -> None:
    offboarding.reassign(user=user, to=to, note=note, actor=actor, now=now)
