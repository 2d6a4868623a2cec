"""Changes a ticket's owner, details and type, and ends or reopens it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure
from aftersales.notifications.services.notifications import notify
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.writing import same_version
from aftersales.web.figures import listed
from customers.models import Contact, Customer, Purchase

from .. import permissions
from ..enums import Kind, State
from ..models import Ticket
from ..rules.closing import OBSTACLES
from ..rules.promises import Event
from ..signals import ticket_classified, ticket_closed, ticket_kind_changed, ticket_reopened
from . import approvals, conversation, merging, risk, sla_targets, telling, triage
from .closing import obstacles_to_closing, open_cases
from .common import done_meanwhile, ensure_open, event, locked_ticket, move, save
from .search import index

OWNERS = permissions.TICKET_OWNERS


@transaction.atomic
def reassign(*, ticket_id: int, to: User, note: str, actor: User, now: datetime, tell_customer: bool = False) -> Ticket:
    """Reassign the ticket, with a handover note (T5), and notify the new owner.

    tell_customer: tell the customer by email who is in charge now.
    """
    ticket = locked_ticket(ticket_id)
    ensure(permissions.can_assign(actor, ticket))
    ensure_open(ticket)
    if not note.strip():
        raise InvalidInput(_("Enter what the new owner needs to know."), code="empty", field="note")
    if not to.is_active or to.role not in OWNERS:
        raise InvalidInput(_("This user can’t own tickets."), code="not_an_owner", field="to")
    if tell_customer:
        telling.tell_new_owner(ticket, to, actor=actor, now=now)
    give_to(ticket, to, actor=actor, now=now, code="reassigned", note=note.strip())
    return ticket


# Whoever takes a ticket so shortly after somebody else has not seen that it was taken.
JUST_NOW = timedelta(seconds=10)


@transaction.atomic
def take(*, ticket_id: int, actor: User, now: datetime, owner_id: int | None = None) -> Ticket:
    """Make the actor the owner, and notify the previous owner.

    owner_id: the owner that the actor saw. Raises Conflict if somebody else has taken the ticket since, or just now.
    """
    ticket = locked_ticket(ticket_id)
    taken = ticket.entries.filter(event="taken", at__gt=now - JUST_NOW, at__lte=now).exclude(author=actor)
    if ticket.owner_id != actor.pk and (owner_id not in {None, ticket.owner_id} or taken.exists()):
        raise done_meanwhile(ticket, code="taken_meanwhile")
    ensure(permissions.can_take(actor, ticket))
    ensure_open(ticket)
    give_to(ticket, actor, actor=actor, now=now, code="taken", note="")
    return ticket


def give_to(
    ticket: Ticket, to: User, *, actor: Actor, now: datetime, code: str, note: str, notify_owners: bool = True
) -> None:
    before, ticket.owner = ticket.owner, to
    event(ticket, code, actor=actor, now=now, by=actor, to=to, note=note)
    save(ticket, actor=actor, now=now, reason=f"{code}: {note}" if note else code)
    if not notify_owners:
        return
    notify(
        users=[u for u in (to, before) if actor is None or u.pk != actor.pk],
        template="ticket_" + code,
        params={"number": ticket.number, "subject": ticket.subject, "who": str(actor), "to": str(to), "note": note},
        url=ticket.get_absolute_url(),
        key=f"{code}:{ticket.pk}:{ticket.version}",
        now=now,
    )


@transaction.atomic
def update_details(*, ticket_id: int, actor: User, now: datetime, version: int | None = None, **changes: Any) -> Ticket:
    """Change fields of DETAILS. Voids the approval if the approved content changes (T6)."""
    ticket = locked_ticket(ticket_id)
    ensure(permissions.can_write(actor, ticket))
    same_version(ticket, version)
    _only_detail_fields(changes)
    ensure_open(ticket)
    if (bought := changes.get("purchased_on")) and bought > company_date(now):
        raise InvalidInput(_("The purchase date is in the future."), code="future", field="purchased_on")
    changed = [name for name, value in changes.items() if getattr(ticket, name) != value]
    for name, value in changes.items():
        setattr(ticket, name, value)
    _take_from_purchase(ticket, changes)
    index(ticket)
    save(ticket, actor=actor, now=now, reason="details: " + ", ".join(sorted(changed)))
    approvals.void_if_changed(ticket, actor=actor, now=now)
    risk.watch(ticket, actor=actor, now=now)
    if {"batch", "purchase"} & set(changed):
        ticket_classified.send(sender=None, ticket=ticket, actor=actor, now=now)
    return ticket


DETAILS = frozenset(
    {
        "subject",
        "problem_found",
        "grade",
        "batch",
        "purchased_on",
        "purchase",
        "contact",
        "severity",
        "remedy_sought",
        "safety",
        "alternatives_told",
        "complained_of",
    }
)


def _only_detail_fields(changes: dict[str, Any]) -> None:
    if unknown := set(changes) - DETAILS:
        raise InvalidInput(code="unknown_field", message="Unknown field", field=min(unknown))


def _take_from_purchase(ticket: Ticket, changes: dict[str, Any]) -> None:
    """Fill empty grade, batch and date from a purchase that is chosen after the ticket was logged."""
    sold: Purchase | None = changes.get("purchase")
    if sold is None:
        return
    if sold.customer_id != ticket.customer_id:
        raise InvalidInput(_("This product wasn’t sold to this customer."), code="other_customer", field="purchase")
    ticket.grade = changes.get("grade") or sold.grade
    ticket.batch = changes.get("batch") or sold.batch
    ticket.purchased_on = changes.get("purchased_on") or sold.purchased_on
    ticket.category = sold.product.category


@transaction.atomic
def change_type(*, ticket_id: int, kind: str, reason: str, actor: User, now: datetime) -> Ticket:
    """Change the type of the ticket; its number stays (T1)."""
    ticket = locked_ticket(ticket_id)
    ensure(permissions.can_write(actor, ticket))
    if kind not in Kind.values or not reason.strip():
        raise InvalidInput(_("Choose the type and enter the reason."), code="reason_missing", field="reason")
    ensure_open(ticket)
    before, ticket.kind = ticket.kind, kind
    sla_targets.apply(ticket, Event.KIND_CHANGED, actor=actor, now=now)
    event(ticket, "kind_changed", actor=actor, now=now, before=before, after=kind, reason=reason.strip())
    save(ticket, actor=actor, now=now, reason=f"kind: {reason}")
    approvals.void_if_changed(ticket, actor=actor, now=now)
    risk.watch(ticket, actor=actor, now=now)
    ticket_kind_changed.send(sender=None, ticket=ticket, actor=actor, now=now)
    return ticket


@transaction.atomic
def identify_customer(
    *, ticket_id: int, customer: Customer, contact: Contact | None, actor: User, now: datetime
) -> Ticket:
    """Set the customer of a ticket that has none. Its interactions are added to the customer's timeline."""
    from customers.services.interactions import assign_interactions

    ticket = locked_ticket(ticket_id)
    ensure(permissions.can_write(actor, ticket))
    ensure_open(ticket)
    if ticket.customer_id is not None:
        raise Conflict(_("The customer of this ticket has already been identified."), code="already_identified")
    ticket.customer, ticket.contact, ticket.region = customer, contact, customer.region
    ids = list(ticket.entries.exclude(interaction=None).values_list("interaction_id", flat=True))
    assign_interactions(ids=ids, customer_id=customer.pk, actor=actor, now=now)
    event(ticket, "identified", actor=actor, now=now)
    save(ticket, actor=actor, now=now, reason="customer identified")
    risk.watch(ticket, actor=actor, now=now)
    return ticket


