"""Reacts to signals: a user leaves, a user has signed in, an account was locked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.dispatch import receiver
from django.utils import timezone

from aftersales.web.throttles import ip_of

from .models import Actor, User
from .queries import offboarding as queries
from .rules.offboarding import OpenWork
from .services import offboarding
from .services.account import sign_in_locked, signed_in
from .signals import open_work_asked, work_reassigned


def keep_sign_in(sender: Any, request: Any, user: User, **_kwargs: Any) -> None:
    session, agent = getattr(request, "session", None), getattr(request, "META", {}).get("HTTP_USER_AGENT", "")
    row = signed_in(actor=user, now=timezone.now(), session=session, agent=agent.replace("\0", ""))
    if request is not None:
        request.device_of = row


def on_locked_out(sender: Any, request: Any, username: str | None, **_kwargs: Any) -> None:
    """Tells once for each lock: django-axes sends its signal for every later try too, which it does not count."""
    failures = getattr(request, "axes_failures_since_start", None) or 0
    if username and failures >= settings.AXES_FAILURE_LIMIT:
        sign_in_locked(username=username.partition("\n")[0], address=ip_of(request) or "", now=timezone.now())


@receiver(open_work_asked, dispatch_uid="staff.open_work")
def on_open_work_asked(*, user: User, **_kwargs: Any) -> list[OpenWork]:
    return queries.work_of(user, timezone.localdate())


@receiver(work_reassigned, dispatch_uid="staff.reassigned")
def on_work_reassigned(
    *, user: User, to: Mapping[str, User | None], note: str, actor: Actor, now: datetime, **_kwargs: Any
) -> None:
    offboarding.reassign_stand_ins(user=user, to=to, note=note, actor=actor, now=now)
