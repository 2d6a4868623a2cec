"""Sets reminders, marks them done, and sends them once when they are due."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.notifications.services.notifications import notify
from aftersales.staff.models import User
from aftersales.store.sweeping import each_due
from aftersales.store.writing import lock, save_with_history

from ..models import Reminder
from ..permissions import can_note, visible_to
from .common import locked_ticket

LEASE = timedelta(seconds=60)
FURTHEST = timedelta(days=730)
MAX_OPEN = 200


@transaction.atomic
def remind(*, ticket_id: int, due_at: datetime, actor: User, now: datetime, note: str = "") -> Reminder:
    """Set a reminder on a ticket for the actor. Other users do not see it, and SLA targets do not change."""
    ticket = locked_ticket(ticket_id)
    ensure(can_note(actor, ticket))
    if due_at <= now:
        raise InvalidInput(_("This time has passed. Choose a later one."), code="past", field="due_at")
    if due_at - now > FURTHEST:
        raise InvalidInput(_("The time can’t be more than two years away."), code="too_far", field="due_at")
    if Reminder.objects.filter(user=actor, done_at=None).count() >= MAX_OPEN:
        raise InvalidInput(_("You have 200 open reminders. Mark some as done first."), code="too_many", field="due_at")
    row = Reminder(ticket=ticket, user=actor, due_at=due_at, note=note.strip()[:300], created_at=now)
    return save_with_history(row, actor=actor, reason="set")


@transaction.atomic
def mark_done(*, reminder_id: int, actor: User, now: datetime) -> Reminder:
    """Mark a reminder as done. Safe to repeat."""
    row = lock(Reminder.objects.filter(user=actor), pk=reminder_id)
    if row.done_at is not None:
        return row
    row.done_at = now
    return save_with_history(row, actor=actor, reason="done")


def sweep(*, now: datetime, limit: int = 200) -> int:
    """Send the reminders that are due. Safe to run twice at once.

    A conditional UPDATE claims a row. Notification and mark are written in one transaction.
    """
    due = Reminder.objects.filter(_free(now), told_at=None, done_at=None, due_at__lte=now)
    return each_due(due.order_by("due_at"), lambda pk: _claim(pk, now), limit=limit)


def _free(now: datetime) -> Q:
    return Q(leased_until=None) | Q(leased_until__lt=now)


def _claim(pk: int, now: datetime) -> int:
    lease = secrets.token_hex(16)
    waiting = Reminder.objects.filter(_free(now), pk=pk, told_at=None, done_at=None)
    if not waiting.update(lease=lease, leased_until=now + LEASE):
        return 0
    try:
        with transaction.atomic():
            return _send(pk, lease, now)
    except Exception:
        Reminder.objects.filter(pk=pk, lease=lease).update(leased_until=None, lease="")
        raise


def _send(pk: int, lease: str, now: datetime) -> int:
    row = lock(Reminder.objects.select_related("ticket", "user"), pk=pk)
    if row.lease != lease or row.done_at is not None:
        return 0
    # The user may no longer see the ticket.
    if row.user.is_active and visible_to(row.user).filter(pk=row.ticket_id).exists():
        notify(
            users=[row.user],
            template="ticket_reminder",
            url=row.ticket.get_absolute_url(),
            key=f"reminder:{pk}",
            params={"number": row.ticket.number, "subject": row.ticket.subject, "note": row.note},
            now=now,
        )
    return Reminder.objects.filter(pk=pk, lease=lease).update(told_at=now, lease="", leased_until=None)
