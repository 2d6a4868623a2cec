"""What becomes of absences and of a region when somebody leaves or gets another role."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from aftersales.store.writing import lock, save_with_history

from ..models import Actor, StandIn, User
from ..queries.offboarding import running
from ..rules import stand_ins as rules
from ..signals import stand_in_ended, stand_in_entered
from .stand_ins import in_force


@transaction.atomic
def reassign(*, user: User, to: Mapping[str, User | None], note: str, actor: Actor, now: datetime) -> None:
    """End what the user was away for, give the user's deputyships to the successor, and the region if one is named."""
    today = timezone.localdate(now)
    if "absences" in to:
        for row in running(today, absent=user):
            _end(row, note, actor, now)
    if (heir := to.get("deputyships")) is not None:
        for row in running(today, deputy=user):
            _end(row, note, actor, now)
            if row.absent.is_active:
                _instead(row, heir, today, note, actor, now)
    if (heir := to.get("region")) is not None:
        heir = lock(User, pk=heir.pk)
        heir.region, heir.version = user.region, heir.version + 1
        save_with_history(heir, actor=actor, reason=f"reassigned: {note}")


def _end(row: StandIn, note: str, actor: Actor, now: datetime) -> None:
    row.ended_at, row.ended_by = now, actor
    save_with_history(row, actor=actor, reason=f"reassigned: {note}")
    stand_in_ended.send(sender=None, stand_in=row, actor=actor, now=now)


def _instead(row: StandIn, heir: User, today: date, note: str, actor: Actor, now: datetime) -> None:
    """The same absence, from today on with another stand-in; the rules of a new one hold."""
    new = StandIn(
        absent=row.absent, deputy=heir, starts_on=max(row.starts_on, today), ends_on=row.ends_on, reason=row.reason
    )
    rules.check(
        rules.Absence(row.absent_id, heir.pk, new.starts_on, new.ends_on),
        absent_role=row.absent.role,
        deputy_role=heir.role,
        others=in_force(today),
        today=today,
    )
    save_with_history(new, actor=actor, reason=f"reassigned: {note}")
    stand_in_entered.send(sender=None, stand_in=new, actor=actor, now=now)
