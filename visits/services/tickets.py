"""What the customer said at a visit, as an interaction, in a new ticket, or in an open one."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput
from aftersales.notifications.services.notifications import notify
from aftersales.staff.models import Actor
from complaints import permissions as tickets
from complaints.enums import OPEN_STATES, Kind
from complaints.models import Ticket
from complaints.services.conversation import record_customer_message
from complaints.services.tickets import log_ticket
from customers.enums import Direction
from customers.services.interactions import record_interaction

from ..enums import Mood, VisitOutcome
from ..models import Visit


def take_note(visit: Visit, ticket: str, words: str, *, despite: str, actor: Actor, now: datetime) -> None:
    """Set the interaction and the ticket of a visit that is being recorded. ticket: a type, the number of an open
    ticket of the customer, or "" for none."""
    label = Mood(visit.mood).label if visit.mood else VisitOutcome(visit.outcome).label
    is_open_one = bool(ticket) and ticket not in Kind.values
    joined = _open_ticket_of(visit, ticket, actor) if is_open_one else None
    if joined and (actor is None or tickets.can_write(actor, joined)):
        entry = record_customer_message(
            ticket_id=joined.pk,
            actor=actor,
            now=now,
            channel=visit.channel,
            body=words or str(label),
            at=visit.took_place_at,
        )
        visit.interaction, visit.ticket = entry.interaction, joined
        return
    visit.interaction = record_interaction(
        actor=actor,
        now=now,
        customer=visit.customer,
        contact=visit.contact,
        contact_name=visit.met_whom,
        direction=Direction.OUT,
        channel=visit.channel,
        body=words or str(label),
        at=visit.took_place_at,
        despite=despite,
    )
    if joined:
        visit.ticket = joined
        _tell_owner(visit, joined, now)
    elif ticket:
        visit.ticket = _new_ticket(visit, ticket, words, actor, now)


def _open_ticket_of(visit: Visit, number: str, actor: Actor) -> Ticket:
    rows = Ticket.objects.all() if actor is None else tickets.visible_to(actor)
    found = rows.filter(customer=visit.customer_id, number=number, state__in=OPEN_STATES).first()
    if found is None:
        raise InvalidInput(
            _("This is no type of ticket, and no open ticket of this customer."), code="unknown_kind", field="ticket"
        )
    return found


def _tell_owner(visit: Visit, ticket: Ticket, now: datetime) -> None:
    """Who works on the ticket learns that the customer spoke of it to somebody else."""
    if ticket.owner is None:
        return
    notify(
        users=[ticket.owner],
        template="visits.about_ticket",
        params={"ticket": ticket.number},
        url=visit.get_absolute_url(),
        key=f"visits.about_ticket.{visit.pk}",
        now=now,
    )


def _new_ticket(visit: Visit, kind: str, words: str, actor: Actor, now: datetime) -> Ticket:
    if not words:
        raise InvalidInput(_("Briefly enter what the customer said."), code="nothing_recorded", field="requirements")
    return log_ticket(
        actor=actor,
        now=now,
        kind=kind,
        description=words,
        channel=visit.channel,
        customer=visit.customer,
        contact=visit.contact,
        contact_name=visit.met_whom,
        received_at=visit.took_place_at,
        interaction=visit.interaction,
    )
