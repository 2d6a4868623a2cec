"""Reacts to signals of the staff app: waiting exports of a user who leaves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from aftersales.staff.models import Actor, User
from aftersales.staff.rules.offboarding import OpenWork
from aftersales.staff.signals import open_work_asked, work_reassigned

from .queries import offboarding as left
from .services.exports import lapse_waiting


@receiver(open_work_asked, dispatch_uid="transfers.open_work")
def on_open_work_asked(*, user: User, **_kwargs: Any) -> list[OpenWork]:
    return left.work_of(user)


@receiver(work_reassigned, dispatch_uid="transfers.reassigned")
def on_work_reassigned(
    *, user: User, to: Mapping[str, User | None], note: str, actor: Actor, now: datetime, **_kwargs: Any
) -> None:
    if "exports" in to:
        lapse_waiting(asked_by=user, note=note, actor=actor, now=now)
