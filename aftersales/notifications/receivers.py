"""Notifies users of signals from the staff app."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from aftersales.staff.models import Actor, StandIn, User
from aftersales.staff.rules.offboarding import OpenWork
from aftersales.staff.signals import (
    account_locked,
    password_link_wanted,
    stand_in_ended,
    stand_in_entered,
    work_reassigned,
)
from aftersales.store.dates import company_date

from .services.notifications import mail_out, notify
from .services.offboarding import tell_successors

AGAIN = 600  # seconds before the same account is sent another link


@receiver(stand_in_entered, dispatch_uid="notifications.stand_in_entered")
def on_stand_in_entered(*, stand_in: StandIn, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    _notify_both("stand_in_entered", stand_in, actor, now)


@receiver(stand_in_ended, dispatch_uid="notifications.stand_in_ended")
def on_stand_in_ended(*, stand_in: StandIn, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    _notify_both("stand_in_ended", stand_in, actor, now)


def _notify_both(template: str, row: StandIn, actor: Actor, now: datetime) -> None:
    """Notify the stand-in, and the absent user too if somebody else made the change."""
    notify(
        users={row.deputy, row.absent} - {actor},
        template=template,
        params={
            "absent": str(row.absent),
            "deputy": str(row.deputy),
            "first": row.starts_on.isoformat(),
            "last": row.ends_on.isoformat(),
            "reason": row.reason,
        },
        url=reverse("stand_ins"),
        key=f"{template}:{row.pk}",
        now=now,
    )


@receiver(work_reassigned, dispatch_uid="notifications.reassigned")
def on_work_reassigned(
    *,
    user: User,
    works: Sequence[OpenWork],
    to: Mapping[str, User | None],
    note: str,
    now: datetime,
    **_kwargs: Any,
) -> None:
    tell_successors(user=user, works=works, to=to, note=note, now=now)


@receiver(account_locked, dispatch_uid="notifications.account_locked")
def on_account_locked(*, user: User, address: str, now: datetime, **_kwargs: Any) -> None:
    """Once a day: who locks an account again and again must not fill the mailbox of its owner as well."""
    notify(
        users=[user],
        template="account_locked",
        params={
            "username": user.username,
            "address": address or "?",
            "at": f"{timezone.localtime(now):%Y-%m-%d %H:%M}",
        },
        url=reverse("account"),
        key=f"locked:{company_date(now)}",
        now=now,
    )


@receiver(password_link_wanted, dispatch_uid="notifications.password_link_wanted")
def on_password_link_wanted(*, user: User, now: datetime, **_kwargs: Any) -> None:
    """The link is made when the mail is sent, so that it is not stored."""
    mail_out(
        address=user.email,
        language=user.language,
        template="password_link",
        params={"user": user.pk},
        key=f"password:{user.pk}:{int(now.timestamp()) // AGAIN}",
        now=now,
    )
