"""Counts for the side panel of a ticket's page, and flags for which other parts must be read, by one query."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, Value

from aftersales.office.models import Draft
from aftersales.staff.models import User
from aftersales.store.counting import counted

from ..enums import OPEN_STATES, HeldState
from ..models import Approval, HeldStep, Reminder, Ticket, TicketFile, TicketPause
from ..permissions import visible_to

YEAR = timedelta(days=365)
NONE = Value(0)


@dataclass(frozen=True)
class SidePanel:
    """year, open: the number of the customer's tickets of twelve months, and of those that are open.

    batch: the number of other tickets of the batch that the user may see.
    The other fields say whether the ticket has rows of that kind.
    """

    year: int
    open: int
    batch: int
    approvals: bool
    pauses: bool
    files: bool
    reminders: bool
    drafts: bool
    held: bool


def side_panel_of(ticket: Ticket, user: User, now: datetime) -> SidePanel:
    year = Ticket.objects.filter(customer=ticket.customer_id, reported_at__gte=now - YEAR)
    batch = visible_to(user).filter(batch=ticket.batch).exclude(pk=ticket.pk)
    asked: dict[str, Any] = {
        "year": counted(year) if ticket.customer_id else NONE,
        "open": counted(year.filter(state__in=OPEN_STATES)) if ticket.customer_id else NONE,
        "batch": counted(batch) if ticket.batch else NONE,
        "approvals": Exists(Approval.objects.filter(proposal__ticket=ticket)),
        "pauses": Exists(TicketPause.objects.filter(ticket=ticket)),
        "files": Exists(TicketFile.objects.filter(ticket=ticket)),
        "reminders": Exists(Reminder.objects.filter(ticket=ticket, user=user, done_at=None)),
        "held": Exists(HeldStep.objects.filter(ticket=ticket, user=user, state=HeldState.WAITING)),
        "drafts": Exists(Draft.objects.filter(user=user, key__startswith=f"ticket-{ticket.pk}-")),
    }
    named = {f"panel_{name}": value for name, value in asked.items()}
    row: Any = Ticket.objects.filter(pk=ticket.pk).values(**named).get()
    found: dict[str, Any] = {name: row[f"panel_{name}"] or 0 for name in asked}
    return SidePanel(**found)