@transaction.atomic
def answer(*, ticket_id: int, actor: User, now: datetime, outcome: str) -> Ticket:
    """Solve the ticket by a reply, without a remedy. The ticket then waits for the customer's confirmation (T4)."""
    ticket = locked_ticket(ticket_id)
    ensure(permissions.can_write(actor, ticket))
    if not outcome.strip():
        raise InvalidInput(_("Enter the reply given to the customer."), code="empty", field="outcome")
    move(ticket, "answer")
    ticket.first_replied_at = ticket.first_replied_at or now
    sla_targets.apply(ticket, Event.ANSWERED, actor=actor, now=now)
    event(ticket, "answered", actor=actor, now=now, outcome=outcome.strip())
    return save(ticket, actor=actor, now=now, reason=f"answered: {outcome}")


@transaction.atomic
def withdraw(*, ticket_id: int, actor: User, now: datetime, reason: str) -> Ticket:
    """Withdraw the ticket at the customer's request. Not while a case waits for its decision: a doubtful product is a
    matter of more than one customer (Q1)."""
    ticket = locked_ticket(ticket_id)
    ensure(permissions.can_write(actor, ticket))
    if not reason.strip():
        raise InvalidInput(_("Enter a reason."), code="reason_missing", field="reason")
    move(ticket, "withdraw")
    triage.refuse_unsettled(ticket)
    if cases := open_cases(ticket):
        raise RuleViolation(
            _("%(numbers)s is still open for this ticket. End it first, then withdraw the ticket."),
            code="case_open",
            params={"numbers": listed(cases)},
        )
    conversation.end_pause(ticket, actor=actor, now=now)
    sla_targets.apply(ticket, Event.WITHDRAWN, actor=actor, now=now)
    event(ticket, "withdrawn", actor=actor, now=now, reason=reason.strip())
    return save(ticket, actor=actor, now=now, reason=f"withdrawn: {reason}")


