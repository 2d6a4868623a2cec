"""The conversation of a ticket: replies, callbacks, customer messages, internal notes and pauses."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, ensure
from aftersales.notifications.services.notifications import mail_out, notify
from aftersales.office.services.drafts import drop_draft
from aftersales.staff.models import Actor, User
from aftersales.store.writing import same_version, save_with_history
from customers.enums import Channel, Direction
from customers.services.interactions import record_interaction

from .. import permissions
from ..enums import OPEN_STATES, EntryKind, State
from ..models import Ticket, TicketEntry
from ..queries.conversation import newer_replies
from ..queries.readers import names_of_readers
from ..rules.mentions import mentioned
from ..rules.promises import Event
from ..rules.workflow import TICKET
from . import risk, sla_targets
from .common import attach, ensure_open, event, living_id, locked_ticket, move, save
from .telling import known_address

# The decision is made; a reply now tells it to the customer.
TOLD_BY_REPLY = frozenset({State.FULFILMENT, State.CONFIRMING})


@transaction.atomic
def reply(
    *,
    ticket_id: int,
    actor: User,
    now: datetime,
    channel: str,
    body: str,
    files: Sequence[Any] = (),
    duration_seconds: int | None = None,
    version: int | None = None,
    seen: int | None = None,
    despite: str = "",
    keeps_draft: bool = False,
) -> TicketEntry:
    """Record a reply to the customer. A reply by email is also sent. The first reply meets its SLA target.

    seen: the id of the newest entry that the actor has read; if somebody replied after it, nothing is sent. despite:
    the reason for calling a customer who asked not to be called. keeps_draft: the
    actor's draft is already the next text.
    """
    ticket = _ticket_to_write(ticket_id, actor, body, version)
    _check_not_answered(ticket, seen, actor)
    entry = _entry_with_interaction(
        ticket, EntryKind.REPLY, Direction.OUT, channel, body, duration_seconds, actor=actor, now=now, despite=despite
    )
    attach(ticket, entry, files, actor=actor, now=now)
    if channel == Channel.EMAIL:
        _send_by_mail(ticket, entry, now)
    if ticket.first_replied_at is None:
        ticket.first_replied_at = now
    told = ticket.state in TOLD_BY_REPLY
    sla_targets.apply(ticket, Event.RESOLUTION_TOLD if told else Event.REPLIED, actor=actor, now=now)
    _save_worked_on(ticket, actor=actor, now=now, reason="reply")
    if not keeps_draft:
        drop_draft(actor=actor, key=f"ticket-{ticket.pk}-reply")
    return entry


@transaction.atomic
def tell_outcome(
    *, ticket_id: int, actor: Actor, now: datetime, channel: str, body: str, despite: str = ""
) -> TicketEntry:
    """Tell the customer what came of a ticket, as a reply on it. The caller has decided that the actor may.

    Unlike a reply it may also come after the ticket was closed, because opinions and suggestions are decided on later.
    About a merged ticket it goes to the one into which it was merged.
    """
    ticket = locked_ticket(living_id(ticket_id))
    _check_not_empty(body)
    entry = _entry_with_interaction(
        ticket, EntryKind.REPLY, Direction.OUT, channel, body, None, actor=actor, now=now, despite=despite
    )
    if channel == Channel.EMAIL:
        _send_by_mail(ticket, entry, now)
    if ticket.state in OPEN_STATES:
        ticket.first_replied_at = ticket.first_replied_at or now
        sla_targets.apply(ticket, Event.REPLIED, actor=actor, now=now)
        _save_worked_on(ticket, actor=actor, now=now, reason="reply")
    return entry


@transaction.atomic
def record_customer_message(
    *,
    ticket_id: int,
    actor: Actor,
    now: datetime,
    channel: str,
    body: str,
    at: datetime | None = None,
    files: Sequence[Any] = (),
) -> TicketEntry:
    """Record that the customer called or wrote again about the same problem. Ends a pause.

    A message about a merged ticket goes to the one into which it was merged.
    """
    ticket = _ticket_to_write(living_id(ticket_id), actor, body, None)
    entry = _entry_with_interaction(
        ticket, EntryKind.CUSTOMER, Direction.IN, channel, body, None, actor=actor, now=at or now
    )
    attach(ticket, entry, files, actor=actor, now=now)
    if ticket.is_paused:
        end_pause(ticket, actor=actor, now=now)
    _save_worked_on(ticket, actor=actor, now=now, reason="customer said")
    risk.watch(ticket, actor=actor, now=now, words=body)
    return entry


@transaction.atomic
def add_note(*, ticket_id: int, actor: User, now: datetime, body: str, files: Sequence[Any] = ()) -> TicketEntry:
    """Add an internal note, which the customer never sees, and notify whom it mentions, if they see the ticket."""
    ticket = locked_ticket(ticket_id)
    ensure(permissions.can_note(actor, ticket))
    _check_not_empty(body)
    told = mentioned(body, names_of_readers(ticket)) if "@" in body else {}
    params = {"mentions": list(told.values())} if told else {}
    entry = TicketEntry(ticket=ticket, kind=EntryKind.NOTE, at=now, author=actor, body=body.strip(), params=params)
    save_with_history(entry, actor=actor, reason="note")
    if told:
        notify(
            users=User.objects.filter(pk__in=told).exclude(pk=actor.pk),
            template="ticket_mentioned",
            params={"number": ticket.number, "subject": ticket.subject, "who": str(actor)},
            url=f"{ticket.get_absolute_url()}#entry-{entry.pk}",
            key=f"mentioned:{entry.pk}",
            now=now,
        )
    attach(ticket, entry, files, actor=actor, now=now)
    drop_draft(actor=actor, key=f"ticket-{ticket.pk}-note")
    _save_worked_on(ticket, actor=actor, now=now, reason="note")
    return entry


@transaction.atomic
def pause(*, ticket_id: int, actor: User, now: datetime, reason: str) -> Ticket:
    """Pause the SLA clock while we wait for the customer (T2). Safe to repeat."""
    ticket = _ticket_to_write(ticket_id, actor, reason, None)
    if ticket.is_paused:
        return ticket
    ticket.paused_since = now
    row = ticket.pauses.model(ticket=ticket, reason=reason.strip()[:200], started_at=now, by=actor)
    save_with_history(row, actor=actor, reason="pause")
    sla_targets.apply(ticket, Event.PAUSED, actor=actor, now=now, reason="pause")
    event(ticket, "paused", actor=actor, now=now, reason=reason.strip()[:200])
    return save(ticket, actor=actor, now=now, reason=f"paused: {reason}")


@transaction.atomic
def resume(*, ticket_id: int, actor: User, now: datetime) -> Ticket:
    """Start the SLA clock again. Safe to repeat."""
    ticket = locked_ticket(ticket_id)
    ensure(permissions.can_write(actor, ticket))
    ensure_open(ticket)
    if not ticket.is_paused:
        return ticket
    end_pause(ticket, actor=actor, now=now)
    return save(ticket, actor=actor, now=now, reason="resumed")


@transaction.atomic
def schedule_callback(*, ticket_id: int, actor: User, now: datetime, due_at: datetime) -> Ticket:
    """Promise the customer a call at an agreed time, as an SLA target."""
    ticket = locked_ticket(ticket_id)
    ensure(permissions.can_write(actor, ticket))
    ensure_open(ticket)
    if due_at <= now:
        raise InvalidInput(_("The agreed time has passed. Choose a later one."), code="past", field="due_at")
    sla_targets.agree_callback(ticket, due_at=due_at, actor=actor, now=now)
    event(ticket, "callback_scheduled", actor=actor, now=now, at=due_at.isoformat())
    return save(ticket, actor=actor, now=now, reason="call back agreed")


def end_pause(ticket: Ticket, *, actor: Actor, now: datetime) -> None:
    """End the open pause, if there is one. Does not save the ticket."""
    if not ticket.is_paused:
        return
    for row in ticket.pauses.filter(ended_at=None):
        row.ended_at = now
        save_with_history(row, actor=actor, reason="resumed")
        event(ticket, "resumed", actor=actor, now=now, since=row.started_at.isoformat())
    ticket.paused_since = None
    sla_targets.apply(ticket, Event.RESUMED, actor=actor, now=now, reason="pause")


def _ticket_to_write(ticket_id: int, actor: Actor, body: str, version: int | None) -> Ticket:
    ticket = locked_ticket(ticket_id)
    ensure(actor is None or permissions.can_write(actor, ticket))
    ensure_open(ticket)
    same_version(ticket, version)
    _check_not_empty(body)
    return ticket


def _check_not_answered(ticket: Ticket, seen: int | None, actor: Actor) -> None:
    """Raise Conflict if the customer got a reply of somebody else that the writer has not read."""
    if seen is not None and newer_replies(ticket, seen).exclude(author=actor).exists():
        raise Conflict(
            _("The customer was answered meanwhile. Read the newer reply, then decide whether to send yours."),
            code="answered_meanwhile",
            field="seen",
        )


def _check_not_empty(body: str) -> None:
    if not body.strip():
        raise InvalidInput(_("Enter some text first."), code="empty", field="body")


def _entry_with_interaction(
    ticket: Ticket,
    kind: str,
    direction: str,
    channel: str,
    body: str,
    duration_seconds: int | None,
    *,
    actor: Actor,
    now: datetime,
    despite: str = "",
) -> TicketEntry:
    name = ticket.contact.name if ticket.contact else ""
    interaction = record_interaction(
        actor=actor,
        now=now,
        customer=ticket.customer,
        contact=ticket.contact,
        contact_name=name,
        direction=direction,
        channel=channel,
        body=body.strip(),
        duration_seconds=duration_seconds,
        despite=despite,
    )
    entry = TicketEntry(ticket=ticket, kind=kind, at=now, author=actor, interaction=interaction)
    return save_with_history(entry, actor=actor, reason=kind)


def _save_worked_on(ticket: Ticket, *, actor: Actor, now: datetime, reason: str) -> None:
    if ticket.state == State.NEW and TICKET.allows(ticket.state, "take_up"):
        move(ticket, "take_up")
    sla_targets.set_next_due(ticket)
    save(ticket, actor=actor, now=now, reason=reason)


def _send_by_mail(ticket: Ticket, entry: TicketEntry, now: datetime) -> None:
    mail_out(
        address=known_address(ticket, field="channel"),
        language="",
        template="ticket_reply",
        key=f"reply:{entry.pk}",
        now=now,
        params={"number": ticket.number, "subject": ticket.subject, "entry": entry.pk},
    )
