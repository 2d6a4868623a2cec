"""Reminds those whom a ticket waits for."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import RuleViolation, ensure
from aftersales.notifications.services.notifications import notify
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.web.figures import listed

from ..models import Ticket
from ..permissions import can_note
from ..queries.ticket_work import TicketWork
from ..queries.waiting import REMINDED, reminded_today, waits_on
from .common import event, locked_ticket

SHOWN = 3


@transaction.atomic
def nudge(*, ticket_id: int, actor: User, now: datetime) -> Ticket:
    """Remind those who can do the next step, once a day for all who ask."""
    ticket = locked_ticket(ticket_id)
    ensure(can_note(actor, ticket))
    waiting = waits_on(TicketWork(ticket), now)
    people = [person for person in waiting.people if person.pk != actor.pk] if waiting else []
    if waiting is None or not people:
        raise RuleViolation(_("Nothing is due now."), code="nothing_due")
    if reminded_today(ticket, now):
        raise RuleViolation(_("They have been reminded today."), code="reminded_today")
    event(ticket, REMINDED, actor=actor, now=now, who=listed(people[:SHOWN]))
    notify(
        users=people,
        template="ticket_nudge",
        params={"number": ticket.number, "subject": ticket.subject, "who": str(actor)},
        url=waiting.approval.get_absolute_url() if waiting.approval else ticket.get_absolute_url(),
        key=f"ticket-nudge:{ticket.pk}:{waiting.step}:{company_date(now)}",
        now=now,
    )
    return ticket
