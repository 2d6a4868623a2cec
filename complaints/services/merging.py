"""Merges two tickets about the same problem. Nothing is lost, and reopening undoes the merge (A5)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.notifications.services.notifications import notify
from aftersales.staff.models import Actor, User
from aftersales.store.writing import create_all_with_history
from aftersales.web.figures import listed

from .. import permissions
from ..enums import OPEN_STATES, Changed, EntryKind
from ..models import Ticket, TicketEntry
from ..rules.promises import Event
from ..signals import open_cases_of
from . import approval_restart, conversation, sla_targets, tags, triage
from .common import event, locked_ticket, move, save


@transaction.atomic
def merge(*, ticket_id: int, into: int, actor: User, now: datetime, reason: str = "") -> Ticket:
    """Merge a ticket into another open ticket of the same customer, and return the merged ticket.

    The other ticket gets copies of the customer messages, and the tags. The merged ticket is withdrawn with a link to
    the other one. It keeps its conversation; its SLA targets are cancelled.
    """
    both = locked_both(ticket_id, into)
    source, target = both[ticket_id], both[into]
    ensure(permissions.can_write(actor, source))
    ensure(permissions.can_write(actor, target))
    _check(source, target)
    conversation.end_pause(source, actor=actor, now=now)
    move(source, "withdraw")
    sla_targets.apply(source, Event.MERGED, actor=actor, now=now)
    source.merged_into = target
    event(source, "merged", actor=actor, now=now, number=target.number, reason=reason.strip())
    save(source, actor=actor, now=now, reason=f"merged into {target.number}: {reason}".rstrip(": "))
    _copy_customer_messages(source, target, actor)
    event(target, "merge_received", actor=actor, now=now, number=source.number, subject=source.subject)
    triage.take_over(source, target, actor=actor, now=now)
    tags.take_over(source, target, actor=actor)
    save(target, actor=actor, now=now, reason=f"merge of {source.number}")
    triage.tell(target, now=now)
    # What was paid on the merged ticket now counts in the case of the other one.
    approval_restart.check_again(tickets=[target.pk], what=Changed.MERGE, actor=actor, now=now)
    _notify_owners(source, target, actor, now)
    return source


def locked_both(*ids: int | None) -> dict[int, Ticket]:
    """The tickets, always locked in the same order, so that two merges in opposite directions do not deadlock."""
    return {pk: locked_ticket(pk) for pk in sorted({pk for pk in ids if pk is not None})}


def _check(source: Ticket, target: Ticket) -> None:
    if source.pk == target.pk:
        raise InvalidInput(_("A ticket can’t be merged into itself."), code="itself", field="into")
    if source.customer_id is None or source.customer_id != target.customer_id:
        raise InvalidInput(_("Only tickets of the same customer can be merged."), code="other_customer", field="into")
    if target.state not in OPEN_STATES:
        raise RuleViolation(_("The other ticket is closed. Reopen it first."), code="target_closed", field="into")
    if cases := open_cases_of(Ticket.objects.filter(pk=source.pk)):
        raise RuleViolation(
            _("%(numbers)s is still open for this ticket. Join the other one into this one."),
            code="case_open",
            params={"numbers": listed(cases)},
            field="into",
        )


def _copy_customer_messages(source: Ticket, target: Ticket, actor: Actor) -> None:
    """Copy the customer messages to the target. A message is copied only once, even if the tickets are merged again.

    The interaction stays with the source, so that the customer's timeline shows it once.
    """
    copied = {row.params.get("entry") for row in target.entries.filter(kind=EntryKind.CUSTOMER, interaction=None)}
    messages = source.entries.filter(kind=EntryKind.CUSTOMER).select_related("interaction__contact")
    rows = [_copy(row, source, target) for row in messages if row.pk not in copied]
    if rows:
        create_all_with_history(TicketEntry, rows, actor=actor, reason=f"merge of {source.number}")


def _copy(row: TicketEntry, source: Ticket, target: Ticket) -> TicketEntry:
    contact = row.interaction.contact if row.interaction else None
    who = contact.name if contact else (row.interaction.contact_name if row.interaction else row.params.get("who", ""))
    return TicketEntry(
        ticket=target,
        kind=EntryKind.CUSTOMER,
        at=row.at,
        author=row.author,
        body=row.interaction.body if row.interaction else row.body,
        params={"from": source.number, "entry": row.pk, "who": who},
    )


def _notify_owners(source: Ticket, target: Ticket, actor: User, now: datetime) -> None:
    notify(
        users=[owner for owner in (source.owner, target.owner) if owner.pk != actor.pk],
        template="ticket_merged",
        params={"number": target.number, "subject": target.subject, "who": str(actor), "other": source.number},
        url=target.get_absolute_url(),
        key=f"merged:{source.pk}:{source.version}",
        now=now,
    )


def undo_merge(ticket: Ticket, *, actor: Actor, now: datetime) -> None:
    """Separate a merged ticket again. The other ticket gets an event and keeps the copies. Does not save."""
    if ticket.merged_into is None:
        return
    event(ticket.merged_into, "merge_undone", actor=actor, now=now, number=ticket.number)
    ticket.merged_into = None


def locked_with_merged(ticket_id: int) -> Ticket:
    """The ticket, locked together with the ticket that it was merged into."""
    merged_into = Ticket.objects.filter(pk=ticket_id).values_list("merged_into_id", flat=True).first()
    return locked_both(ticket_id, merged_into)[ticket_id]
