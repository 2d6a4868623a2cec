"""Promises that run out: whoever must know hears of it once, on the page and by mail (T2)."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from aftersales.office.services.notices import notify
from aftersales.staff.enums import Role
from aftersales.staff.queries import people_with_role

from ..models import TicketPromise
from ..rules.promises import escalation_due
from .common import event, locked_ticket

LEASE = timedelta(seconds=60)
WARNED, LATE = 1, 2


def sweep(*, now: datetime, limit: int = 200) -> int:
    """Escalate what is due. Two sweepers, or one that dies, neither double nor lose anything: a row is claimed
    by a conditional UPDATE, and level and notice are written in one transaction."""
    due = TicketPromise.objects.filter(
        Q(leased_until=None) | Q(leased_until__lt=now), alert_at__lte=now, met_at=None, cancelled_at=None
    )
    ids = list(due.order_by("alert_at").values_list("pk", flat=True)[:limit])
    return sum(_escalate(pk, now) for pk in ids)


def _escalate(pk: int, now: datetime) -> int:
    lease = secrets.token_hex(16)
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    if not TicketPromise.objects.filter(free, pk=pk, alert_at__lte=now).update(lease=lease, leased_until=now + LEASE):
        return 0
    with transaction.atomic():
        return _announce(pk, lease, now)


def _announce(pk: int, lease: str, now: datetime) -> int:
    ticket_id = TicketPromise.objects.values_list("ticket_id", flat=True).get(pk=pk)
    ticket = locked_ticket(ticket_id)
    promise = TicketPromise.objects.get(pk=pk)
    if promise.lease != lease or not promise.is_open:
        return 0
    level = escalation_due(due_at=promise.due_at, warn_at=promise.warn_at, now=now, level=promise.alert_level)
    told = level > promise.alert_level
    if told:
        users = [ticket.owner]
        if level >= LATE:
            users += list(people_with_role(Role.MANAGER))
            event(ticket, "escalated", actor=None, now=now, promise=promise.code, due=promise.due_at)
        notify(
            users=users, template="promise_late" if level >= LATE else "promise_warning",
            params={"number": ticket.number, "subject": ticket.subject, "promise": promise.code},
            url=ticket.get_absolute_url(), key=f"promise:{promise.pk}:{level}", now=now,
        )  # fmt: skip
    TicketPromise.objects.filter(pk=pk, lease=lease).update(
        alert_level=level, alert_at=promise.due_at if level < LATE else None, leased_until=None, lease=""
    )
    return int(told)