@transaction.atomic
def confirm(
    *, ticket_id: int, actor: User, now: datetime, solved: bool, comment: str = "", and_close: bool = False
) -> Ticket:
    """Record whether the customer confirms the solution (T7, T9). If not, work on the ticket continues.

    and_close: close it as well if it is solved.
    """
    ticket = locked_ticket(ticket_id)
    ensure(permissions.can_write(actor, ticket))
    if not solved:
        move(ticket, "dispute")
        conversation.end_pause(ticket, actor=actor, now=now)
    elif ticket.state == State.CLOSED and ticket.confirmed_at:
        raise done_meanwhile(ticket)
    elif ticket.state != State.CONFIRMING:
        ensure_open(ticket)
        raise RuleViolation(_("There is nothing to confirm yet."), code="action_not_allowed")
    sla_targets.apply(ticket, Event.CONFIRMED if solved else Event.DISPUTED, actor=actor, now=now)
    ticket.confirmed_at = now if solved else None
    event(ticket, "confirmed" if solved else "disputed", actor=actor, now=now, comment=comment.strip())
    save(ticket, actor=actor, now=now, reason="confirmed" if solved else f"disputed: {comment}")
    return close(ticket_id=ticket.pk, actor=actor, now=now) if solved and and_close else ticket


@transaction.atomic
def close(*, ticket_id: int, actor: Actor, now: datetime) -> Ticket:
    """Close the ticket if it has no obstacles. The customer then gets a satisfaction survey (T9)."""
    ticket = locked_ticket(ticket_id)
    ensure(actor is None or permissions.can_close(actor, ticket))
    move(ticket, "close")
    if found := obstacles_to_closing(ticket):
        raise RuleViolation(OBSTACLES[found[0]], code=found[0], params={"numbers": listed(open_cases(ticket))})
    conversation.end_pause(ticket, actor=actor, now=now)
    sla_targets.apply(ticket, Event.CLOSED, actor=actor, now=now)
    ticket.closed_at = now
    event(ticket, "closed", actor=actor, now=now)
    save(ticket, actor=actor, now=now, reason="closed")
    ticket_closed.send(sender=None, ticket=ticket, actor=actor, now=now)
    return ticket


@transaction.atomic
def reopen(*, ticket_id: int, actor: Actor, now: datetime, reason: str) -> Ticket:
    """Reopen a closed ticket with a new solution target. Undoes a merge."""
    ticket = merging.locked_with_merged(ticket_id)
    ensure(actor is None or permissions.may_reopen(actor))
    if not reason.strip():
        raise InvalidInput(_("Enter a reason."), code="reason_missing", field="reason")
    move(ticket, "reopen")
    ticket.closed_at = ticket.confirmed_at = None
    ticket.reopened_count += 1
    ticket.is_history = False
    merging.undo_merge(ticket, actor=actor, now=now)
    triage.settle_reopened(ticket)
    sla_targets.apply(ticket, Event.REOPENED, actor=actor, now=now)
    event(ticket, "reopened", actor=actor, now=now, reason=reason.strip())
    save(ticket, actor=actor, now=now, reason=f"reopened: {reason}")
    triage.tell(ticket, now=now)
    ticket_reopened.send(sender=None, ticket=ticket, actor=actor, now=now)
    return ticket
