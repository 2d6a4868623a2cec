"""Logs tickets."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.office.services.drafts import drop_draft
from aftersales.office.services.numbering import next_number
from aftersales.staff.models import Actor, Department, User
from aftersales.store.remembered import asked_once
from aftersales.store.writing import create_all_with_history, save_with_history
from customers.enums import Channel, Direction
from customers.models import Contact, Customer, Interaction, Purchase
from customers.services.interactions import record_interaction

from .. import permissions
from ..enums import EntryKind, Kind, Severity, SlaCode
from ..models import SlaTarget, Ticket, TicketEntry
from ..signals import ticket_logged
from . import assignment, risk, sla_targets, telling, triage
from .common import attach, event
from .search import index, subject_of

# Whoever calls or comes is answered at once, unless the telephone system or the form says when.
ANSWERED_AT_ONCE = frozenset({Channel.HOTLINE, Channel.WALK_IN, Channel.VISIT})
# In these channels somebody may have answered before the ticket is logged.
SPOKEN = ANSWERED_AT_ONCE | {Channel.PHONE, Channel.CHAT}


@transaction.atomic
@asked_once()
def log_ticket(
    *,
    actor: Actor,
    now: datetime,
    kind: str,
    description: str,
    channel: str,
    subject: str = "",
    customer: Customer | None = None,
    contact: Contact | None = None,
    contact_name: str = "",
    purchase: Purchase | None = None,
    category: str = "",
    received_at: datetime | None = None,
    remedy_sought: str = "",
    severity: str = Severity.MINOR,
    quality_class: str = "",
    class_reason: str = "",
    safety: str = "",
    alternatives_told: str = "",
    owner: User | None = None,
    department: Department | None = None,
    files: Sequence[Any] = (),
    import_key: str | None = None,
    interaction: Interaction | None = None,
    answered_at: datetime | None = None,
    draft: str = "",
    assign: bool = False,
) -> Ticket:
    """Log a ticket with its number, owner, SLA targets and first entry of the conversation (T1, T2, A3).

    customer: None if the customer is not identified yet.
    received_at: when the phone rang or the letter arrived; None means now. The SLA clock starts then.
    answered_at: when a user spoke to the caller or visitor; None means at once on the hotline and in person. It does
    not matter how long the logging takes.
    import_key: if a ticket with this key exists, it is returned.
    interaction: the interaction in which the description was given, if the timeline has it already.
    draft: the key of the draft in which the ticket was written.
    assign: choose the owner by the assignment rules, as for tickets that no user logs.
    services.importing repeats this function for many rows at once.
    """
    if import_key and (known := Ticket.objects.filter(import_key=import_key).first()):
        return known
    ensure(actor is None or permissions.can_log(actor))
    received_at = received_at or now
    _check(kind, description, customer, contact, purchase, received_at, now)
    _check_answered(answered_at, channel, received_at, now)
    if channel in ANSWERED_AT_ONCE and actor:
        answered_at = answered_at or received_at
    category = category or (purchase.product.category if purchase else "")
    assigned = None
    if owner is None and (assign or actor is None):
        assigned = assignment.Chooser(now).choose(customer=customer, category=category, kind=kind)
        owner, department = assigned.owner, department or assigned.department
    ticket = Ticket(
        number=next_number("TK", now=now),
        kind=kind,
        description=description.strip(),
        channel=channel,
        subject=(subject.strip() or subject_of(description))[:200],
        customer=customer,
        contact=contact,
        purchase=purchase,
        category=category,
        received_at=received_at,
        reported_at=now,
        updated_at=now,
        remedy_sought=remedy_sought,
        severity=severity,
        quality_class=quality_class,
        class_reason=class_reason.strip(),
        safety=safety,
        alternatives_told=alternatives_told.strip(),
        owner=owner or actor,
        opened_by=actor,
        department=department,
        region_id=customer.region_id if customer else None,
        import_key=import_key,
        grade=purchase.grade if purchase else "",
        batch=purchase.batch if purchase else "",
        purchased_on=purchase.purchased_on if purchase else None,
    )
    triage.settle(ticket)
    index(ticket)
    made = _targets_of_new(ticket, answered_at, now)
    save_with_history(ticket, actor=actor, reason="logged")
    _first_entries(ticket, contact_name, files, interaction, actor=actor, now=now)
    if quality_class:
        event(ticket, f"classified_{quality_class}", actor=actor, now=now, reason=class_reason.strip())
    create_all_with_history(SlaTarget, made, actor=actor, reason="target set")
    if actor is not None and draft:
        drop_draft(actor=actor, key=draft)
    risk.watch(ticket, actor=actor, now=now, words=f"{subject} {description}", is_new=True)
    if not import_key:
        telling.send_receipt(ticket, actor=actor, now=now)
    if assigned and not import_key:
        assignment.tell_assigned(ticket, assigned, actor=actor, now=now)
    triage.tell(ticket, now=now)
    ticket_logged.send(sender=None, ticket=ticket, actor=actor, now=now)
    return ticket


def _check(
    kind: str,
    description: str,
    customer: Customer | None,
    contact: Contact | None,
    sold: Purchase | None,
    received_at: datetime,
    now: datetime,
) -> None:
    if kind not in Kind.values:
        raise InvalidInput(_("This ticket type doesn’t exist."), code="unknown_kind", field="kind")
    if not description.strip():
        raise InvalidInput(_("Enter the customer message."), code="empty", field="description")
    if received_at > now:
        raise InvalidInput(_("The received time is in the future."), code="future", field="received_at")
    owner_id = customer.pk if customer else None
    if sold is not None and sold.customer_id != owner_id:
        raise InvalidInput(_("This product wasn’t sold to this customer."), code="other_customer", field="purchase")
    if contact is not None and contact.customer_id != owner_id:
        raise InvalidInput(_("This contact belongs to another customer."), code="other_customer", field="contact")


def _check_answered(answered_at: datetime | None, channel: str, received_at: datetime, now: datetime) -> None:
    if answered_at is None:
        return
    if channel not in SPOKEN:
        raise InvalidInput(_("Only calls, chats and visits are answered."), code="not_spoken", field="answered_at")
    if not received_at <= answered_at <= now:
        raise InvalidInput(_("Enter a time between the arrival and now."), code="out_of_range", field="answered_at")


def _targets_of_new(ticket: Ticket, answered_at: datetime | None, now: datetime) -> list[SlaTarget]:
    """The SLA targets of an unsaved ticket. The first reply counts as met if the customer was answered at once."""
    made = sla_targets.targets_for(ticket, now=now)
    ticket.first_replied_at = answered_at
    for row in made:
        if answered_at and row.code == SlaCode.FIRST_REPLY:
            sla_targets.mark_met(row, answered_at)
    ticket.next_due_at = sla_targets.earliest(made)
    return made


def _first_entries(
    ticket: Ticket,
    contact_name: str,
    files: Sequence[Any],
    interaction: Interaction | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    who = contact_name or (ticket.contact.name if ticket.contact else "")
    interaction = interaction or record_interaction(
        actor=actor,
        now=now,
        customer=ticket.customer,
        contact=ticket.contact,
        contact_name=who,
        direction=Direction.IN,
        channel=ticket.channel,
        body=ticket.description,
        at=ticket.received_at,
    )
    entry = TicketEntry(
        ticket=ticket, kind=EntryKind.CUSTOMER, at=ticket.received_at, author=actor, interaction=interaction
    )
    logged = TicketEntry(ticket=ticket, kind=EntryKind.EVENT, at=now, author=actor, event="logged")
    create_all_with_history(TicketEntry, [entry, logged], actor=actor, reason="logged")
    attach(ticket, entry, files, actor=actor, now=now)
