"""Absences and their stand-ins 代理 (T6)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, ensure
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, save_with_history

from ..models import StandIn, User
from ..permissions import can_arrange
from ..rules import stand_ins as rules
from ..signals import stand_in_ended, stand_in_entered


@transaction.atomic
def enter(
    *, actor: User, now: datetime, absent: User, deputy: User, starts_on: date, ends_on: date, reason: str = ""
) -> StandIn:
    """Record an absence, first and last day included, and the user who acts in that time."""
    # Both users are locked in a fixed order, so that absences of the same users are recorded one after another.
    people = {pk: lock(User, pk=pk) for pk in sorted({absent.pk, deputy.pk})}
    absent, deputy = people[absent.pk], people[deputy.pk]
    ensure(
        can_arrange(actor, absent),
        _("You can only set your own out-of-office period. Others’ are set by an administrator."),
        code="not_yours",
    )
    for person, field in ((absent, "absent"), (deputy, "deputy")):
        if not person.is_active:
            raise InvalidInput(_("This user has left the company."), code="inactive", field=field)
    today = company_date(now)
    rules.check(
        rules.Absence(absent.pk, deputy.pk, starts_on, ends_on),
        absent_role=absent.role,
        deputy_role=deputy.role,
        others=in_force(today),
        today=today,
    )
    row = StandIn(absent=absent, deputy=deputy, starts_on=starts_on, ends_on=ends_on, reason=reason.strip()[:200])
    save_with_history(row, actor=actor, reason="entered")
    stand_in_entered.send(sender=None, stand_in=row, actor=actor, now=now)
    return row


def in_force(today: date) -> list[rules.Absence]:
    rows = StandIn.objects.filter(ends_on__gte=today, ended_at=None)
    return [rules.Absence(row.absent_id, row.deputy_id, row.starts_on, row.ends_on) for row in rows]


@transaction.atomic
def end(*, stand_in_id: int, actor: User, now: datetime) -> StandIn:
    """End an absence early, or cancel it. From now on the stand-in no longer acts."""
    row = lock(StandIn.objects.select_related("absent", "deputy"), pk=stand_in_id)
    ensure(
        can_arrange(actor, row.absent),
        _("You can only end your own out-of-office period. Others’ are ended by an administrator."),
        code="not_yours",
    )
    if row.ended_at is not None or row.ends_on < company_date(now):
        raise Conflict(_("This stand-in has already ended."), code="over")
    row.ended_at, row.ended_by = now, actor
    save_with_history(row, actor=actor, reason="ended")
    stand_in_ended.send(sender=None, stand_in=row, actor=actor, now=now)
    return row
