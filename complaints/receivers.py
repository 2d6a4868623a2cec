"""How tickets answer announcements of the floors below."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from aftersales.staff.models import Actor, User
from aftersales.staff.signals import open_work_asked, role_changing, user_leaving
from customers.models import Customer
from customers.signals import customer_erased, customer_erasing

from .enums import OPEN_STATES
from .models import Ticket
from .services import forgetting, leaving


@receiver(customer_erasing, dispatch_uid="complaints.erasing")
def on_customer_erasing(*, customer: Customer, regardless: bool, **_kwargs: Any) -> None:
    if not regardless:
        forgetting.refuse_open_work(customer=customer)


@receiver(customer_erased, dispatch_uid="complaints.erased")
def on_customer_erased(*, customer: Customer, **_kwargs: Any) -> None:
    forgetting.index_anew(customer=customer)


@receiver(open_work_asked, dispatch_uid="complaints.open_work")
def on_open_work_asked(*, user: User, **_kwargs: Any) -> int:
    return Ticket.objects.filter(owner=user, state__in=OPEN_STATES).count()


@receiver(user_leaving, dispatch_uid="complaints.user_leaving")
def on_user_leaving(*, user: User, heir: User | None, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    leaving.inherit(leaver=user, heir=heir, actor=actor, now=now)


@receiver(role_changing, dispatch_uid="complaints.role_changing")
def on_role_changing(*, user: User, role: str, **_kwargs: Any) -> None:
    leaving.refuse_role(user=user, role=role)
