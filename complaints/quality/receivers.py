"""Receivers for the signals of the apps below."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from aftersales.staff.models import Actor, User
from aftersales.staff.rules.offboarding import OpenWork
from aftersales.staff.signals import open_work_asked, work_reassigned
from complaints.signals import open_cases_asked

from .queries import offboarding as left
from .queries.investigations import open_numbers
from .services import offboarding


@receiver(open_cases_asked, dispatch_uid="quality.open_cases")
def on_open_cases_asked(*, tickets: Any, **_kwargs: Any) -> list[str]:
    return open_numbers(tickets)


@receiver(open_work_asked, dispatch_uid="quality.open_work")
def on_open_work_asked(*, user: User, **_kwargs: Any) -> list[OpenWork]:
    return left.work_of(user)


@receiver(work_reassigned, dispatch_uid="quality.reassigned")
def on_work_reassigned(
    *, user: User, to: Mapping[str, User | None], note: str, actor: Actor, now: datetime, **_kwargs: Any
) -> None:
    offboarding.reassign(user=user, to=to, note=note, actor=actor, now=now)
