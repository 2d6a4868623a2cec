"""The conversation of a ticket: messages, replies and events."""

from __future__ import annotations

from datetime import datetime, timedelta

from aftersales.staff.models import User
from complaints.enums import EntryKind, State
from complaints.models import Ticket, TicketEntry, TicketPause
from complaints.services.tickets import ANSWERED_AT_ONCE
from customers.enums import Direction
from customers.models import Interaction

from ..world import World
from . import texts
from .lifecycle import Lifecycle
from .rows import Rows

# A reply uses the channel of the message, if replies can be sent by it.
REPLY_BY = {"hotline": "phone", "walk_in": "phone", "visit": "phone", "letter": "phone", "fax": "phone", "web": "email"}


class Thread:
    """Adds entries to the rows; the constructor adds the first ones."""

    def __init__(self, world: World, rows: Rows, ticket: Ticket, lifecycle: Lifecycle) -> None:
        self.world, self.rows, self.ticket, self.lifecycle = world, rows, ticket, lifecycle
        rng = world.rng
        self.contact(EntryKind.CUSTOMER, Direction.IN, lifecycle.channel, lifecycle.said, ticket.received_at)
        self.event("logged", lifecycle.reported)
        if lifecycle.replied and (lifecycle.channel not in ANSWERED_AT_ONCE or rng.random() < 0.4):
            body = texts.REPLY_EN if lifecycle.said.isascii() else rng.choice(texts.REPLIES)
            body = body.format(**texts.slots(rng, "", "")) if "{" in body else body
            at = max(lifecycle.replied, lifecycle.reported + timedelta(minutes=1))
            self.contact(EntryKind.REPLY, Direction.OUT, REPLY_BY.get(lifecycle.channel, lifecycle.channel), body, at)
        if lifecycle.paused:
            self._pause(lifecycle.paused)
        self._end()

    def contact(self, kind: str, direction: str, channel: str, body: str, at: datetime) -> None:
        ticket, contact = self.ticket, self.ticket.contact
        spoken = channel in ("hotline", "phone")
        said = self.rows.add(
            Interaction(
                customer=ticket.customer,
                contact=contact,
                contact_name=contact.name if contact else "",
                direction=direction,
                channel=channel,
                at=at,
                user=self.lifecycle.owner,
                body=body,
                duration_seconds=self.world.rng.randint(60, 600) if spoken else None,
            )
        )
        self.rows.add(TicketEntry(ticket=ticket, kind=kind, at=at, author=self.lifecycle.owner, interaction=said))

    def event(self, code: str, at: datetime, *, by: User | None | bool = True, **params: object) -> None:
        """by: by default the owner; None is the system."""
        author = self.lifecycle.owner if by is True else by or None
        shown = {key: str(value) for key, value in params.items()}
        self.rows.add(
            TicketEntry(ticket=self.ticket, kind=EntryKind.EVENT, at=at, author=author, event=code, params=shown)
        )

    def _pause(self, at: datetime) -> None:
        reason = self.world.rng.choice(("等客户发照片", "等客户寄回样品", "等客户确认上门时间"))
        self.rows.add(TicketPause(ticket=self.ticket, reason=reason, started_at=at, by=self.lifecycle.owner))
        self.event("paused", at, reason=reason)

    def _end(self) -> None:
        lifecycle = self.lifecycle
        if lifecycle.settled and not lifecycle.remedy:
            pool = texts.ADOPTED if lifecycle.kind == "suggestion" else texts.OUTCOMES
            self.event("answered", lifecycle.settled, outcome=self.world.rng.choice(pool))
        if lifecycle.state == State.CLOSED and lifecycle.confirmed and lifecycle.closed:
            self.event("confirmed", lifecycle.confirmed)
            self.event("closed", lifecycle.closed)
