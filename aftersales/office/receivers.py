"""Reacts to signals of the staff app: shared views of a user who leaves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from aftersales.staff.models import Actor, User
from aftersales.staff.rules.offboarding import OpenWork
from aftersales.staff.signals import open_work_asked, work_reassigned

from .queries import offboarding as left
from .services import offboarding


@receiver(open_work_asked, dispatch_uid="office.open_work")
def on_open_work_asked(*, user: User, **_kwargs: Any) -> list[OpenWork]:
    return left.work_of(user)


@receiver(work_reassigned, dispatch_uid="office.reassigned")
def on_work_reassigned(
    *, user: User, to: Mapping[str, User | None], note: str, actor: Actor, now: datetime, **_kwargs: Any
) -> None:
    offboarding.reassign_views(user=user, to=to, note=note, actor=actor, now=now)
