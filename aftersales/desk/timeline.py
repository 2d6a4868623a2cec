"""All contacts with a customer in one order: interactions, and the ticket events that reached the customer (A3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.web.moments import span
from complaints.enums import EntryKind
from complaints.models import Ticket, TicketEntry
from complaints.permissions import visible_to as visible_tickets
from complaints.presentation.conversation import event_text
from customers.enums import Channel, Direction
from customers.models import Customer, Interaction

ENTRIES = 10
TICKETS = "tickets"
# What the customer learns, does or receives; all other events of a ticket are internal.
REACHED = (
    "callback_scheduled",
    "confirmed",
    "disputed",
    "closed",
    "reopened",
    "goods_received",
    "refunded",
    "dispatched",
    "feedback",
)


@dataclass(frozen=True)
class Cursor:
    """The last entry of a page; the next page starts after it. rank distinguishes events (1) from interactions (0)."""

    at: datetime
    rank: int
    pk: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.rank}~{self.pk}"


def cursor_of(text: str) -> Cursor | None:
    """None for an invalid text: the page then starts with the newest entry."""
    at, _sep, rest = text.partition("~")
    rank, _sep, pk = rest.partition("~")
    try:
        moment = datetime.fromisoformat(at.replace(" ", "+"))
    except ValueError:
        return None
    known = moment.tzinfo is not None and rank in ("0", "1") and pk.isascii() and pk.isdecimal() and len(pk) < 19
    return Cursor(moment, int(rank), int(pk)) if known else None


def channels() -> list[tuple[str, Any]]:
    """The filters of the timeline."""
    return [("", _("All")), *Channel.choices, (TICKETS, _("Ticket progress"))]


def page_of_timeline(
    customer: Customer, user: User, *, channel: str = "", before: Cursor | None = None, size: int = ENTRIES
) -> tuple[list[dict[str, Any]], str]:
    """One page, newest first, and the cursor of the next one or "". A constant number of queries."""
    said = [] if channel == TICKETS else list(_interactions_of(customer, channel, before)[: size + 1])
    told = list(_events_of(customer, user, before)[: size + 1]) if channel in ("", TICKETS) else []
    merged: list[tuple[Any, ...]] = [(row.at, 0, row.pk, row) for row in said] + [
        (row.at, 1, row.pk, row) for row in told
    ]
    merged.sort(key=lambda entry: entry[:3], reverse=True)
    shown = merged[:size]
    tickets = _tickets_of([row for _at, rank, _pk, row in shown if rank == 0], user)
    entries = [_event(row) if rank else _interaction_entry(row, tickets) for _at, rank, _pk, row in shown]
    last = Cursor(*shown[-1][:3]) if len(merged) > size else None
    return entries, str(last or "")


def _interactions_of(customer: Customer, channel: str, before: Cursor | None) -> QuerySet[Interaction]:
    rows = customer.interactions.select_related("user", "contact", "ticket_entry")
    rows = rows.filter(channel=channel) if channel else rows
    return _behind(rows, before, 0).order_by("-at", "-pk")


def _events_of(customer: Customer, user: User, before: Cursor | None) -> QuerySet[TicketEntry]:
    mine = visible_tickets(user).filter(customer=customer).order_by().values("pk")
    rows = TicketEntry.objects.filter(ticket__in=mine, kind=EntryKind.EVENT, event__in=REACHED)
    return _behind(rows.select_related("ticket"), before, 1).order_by("-at", "-pk")


def _behind(rows: QuerySet, before: Cursor | None, rank: int) -> QuerySet:
    if before is None:
        return rows
    same = Q(at=before.at, pk__lt=before.pk) if rank == before.rank else Q(at=before.at) if rank < before.rank else None
    return rows.filter(Q(at__lt=before.at) | same if same else Q(at__lt=before.at))


def _tickets_of(rows: list[Interaction], user: User) -> dict[int, Ticket]:
    """The tickets of these entries that the reader may open."""
    ids = {row.ticket_entry.ticket_id for row in rows if hasattr(row, "ticket_entry")}
    return {ticket.pk: ticket for ticket in visible_tickets(user).filter(pk__in=ids)} if ids else {}


def _link(ticket: Ticket | None) -> str:
    return format_html('<a href="{}">{}</a>', ticket.get_absolute_url(), ticket.number) if ticket else ""


def _interaction_entry(row: Interaction, tickets: dict[int, Ticket]) -> dict[str, Any]:
    known = getattr(row, "ticket_entry", None)
    ticket = tickets.get(known.ticket_id) if known else None
    outward = row.direction == Direction.OUT
    name = (row.contact.name if row.contact else row.contact_name) or _("Customer")
    against = _("against the customer’s wishes: %(why)s") % {"why": row.despite} if row.despite else ""
    return {
        "kind": "us" if outward else "them",
        "who": row.user if outward else None,
        "name": name,
        "via": [row.get_channel_display(), span(row.duration_seconds), _link(ticket), against],
        "at": row.at,
        "text": row.body,
        "id": f"contact-{row.pk}",
        "channel": row.channel,
        "ticket": ticket,
    }


def _event(row: TicketEntry) -> dict[str, Any]:
    text = event_text(row)
    if csat := row.params.get("csat"):
        text = _("%(text)s: %(csat)s of 5") % {"text": text, "csat": csat}
    return {
        "kind": "event",
        "at": row.at,
        "text": text,
        "channel": TICKETS,
        "ticket": row.ticket,
        "body": format_html("{} {}", text, _link(row.ticket)),
    }
