"""The queue of the front desk: visitors get a number, are greeted in time, called and served (T11)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, ensure
from aftersales.notifications.services.notifications import notify
from aftersales.office.queries import calendar
from aftersales.office.services.numbering import next_in
from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.staff.queries import people_with_role
from aftersales.store.dates import company_date
from aftersales.store.sweeping import each_due
from aftersales.store.writing import lock, save_with_history
from customers.enums import Channel
from customers.models import Customer

from ..enums import Kind, SlaCode, VisitorState, VisitPurpose, WaitReason
from ..models import Ticket, Visitor, WaitChange
from ..permissions import reception as permissions
from ..queries import reception as queries
from ..rules import reception as rules
from ..rules import sla_targets as sla_rules
from ..rules.reception import VISITOR
from . import sla_targets
from .tickets import log_ticket

LONGEST_WAIT = 240


@transaction.atomic
def take_number(
    *, purpose: str, actor: User, now: datetime, customer: Customer | None = None, name: str = ""
) -> Visitor:
    """Issue the day's next number, and set the time by which the visitor must be greeted."""
    ensure(permissions.can_receive(actor))
    if purpose not in VisitPurpose.values:
        raise InvalidInput(_("Choose the reason for the visit."), code="unknown", field="purpose")
    day = company_date(now)
    visitor = Visitor(
        day=day,
        number=next_in(f"reception-{day}"),
        purpose=purpose,
        name=name.strip()[:100],
        customer=customer,
        arrived_at=now,
        taken_by=actor,
    )
    _set_greeting_target(visitor)
    return save_with_history(visitor, actor=actor, reason="arrived")


def _set_greeting_target(visitor: Visitor) -> None:
    """Set the greeting target: the SLA target of a first reply in person, counted from arrival."""
    known = sla_targets.rules_in_effect(visitor.arrived_at)
    made = sla_rules.targets_of(
        known, kind=Kind.INQUIRY, channel=Channel.WALK_IN, received_at=visitor.arrived_at, calendar=calendar()
    )
    first = next((target for target in made if target.code == SlaCode.FIRST_REPLY), None)
    if first:
        visitor.greet_rule, visitor.greet_due_at = known[first.rule], first.due_at


def _locked(visitor_id: int, actor: User) -> Visitor:
    visitor = lock(Visitor, pk=visitor_id)
    ensure(permissions.can_receive(actor))
    return visitor


def _note_greeting(visitor: Visitor, actor: User, now: datetime) -> None:
    if visitor.greeted_at is None:
        visitor.greeted_at, visitor.greeted_by = now, actor
        visitor.greet_lateness_seconds = rules.lateness(visitor.greet_due_at, now)


def _move(visitor: Visitor, action: str, actor: User) -> Visitor:
    before = Visitor.objects.select_related("served_by").get(pk=visitor.pk)
    leads_to = {state for (_state, name), state in VISITOR.table.items() if name == action}
    if not VISITOR.allows(before.state, action) and before.state in leads_to:
        raise Conflict(
            _("%(who)s has done this in the meantime. Number %(number)s: %(state)s."),
            code="action_not_allowed",
            params={"who": before.served_by or "", "number": before.label, "state": before.get_state_display()},
        )
    visitor.state = VISITOR.next(visitor.state, action)
    visitor.version += 1
    return save_with_history(visitor, actor=actor, reason=action)


@transaction.atomic
def greet(*, visitor_id: int, actor: User, now: datetime) -> Visitor:
    """Record that the visitor is greeted, in time or late. Safe to repeat."""
    visitor = _locked(visitor_id, actor)
    if visitor.greeted_at is not None:
        return visitor
    _note_greeting(visitor, actor, now)
    return _move(visitor, "greet", actor)


@transaction.atomic
def call(*, visitor_id: int, actor: User, now: datetime, counter: str = "") -> Visitor:
    """Call the visitor to a counter."""
    return _call(_locked(visitor_id, actor), actor, now, counter)


def _call(visitor: Visitor, actor: User, now: datetime, counter: str) -> Visitor:
    _note_greeting(visitor, actor, now)
    visitor.called_at, visitor.served_by, visitor.counter = now, actor, counter.strip()[:10]
    return _move(visitor, "call", actor)


@transaction.atomic
def call_next(*, actor: User, now: datetime, counter: str = "") -> Visitor | None:
    """Call the visitor who has waited longest. Returns None if no visitor waits.

    Two users who call at the same time get two different visitors.
    """
    ensure(permissions.can_receive(actor))
    waiting = queries.visitors_of_today(now).filter(state=VisitorState.WAITING)
    for pk in list(waiting.order_by("number").values_list("pk", flat=True)):
        visitor = _locked(pk, actor)
        if visitor.state == VisitorState.WAITING:
            return _call(visitor, actor, now, counter)
    return None


