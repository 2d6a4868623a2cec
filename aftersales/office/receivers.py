"""How the office answers announcements of the staff floor: it tells the people concerned."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.urls import reverse

from aftersales.staff.models import Actor, StandIn, User
from aftersales.staff.queries.people import password_link
from aftersales.staff.rules.handing_over import Work
from aftersales.staff.signals import (
    open_work_asked,
    password_link_wanted,
    stand_in_ended,
    stand_in_entered,
    work_handed_over,
)

from .queries import leaving as left
from .services import leaving
from .services.notices import expand_with, mail_out, notify

AGAIN = 600  # seconds after which the same account is mailed another link


@receiver(stand_in_entered, dispatch_uid="office.stand_in_entered")
def on_stand_in_entered(*, stand_in: StandIn, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    _tell("stand_in_entered", stand_in, actor, now)


@receiver(stand_in_ended, dispatch_uid="office.stand_in_ended")
def on_stand_in_ended(*, stand_in: StandIn, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    _tell("stand_in_ended", stand_in, actor, now)


def _tell(template: str, row: StandIn, actor: Actor, now: datetime) -> None:
    """The stand-in, and the absent person where an administrator did it for them."""
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


@receiver(open_work_asked, dispatch_uid="office.open_work")
def on_open_work_asked(*, user: User, **_kwargs: Any) -> list[Work]:
    return left.work_of(user)


@receiver(work_handed_over, dispatch_uid="office.handed_over")
def on_work_handed_over(
    *,
    user: User,
    works: Sequence[Work],
    to: Mapping[str, User | None],
    note: str,
    actor: Actor,
    now: datetime,
    **_kwargs: Any,
) -> None:
    leaving.hand_over(user=user, to=to, note=note, actor=actor, now=now)
    leaving.tell_heirs(user=user, works=works, to=to, note=note, actor=actor, now=now)


@receiver(password_link_wanted, dispatch_uid="office.password_link_wanted")
def on_password_link_wanted(*, user: User, now: datetime, **_kwargs: Any) -> None:
    """The link itself is made when the mail leaves, so that it stands nowhere else."""
    mail_out(
        address=user.email,
        language=user.language,
        template="password_link",
        params={"user": user.pk},
        key=f"password:{user.pk}:{int(now.timestamp()) // AGAIN}",
        now=now,
    )


def _with_link(params: dict[str, Any]) -> dict[str, Any]:
    user = User.objects.get(pk=params["user"])
    return {"username": user.username, "link": password_link(user)}


expand_with("password_link", _with_link)
