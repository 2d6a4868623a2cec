"""Escalation of SLA targets, by notifications on the page and by email (T2). Each level is notified once.

The owner is warned before the target is due. When it is breached, the owner and the managers are notified. When it
stays open for as long again, the general manager is notified. A very late sweep skips the warning, but not the other
two levels, which go to different users.
"""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from aftersales.notifications.services.notifications import notify
from aftersales.staff.enums import Role
from aftersales.staff.queries import holders_of, people_with_role
from aftersales.store.dates import company_date
from aftersales.store.sweeping import each_due

from ..models import SlaTarget, Ticket
from ..rules.sla_targets import GM_TOLD, LATE, WARNED, escalation_due, levels_to_tell, next_alert
from .common import event, locked_ticket

LEASE = timedelta(seconds=60)
TEMPLATES = {WARNED: "sla_target_warning", LATE: "sla_target_late", GM_TOLD: "sla_target_gm"}
EVENTS = {LATE: "escalated", GM_TOLD: "escalated_gm"}


def sweep(*, now: datetime, limit: int = 200) -> int:
    """Escalate the targets that are due. Safe to run twice at once.

    A conditional UPDATE claims a row. Level and notification are written in one transaction, so that a sweep that
    fails neither repeats nor loses a notification.
    """
    due = SlaTarget.objects.filter(
        Q(leased_until=None) | Q(leased_until__lt=now), alert_at__lte=now, met_at=None, cancelled_at=None
    )
    return each_due(due.order_by("alert_at"), lambda pk: _escalate(pk, now), limit=limit)


def _escalate(pk: int, now: datetime) -> int:
    lease = secrets.token_hex(16)
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    if not SlaTarget.objects.filter(free, pk=pk, alert_at__lte=now).update(lease=lease, leased_until=now + LEASE):
        return 0
    try:
        with transaction.atomic():
            return _escalate_leased(pk, lease, now)
    except Exception:
        SlaTarget.objects.filter(pk=pk, lease=lease).update(leased_until=None, lease="")
        raise


def _escalate_leased(pk: int, lease: str, now: datetime) -> int:
    ticket_id = SlaTarget.objects.values_list("ticket_id", flat=True).get(pk=pk)
    ticket = locked_ticket(ticket_id)
    sla_target = SlaTarget.objects.get(pk=pk)
    if sla_target.lease != lease or not sla_target.is_open:
        return 0
    before = sla_target.alert_level
    moments = {"due_at": sla_target.due_at, "warn_at": sla_target.warn_at, "gm_at": sla_target.gm_at}
    level = escalation_due(**moments, now=now, level=before)
    for reached in levels_to_tell(before, level):
        _notify(sla_target, ticket, reached, now)
    SlaTarget.objects.filter(pk=pk, lease=lease).update(
        alert_level=level, alert_at=next_alert(level, **moments), leased_until=None, lease=""
    )
    return int(level > before)


def _notify(sla_target: SlaTarget, ticket: Ticket, level: int, now: datetime) -> None:
    today = company_date(now)
    users = {
        WARNED: lambda: [ticket.owner],
        LATE: lambda: [ticket.owner, *people_with_role(Role.MANAGER)],
        GM_TOLD: lambda: holders_of(Role.GM, today),
    }[level]()
    if level in EVENTS:
        event(ticket, EVENTS[level], actor=None, now=now, sla_target=sla_target.code, due=sla_target.due_at)
    notify(
        users=users,
        template=TEMPLATES[level],
        params={"number": ticket.number, "subject": ticket.subject, "sla_target": sla_target.code},
        url=ticket.get_absolute_url(),
        key=f"sla_target:{sla_target.pk}:{level}",
        now=now,
    )
