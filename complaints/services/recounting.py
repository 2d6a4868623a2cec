"""Counts open SLA targets again after the calendar has changed: holidays, make-up workdays, working hours (T2)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from aftersales.office.queries import calendar
from aftersales.store.sweeping import each

from ..models import SlaTarget
from ..rules.promises import Event
from . import sla_targets
from .common import event, locked_ticket, save


def sweep(*, now: datetime, limit: int = 200) -> int:
    """Count the targets of up to `limit` tickets that were counted by another calendar than the present one.

    May be killed anywhere and run twice at once, because a target carries the fingerprint of its calendar, which is
    written in the same transaction. Returns how many tickets it has looked at.
    """
    mark = calendar().fingerprint
    stale = SlaTarget.objects.filter(rule__isnull=False, met_at=None, cancelled_at=None).exclude(calendar=mark)
    tried: list[int] = []
    while ids := list(
        stale.exclude(ticket__in=tried).order_by("ticket").values_list("ticket", flat=True).distinct()[:limit]
    ):
        if done := each(ids, lambda ticket_id: _count_again(ticket_id, now)):
            return done
        tried += ids
    return 0


@transaction.atomic
def _count_again(ticket_id: int, now: datetime) -> int:
    ticket = locked_ticket(ticket_id)
    mark = calendar().fingerprint
    before = {row.code: row.due_at for row in sla_targets.open_targets(ticket)}
    if sla_targets.apply(ticket, Event.CALENDAR_CHANGED, actor=None, now=now, reason="calendar changed"):
        for row in sla_targets.open_targets(ticket):
            if row.due_at and row.due_at != before.get(row.code):
                due = f"{timezone.localtime(row.due_at):%Y-%m-%d %H:%M}"
                event(ticket, "calendar_changed", actor=None, now=now, sla_target=row.code, due=due)
        save(ticket, actor=None, now=now, reason="calendar changed")
    ticket.sla_targets.filter(met_at=None, cancelled_at=None).update(calendar=mark)
    return 1
