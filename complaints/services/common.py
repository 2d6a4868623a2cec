"""Steps that all services of tickets share: lock the row, set the next state, add an event to the conversation."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, RuleViolation
from aftersales.office.models import StoredFile
from aftersales.office.services.files import store_upload
from aftersales.staff.models import Actor
from aftersales.store.writing import create_all_with_history, lock, save_with_history
from customers.services.grading import mark_due

from ..enums import OPEN_STATES, WITH_US, EntryKind
from ..models import Ticket, TicketEntry, TicketFile
from ..presentation.conversation import event_text
from ..queries.tickets import living
from ..rules.workflow import TICKET


def locked_ticket(ticket_id: int) -> Ticket:
    """The ticket, locked. To avoid deadlocks, every change of a ticket or its parts locks the ticket first."""
    return lock(Ticket, pk=ticket_id)


def ensure_open(ticket: Ticket) -> None:
    """Refuse what a closed, withdrawn or merged ticket takes no more. A merged one names the ticket that goes on."""
    if ticket.state in OPEN_STATES:
        return
    if ticket.merged_into:
        number = living(ticket).number
        raise Conflict(
            _("This ticket was merged into %(number)s. Go on there."),
            code="merged",
            params={"number": number},
            current={"number": number},
        )
    raise RuleViolation(_("The ticket is closed. Reopen it first."), code="closed")


def living_id(ticket_id: int) -> int:
    """The id of the ticket that goes on, before it is locked."""
    found = Ticket.objects.filter(pk=ticket_id).first()
    return living(found).pk if found else ticket_id


def move(ticket: Ticket, action: str) -> None:
    """Set the state that the workflow table gives for this action. Does not save.

    Raises Conflict if the ticket is already where the action leads, because somebody else has done it meanwhile, or if
    it was merged into another one.
    """
    leads_to = {state for (_state, name), state in TICKET.table.items() if name == action}
    if not TICKET.allows(ticket.state, action) and ticket.state in leads_to:
        raise done_meanwhile(ticket, code="action_not_allowed")
    if ticket.merged_into and not TICKET.allows(ticket.state, action):
        ensure_open(ticket)
    ticket.state = TICKET.next(ticket.state, action)


def done_meanwhile(ticket: Ticket, *, code: str = "done_meanwhile") -> Conflict:
    """The refusal of what has been done already, or is no longer due. It says what was done last, and by whom."""
    last = ticket.entries.filter(kind=EntryKind.EVENT).select_related("author").order_by("at", "pk").last()
    what = [str(last.author or ""), event_text(last)] if last else []
    return Conflict(
        _("This isn’t due any more. Last: %(what)s"), code=code, params={"what": ": ".join(filter(None, what))}
    )


def save(ticket: Ticket, *, actor: Actor, now: datetime, reason: str) -> Ticket:
    """Save the ticket as a new version. The customer's grade is asked for again, because it rests on the tickets."""
    ticket.version += 1
    ticket.updated_at = now
    _count_waiting(ticket, now)
    save_with_history(ticket, actor=actor, reason=reason)
    mark_due(customer_id=ticket.customer_id, now=now)
    return ticket


def _count_waiting(ticket: Ticket, now: datetime) -> None:
    """Count the time in which the ticket is not with us."""
    waits = ticket.is_paused or ticket.state not in WITH_US
    if waits and ticket.waiting_since is None:
        ticket.waiting_since = now
    elif not waits and ticket.waiting_since is not None:
        ticket.waited_seconds += max(0, round((now - ticket.waiting_since).total_seconds()))
        ticket.waiting_since = None


def event(ticket: Ticket, code: str, *, actor: Actor, now: datetime, **params: Any) -> TicketEntry:
    """Add an event to the conversation. params: values for the placeholders of its text (texts/tickets.EVENTS)."""
    entry = TicketEntry(
        ticket=ticket,
        kind=EntryKind.EVENT,
        at=now,
        author=actor,
        event=code,
        params={key: _param(value) for key, value in params.items()},
    )
    return save_with_history(entry, actor=actor, reason=code)


def _param(value: Any) -> str:
    return f"{value:,.2f}" if isinstance(value, Decimal) else str(value)


def attach(ticket: Ticket, entry: TicketEntry | None, files: Any, *, actor: Actor, now: datetime) -> None:
    """Store uploaded photos and documents with the ticket. Some may have been stored before."""
    rows = [
        TicketFile(
            ticket=ticket,
            entry=entry,
            stored=file if isinstance(file, StoredFile) else store_upload(upload=file, actor=actor, now=now),
        )
        for file in files
    ]
    if rows:
        create_all_with_history(TicketFile, rows, actor=actor, reason="files")
