"""How the office answers announcements of the staff floor: it tells the people concerned."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.urls import reverse

from aftersales.staff.models import Actor, StandIn
from aftersales.staff.signals import stand_in_ended, stand_in_entered

from .services.notices import notify


@receiver(stand_in_entered, dispatch_uid="office.stand_in_entered")
def on_stand_in_entered(*, stand_in: StandIn, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    _tell("stand_in_entered", stand_in, actor, now)


@receiver(stand_in_ended, dispatch_uid="office.stand_in_ended")
def on_stand_in_ended(*, stand_in: StandIn, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    _tell("stand_in_ended", stand_in, actor, now)


def _tell(template: str, row: StandIn, actor: Actor, now: datetime) -> None:
    """The stand-in, and the absent person where an administrator did it for them."""
    notify(
        users={row.deputy, row.absent} - {actor}, template=template,
        params={
            "absent": str(row.absent), "deputy": str(row.deputy), "first": row.starts_on.isoformat(),
            "last": row.ends_on.isoformat(), "reason": row.reason,
        },
        url=reverse("stand_ins"), key=f"{template}:{row.pk}", now=now,
    )  # fmt: skip
