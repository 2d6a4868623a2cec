"""Missed calls: a queue with the promise to call back, taken and closed by verbs (T2)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, ensure
from aftersales.notifications.services.notifications import notify
from aftersales.office.queries import calendar
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User
from aftersales.staff.queries import people_with_role
from aftersales.store.sweeping import each_due
from aftersales.store.writing import delete_with_history, lock, save_with_history
from customers.enums import Channel, Direction

from ..enums import CallOutcome, Kind, SlaCode
from ..models import Call, MissedCall
from ..permissions.calls import can_call_back
from ..queries.missed_calls import late, unheard
from ..rules import sla_targets as sla_rules
from ..rules.calls import MISSED_CALL
from . import sla_targets


def note_missed(call: Call, *, actor: Actor, now: datetime) -> MissedCall | None:
    """Put the call in the queue, due as the SLA policy for calls says from the ring. Safe to repeat.

    None if the call was answered, or if it was one of ours. The caller has locked the call.
    """
    if call.answered_at or call.ticket_id or call.direction != Direction.IN:
        return None
    if known := MissedCall.objects.filter(call=call).first():
        return known
    row = MissedCall(call=call, missed_at=call.rang_at)
    known_rules = sla_targets.rules_in_effect(now)
    made = sla_rules.targets_of(
        known_rules, kind=Kind.INQUIRY, channel=Channel.PHONE, received_at=call.rang_at, calendar=calendar()
    )
    if first := next((target for target in made if target.code == SlaCode.FIRST_REPLY), None):
        row.rule, row.due_at = known_rules[first.rule], first.due_at
    return save_with_history(row, actor=actor, reason="missed")


@transaction.atomic
def take(*, missed_call_id: int, actor: User, now: datetime) -> MissedCall:
    """Say that one calls back oneself. A colleague may take it over."""
    row = _locked(missed_call_id, actor)
    row.taken_by = actor
    return _move(row, "take", actor)


@transaction.atomic
def release(*, missed_call_id: int, actor: User, now: datetime) -> MissedCall:
    """Put the call back in the queue."""
    row = _locked(missed_call_id, actor)
    row.taken_by = None
    return _move(row, "release", actor)


@transaction.atomic
def finish(*, missed_call_id: int, actor: User, now: datetime, outcome: str, note: str = "") -> MissedCall:
    """Take the call off the queue, because the customer was called back or need not be."""
    if outcome not in CallOutcome.values or outcome == CallOutcome.TICKET:
        raise InvalidInput(_("Choose how the call ended."), code="unknown", field="outcome")
    return _finish(_locked(missed_call_id, actor), outcome, note, actor, now)


def forget(call: Call) -> None:
    """Take the call off the queue, because it was answered after all. Calls that were worked on stay."""
    for row in MissedCall.objects.select_for_update().filter(call=call, state=MISSED_CALL.initial):
        delete_with_history(row, actor=None, reason="answered")


def finish_with_ticket(call: Call, *, actor: Actor, now: datetime) -> None:
    """Take the call off the queue, because a ticket was logged from it."""
    for row in MissedCall.objects.select_for_update().filter(call=call):
        if not MISSED_CALL.is_final(row.state):
            _finish(row, CallOutcome.TICKET, "", actor, now)


def _finish(row: MissedCall, outcome: str, note: str, actor: Actor, now: datetime) -> MissedCall:
    row.outcome, row.note, row.done_at = outcome, note.strip()[:300], now
    row.taken_by = row.taken_by or actor
    row.lateness_seconds = int((now - row.due_at).total_seconds()) if row.due_at else None
    return _move(row, "finish", actor)


def _locked(pk: int, actor: User) -> MissedCall:
    row = lock(MissedCall, pk=pk)
    ensure(can_call_back(actor, row))
    if MISSED_CALL.is_final(row.state):
        raise Conflict(_("Someone has already closed this call."), code="already_done")
    return row


def _move(row: MissedCall, action: str, actor: Actor) -> MissedCall:
    row.state = MISSED_CALL.next(row.state, action)
    row.version += 1
    return save_with_history(row, actor=actor, reason=f"call {action}")


def sweep(*, now: datetime, limit: int = 200) -> int:
    """Queue calls of which nobody logged anything, and notify the managers once of each that is called back too late.

    Safe to run twice at once.
    """
    queued = each_due(unheard(now), lambda pk: _queue(pk, now), limit=limit)
    return queued + each_due(late(now), lambda pk: _notify_late(pk, now), limit=limit)


@transaction.atomic
def _queue(call_pk: int, now: datetime) -> int:
    return int(note_missed(lock(Call, pk=call_pk), actor=None, now=now) is not None)


@transaction.atomic
def _notify_late(pk: int, now: datetime) -> int:
    """Claim the row and notify, in one transaction. Returns 1, or 0 if that was done already."""
    if not late(now).filter(pk=pk).update(alerted_at=now):
        return 0
    row = MissedCall.objects.select_related("taken_by").get(pk=pk)
    notify(
        users={*people_with_role(Role.MANAGER), *([row.taken_by] if row.taken_by else [])},
        template="missed_call_late",
        params={"rang": row.call.rang_at.isoformat()},
        url=row.get_absolute_url(),
        key=f"missed_call:{row.pk}",
        now=now,
    )
    return 1
