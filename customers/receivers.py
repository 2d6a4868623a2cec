"""Reactions of this app to signals of packages below it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from aftersales.backups.signals import restored
from aftersales.staff.models import Actor, User
from aftersales.staff.rules.offboarding import OpenWork
from aftersales.staff.signals import open_work_asked, work_reassigned

from .queries.offboarding import work_of
from .services import customers, erasure


@receiver(restored, dispatch_uid="customers.restored")
def on_restored(*, now: datetime, **_kwargs: Any) -> None:
    erasure.repeat_erasures(now=now)


@receiver(open_work_asked, dispatch_uid="customers.open_work")
def on_open_work_asked(*, user: User, **_kwargs: Any) -> list[OpenWork]:
    return work_of(user)


@receiver(work_reassigned, dispatch_uid="customers.reassigned")
def on_work_reassigned(
    *, user: User, to: Mapping[str, User | None], note: str, actor: Actor, now: datetime, **_kwargs: Any
) -> None:
    customers.reassign_customers(user=user, to=to, note=note, actor=actor, now=now)
