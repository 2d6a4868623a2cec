"""Steps that all services of tickets share: lock the row, set the next state, add an event to the conversation."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from aftersales.office.services.files import store_upload
from aftersales.staff.models import Actor
from aftersales.store.writing import create_all_with_history, lock, save_with_history

from ..enums import EntryKind
from ..models import Ticket, TicketEntry, TicketFile
from ..rules.workflow import TICKET


def locked_ticket(ticket_id: int) -> Ticket:
    """The ticket, locked. To avoid deadlocks, every change of a ticket or its parts locks the ticket first."""
    return lock(Ticket, pk=ticket_id)


def move(ticket: Ticket, action: str) -> None:
    """Set the state that the workflow table gives for this action. Does not save."""
    ticket.state = TICKET.next(ticket.state, action)


def save(ticket: Ticket, *, actor: Actor, now: datetime, reason: str) -> Ticket:
    """Save the ticket as a new version."""
    ticket.version += 1
    ticket.updated_at = now
    return save_with_history(ticket, actor=actor, reason=reason)


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
    """Store uploaded photos and documents with the ticket."""
    rows = [
        TicketFile(ticket=ticket, entry=entry, stored=store_upload(upload=upload, actor=actor, now=now))
        for upload in files
    ]
    if rows:
        create_all_with_history(TicketFile, rows, actor=actor, reason="files")