@transaction.atomic
def back(*, visitor_id: int, actor: User, now: datetime) -> Visitor:
    """Return a visitor who did not come when called to the queue, at the same place."""
    visitor = _locked(visitor_id, actor)
    visitor.called_at, visitor.served_by, visitor.counter = None, None, ""
    return _move(visitor, "back", actor)


@transaction.atomic
def leave(*, visitor_id: int, actor: User, now: datetime, note: str = "") -> Visitor:
    """Record that the visitor left without being served. note: the reason, if known."""
    visitor = _locked(visitor_id, actor)
    visitor.finished_at, visitor.note = now, note.strip()[:300]
    return _move(visitor, "leave", actor)


@transaction.atomic
def finish(*, visitor_id: int, actor: User, now: datetime, note: str = "") -> Visitor:
    """Record that the visitor was served without a ticket."""
    return _finish(_locked(visitor_id, actor), actor, now, note)


def _finish(visitor: Visitor, actor: User, now: datetime, note: str = "") -> Visitor:
    _note_greeting(visitor, actor, now)
    visitor.served_by = visitor.served_by or actor
    visitor.finished_at, visitor.note = now, note.strip()[:300]
    return _move(visitor, "finish", actor)


@transaction.atomic
def open_ticket(*, visitor_id: int, actor: User, now: datetime, **said: Any) -> Ticket:
    """Finish the visit with a ticket, received at the arrival and first replied to by the greeting."""
    visitor = _locked(visitor_id, actor)
    _note_greeting(visitor, actor, now)
    said |= {"channel": Channel.WALK_IN, "received_at": visitor.arrived_at, "answered_at": visitor.greeted_at}
    ticket = log_ticket(actor=actor, now=now, **said)
    visitor.ticket, visitor.customer = ticket, ticket.customer or visitor.customer
    _finish(visitor, actor, now)
    return ticket


@transaction.atomic
def announce_wait(
    *, minutes: int, reason: str, actor: User, now: datetime, words: str = "", words_en: str = ""
) -> WaitChange:
    """Announce to waiting visitors that the waiting time changes, and why. Replaces the previous announcement."""
    ensure(permissions.can_receive(actor))
    if not 0 < minutes <= LONGEST_WAIT:
        raise InvalidInput(
            _("Enter a whole number from %(least)s to %(most)s."),
            code="out_of_range",
            field="minutes",
            params={"least": 1, "most": LONGEST_WAIT},
        )
    if reason not in WaitReason.values:
        raise InvalidInput(_("Choose the reason."), code="unknown", field="reason")
    if reason == WaitReason.OTHER and not words.strip():
        raise InvalidInput(_("Enter the message for visitors."), code="empty", field="words")
    _end_current(actor, now)
    row = WaitChange(
        day=company_date(now),
        minutes=minutes,
        reason=reason,
        words=words.strip()[:100],
        words_en=words_en.strip()[:150],
        announced_at=now,
        announced_by=actor,
    )
    return save_with_history(row, actor=actor, reason="announced")


@transaction.atomic
def end_announcement(*, actor: User, now: datetime) -> None:
    """End the announcement, because the waiting time is as usual. Safe to repeat."""
    ensure(permissions.can_receive(actor))
    _end_current(actor, now)


def _end_current(actor: User, now: datetime) -> None:
    for row in WaitChange.objects.select_for_update().filter(day=company_date(now), ended_at=None):
        row.ended_at = now
        save_with_history(row, actor=actor, reason="ended")


def sweep(*, now: datetime, limit: int = 200) -> int:
    """Notify the managers once of each visitor who was not greeted in time, and end the visits of earlier days.

    Safe to run twice at once.
    """
    ended = each_due(queries.left_over(now), lambda pk: _end_left_over(pk, now), limit=limit)
    return ended + each_due(queries.late_to_greet(now), lambda pk: _notify_late(pk, now), limit=limit)


@transaction.atomic
def _notify_late(visitor_id: int, now: datetime) -> int:
    """Claim the row and notify the managers, in one transaction. Returns 1, or 0 if that was done already."""
    if not queries.late_to_greet(now).filter(pk=visitor_id).update(alerted_at=now):
        return 0
    visitor = Visitor.objects.select_related("taken_by").get(pk=visitor_id)
    notify(
        users=[*people_with_role(Role.MANAGER), visitor.taken_by],
        template="reception_late",
        params={"number": visitor.label},
        url=visitor.get_absolute_url(),
        key=f"reception:{visitor.pk}",
        now=now,
        mail=False,
    )
    return 1


@transaction.atomic
def _end_left_over(visitor_id: int, now: datetime) -> int:
    visitor = lock(Visitor, pk=visitor_id)
    if VISITOR.is_final(visitor.state):
        return 0
    visitor.state = VISITOR.next(visitor.state, "leave")
    visitor.finished_at = now
    save_with_history(visitor, actor=None, reason="the day is over")
    return 1
