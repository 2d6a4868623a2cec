"""What users do with a visit: record its outcome, reschedule it, plan another attempt, reassign it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.office.services.drafts import drop_draft
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User
from aftersales.staff.queries import people_with_role
from aftersales.store.dates import company_date
from aftersales.store.writing import same_version
from customers.enums import Channel
from customers.models import Contact

from ..enums import Mood, VisitKind, VisitOutcome, VisitState
from ..models import Visit, VisitSchedule
from ..permissions import can_plan, can_reassign, can_record_by, can_visit
from ..queries.digests import managers_of
from ..queries.kinds import maintenance_after, possible_from
from ..queries.lists import draft_key
from ..rules.attempts import day_to_plan, moment_on_phone, needs_decision
from ..rules.workflow import VISIT, check_outcome, outcome_of, ticket_kind
from .common import attempts, check_day, locked, plan_by_hand, reason_of, save, set_reminders, tell
from .kinds import follow_up
from .photos import add_photos, sign
from .schedules import refresh
from .sending import keep_record, record_sent_before
from .tickets import take_note


@transaction.atomic
def record_outcome(
    *,
    actor: Actor,
    now: datetime,
    visit_id: int,
    outcome: str = "",
    mood: str = "",
    version: int | None = None,
    contact: Contact | None = None,
    met_whom: str = "",
    channel: str = "",
    took_place_at: datetime | None = None,
    opinions: str = "",
    suggestions: str = "",
    requirements: str = "",
    promised: str = "",
    correction: str = "",
    ticket: str = "",
    next_on: date | None = None,
    next_reason: str = "",
    despite: str = "",
    photos: Sequence[Any] = (),
    signature: Any = None,
    signed_name: str = "",
    statement: str = "",
    key: UUID | None = None,
) -> Visit:
    """Record the outcome of a visit that took place (V3), as an interaction of the customer. Open a ticket if needed.

    outcome: if empty, it follows from the mood. ticket: the type of the ticket to open, the number of an open one that
    this is about, "none" for none; if empty, a problem becomes a complaint. next_on: the day agreed for the next visit;
    if empty, the planner follows the cadence. next_reason: why that day is later than the cadence allows. key: made by
    a phone for this record; sent again, the record takes no effect and gets the same answer. signature: a picture;
    signed_name: who signed, alone if the name was typed.
    """
    visit = locked(actor, visit_id, None)
    if key and (before := record_sent_before(visit, key)):
        return before
    same_version(visit, version)
    channel = channel or visit.channel
    ensure(can_record_by(actor, visit, channel))
    visit.state = VISIT.next(visit.state, "record")
    took_place_at = took_place_at or now
    if key:
        took_place_at = moment_on_phone(took_place_at, now)
    outcome = outcome_of(mood, outcome)
    _check_outcome(visit, outcome, mood, contact, channel, took_place_at, now)
    visit.outcome, visit.mood, visit.channel, visit.took_place_at = outcome, mood, channel, took_place_at
    visit.contact, visit.met_whom = contact, (met_whom.strip() or (contact.name if contact else ""))[:100]
    visit.opinions, visit.suggestions, visit.requirements = opinions.strip(), suggestions.strip(), requirements.strip()
    visit.promised, visit.correction = promised.strip(), correction.strip()
    words = "\n".join(filter(None, (visit.opinions, visit.suggestions, visit.requirements)))
    check_outcome(outcome, words, mood)
    take_note(visit, ticket_kind(outcome, ticket), words, despite=despite, actor=actor, now=now)
    visit.recorded_by = actor
    visit.remind_at = visit.undecided_since = None
    save(visit, actor, "recorded", now)
    add_photos(visit, photos, actor=actor, now=now)
    sign(visit, picture=signature, name=signed_name, statement=statement, actor=actor, now=now)
    if actor:
        drop_draft(actor=actor, key=draft_key(visit))
    refresh(customer_ids=[visit.customer_id], actor=actor, now=now)
    if next_on:
        next_on = day_to_plan(next_on, company_date(now)) if key else next_on
    if visit.kind != VisitKind.CARE:
        _go_on(visit, next_on, next_reason, needs_reason=key is None, actor=actor, now=now)
    elif next_on:
        _agree(visit, next_on, next_reason, needs_reason=key is None, actor=actor, now=now)
    if key:
        keep_record(visit, key, "record", visit, actor=actor, now=now)
    return visit


@transaction.atomic
def reschedule(
    *,
    actor: Actor,
    now: datetime,
    visit_id: int,
    planned_on: date,
    reason: str,
    planned_time: time | None = None,
    version: int | None = None,
) -> Visit:
    """Move a visit to another day, or agree on a time. The due day stays the same; if the new day is later, the
    managers are notified with the reason. planned_time: agreed with the customer, by which the stops of the day are
    ordered."""
    visit = locked(actor, visit_id, version)
    ensure(can_plan(actor, visit))
    visit.state = VISIT.next(visit.state, "reschedule")
    check_day(planned_on, company_date(now), "planned_on")
    visit.reason = reason_of(reason)
    visit.planned_on, visit.planned_time = planned_on, planned_time
    if not visit.is_undecided:
        set_reminders(visit, now)
    save(visit, actor, visit.reason, now)
    _tell_if_late(visit, actor, now)
    return visit


@transaction.atomic
def mark_missed(
    *,
    actor: Actor,
    now: datetime,
    visit_id: int,
    reason: str,
    try_on: date,
    version: int | None = None,
    key: UUID | None = None,
) -> Visit:
    """Record that a visit did not take place. Returns the next attempt, which has the same due day.

    After three tries without success the next attempt waits for the manager, who is notified (`decide`). key: as in
    record_outcome.
    """
    visit = locked(actor, visit_id, None)
    if key and (before := record_sent_before(visit, key)):
        return before
    same_version(visit, version)
    ensure(can_plan(actor, visit))
    visit.state = VISIT.next(visit.state, "miss")
    today = company_date(now)
    try_on = day_to_plan(try_on, today) if key else try_on
    check_day(try_on, today, "try_on")
    visit.reason = reason_of(reason)
    visit.remind_at = visit.undecided_since = None
    save(visit, actor, visit.reason, now)
    undecided = needs_decision(attempts(visit).filter(state=VisitState.MISSED).count())
    counted_from = visit.counted_from or visit.due_on
    following = plan_by_hand(
        visit, counted_from, visit.due_on, try_on, actor, now, reason=visit.reason, undecided=undecided
    )
    if undecided:
        managers = managers_of(visit.customer.region_id, people_with_role(Role.MANAGER))
        tell(following, managers, "visits.undecided", now)
    else:
        _tell_if_late(following, actor, now)
    if key:
        keep_record(visit, key, "miss", following, actor=actor, now=now)
    return following


@transaction.atomic
def reassign(
    *, actor: Actor, now: datetime, visit_id: int, rep: User, reason: str = "", version: int | None = None
) -> Visit:
    """Assign a visit to another rep, who is notified."""
    visit = locked(actor, visit_id, version)
    ensure(can_reassign(actor, visit))
    visit.state = VISIT.next(visit.state, "reassign")
    give_to(visit, rep)
    save(visit, actor, reason.strip() or "reassigned", now)
    if actor is None or rep.pk != actor.pk:
        tell(visit, [rep], "visits.assigned", now)
    return visit


def give_to(visit: Visit, rep: User) -> None:
    if not can_visit(rep):
        raise RuleViolation(_("Follow-up visits are made by sales reps and managers."), code="not_a_rep", field="rep")
    visit.rep = rep


def _check_outcome(
    visit: Visit, outcome: str, mood: str, contact: Contact | None, channel: str, at: datetime, now: datetime
) -> None:
    if outcome not in VisitOutcome.values:
        raise InvalidInput(_("Choose the outcome of the follow-up."), code="unknown_outcome", field="outcome")
    if mood and mood not in Mood.values:
        raise InvalidInput(_("Choose how the customer spoke."), code="unknown_mood", field="mood")
    if channel not in Channel.values:
        raise InvalidInput(_("Choose how the follow-up took place."), code="unknown_channel", field="channel")
    if contact is not None and contact.customer_id != visit.customer_id:
        raise InvalidInput(_("This contact belongs to another customer."), code="other_customer", field="contact")
    if at > now:
        raise InvalidInput(_("The time is in the future."), code="in_the_future", field="took_place_at")
    if visit.counted_from and company_date(at) < visit.counted_from:
        text = _("This is before the last follow-up, on %(day)s.")
        raise InvalidInput(text, code="before_last", field="took_place_at", params={"day": visit.counted_from})
    if (first := possible_from(visit)) and company_date(at) < first:
        text = _("This is before the purchase or the last visit for it, on %(day)s.")
        raise InvalidInput(text, code="before_last", field="took_place_at", params={"day": first})


def _go_on(visit: Visit, next_on: date | None, reason: str, *, needs_reason: bool, actor: Actor, now: datetime) -> None:
    """What follows from a visit for a purchase. A day of the next maintenance that is later than the contract allows
    needs a reason, as in _agree. After an installation there is none."""
    assert visit.took_place_at is not None
    took_on = company_date(visit.took_place_at)
    if next_on and visit.kind == VisitKind.INSTALLATION and needs_reason:
        raise InvalidInput(_("Nothing is installed twice. Leave this empty."), code="no_next", field="next_on")
    due = maintenance_after(visit, took_on)
    reason = _why_late(next_on, due, reason, needs_reason=needs_reason, now=now) if next_on else ""
    follow_up(visit=visit, took_on=took_on, next_on=next_on, reason=reason, actor=actor, now=now)
    if next_on and due and next_on > due and _is_told(actor):
        managers = managers_of(visit.customer.region_id, people_with_role(Role.MANAGER))
        days = {"due_on": due.isoformat(), "planned_on": next_on.isoformat(), "reason": reason}
        tell(visit, managers, "visits.after_due_date", now, **days)


def _agree(before: Visit, next_on: date, reason: str, *, needs_reason: bool, actor: Actor, now: datetime) -> None:
    """Plan the next visit on the day that was agreed. If that is later than the cadence allows, it needs a reason; a
    phone that sends an older record is not asked for one."""
    row = VisitSchedule.objects.get(customer=before.customer_id)
    due = row.next_due_on
    reason = _why_late(next_on, due, reason, needs_reason=needs_reason, now=now)
    following = plan_by_hand(before, row.counted_from, due or next_on, next_on, actor, now, reason=reason)
    _tell_if_late(following, actor, now)


def _why_late(next_on: date, due: date | None, reason: str, *, needs_reason: bool, now: datetime) -> str:
    """The reason of an agreed day that is later than allowed; "" of one that is in time."""
    check_day(next_on, company_date(now), "next_on")
    if due is None or next_on <= due:
        return ""
    if needs_reason and not reason.strip():
        text = _("The next follow-up is due on %(day)s. Explain why a later day was agreed.")
        raise InvalidInput(text, code="reason_missing", field="next_reason", params={"day": str(due)})
    return reason.strip()[:200]


def _tell_if_late(visit: Visit, actor: Actor, now: datetime) -> None:
    """Tell the managers of a day that is later than the cadence allows, unless a manager chose it."""
    if visit.planned_on > visit.due_on and _is_told(actor):
        managers = managers_of(visit.customer.region_id, people_with_role(Role.MANAGER))
        tell(visit, managers, "visits.after_due_date", now)


def _is_told(actor: Actor) -> bool:
    return actor is None or actor.role != Role.MANAGER
