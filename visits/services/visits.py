"""What users do with a visit: record its outcome, reschedule it, plan another attempt, reassign it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.notifications.services.notifications import notify
from aftersales.office.services.drafts import drop_draft
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User
from aftersales.staff.queries import people_with_role
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, same_version, save_with_history
from complaints.enums import Kind
from complaints.models import Ticket
from complaints.services.tickets import log_ticket
from customers.enums import Channel, Direction
from customers.models import Contact
from customers.services.interactions import record_interaction

from ..enums import VisitOutcome
from ..models import Visit
from ..permissions import can_plan, can_reassign, can_record_by, can_visit, visible_to
from ..queries.cadence import sla_target_after
from ..queries.lists import draft_key
from ..rules.cadence import cycle_key, cycle_prefix, reminded_from
from ..rules.workflow import VISIT, check_outcome, ticket_kind
from .reminders import first_reminder
from .touching import follow

FARTHEST = timedelta(days=366)


@transaction.atomic
def record_outcome(
    *,
    actor: Actor,
    now: datetime,
    visit_id: int,
    outcome: str,
    version: int | None = None,
    contact: Contact | None = None,
    met_whom: str = "",
    channel: str = "",
    took_place_at: datetime | None = None,
    opinions: str = "",
    suggestions: str = "",
    requirements: str = "",
    ticket: str = "",
    next_on: date | None = None,
    despite: str = "",
) -> Visit:
    """Record the outcome of a visit that took place (V3), as an interaction of the customer. Open a ticket if needed.

    ticket: the type of the ticket to open, "none" for none; if empty, a problem becomes a complaint. next_on: the day
    agreed for the next visit; if empty, the planner follows the cadence.
    """
    visit = _locked(actor, visit_id, version)
    channel = channel or visit.channel
    ensure(can_record_by(actor, visit, channel))
    visit.state = VISIT.next(visit.state, "record")
    took_place_at = took_place_at or now
    _check_outcome(visit, outcome, contact, channel, took_place_at, now)
    visit.outcome, visit.channel, visit.took_place_at = outcome, channel, took_place_at
    visit.contact, visit.met_whom = contact, (met_whom.strip() or (contact.name if contact else ""))[:100]
    visit.opinions, visit.suggestions, visit.requirements = opinions.strip(), suggestions.strip(), requirements.strip()
    words = "\n".join(filter(None, (visit.opinions, visit.suggestions, visit.requirements)))
    check_outcome(outcome, words)
    kind = ticket_kind(outcome, ticket)
    visit.interaction = record_interaction(
        actor=actor,
        now=now,
        customer=visit.customer,
        contact=contact,
        contact_name=visit.met_whom,
        direction=Direction.OUT,
        channel=channel,
        body=words or str(VisitOutcome(outcome).label),
        at=took_place_at,
        despite=despite,
    )
    visit.ticket = _open_ticket(visit, kind, words, actor, now) if kind else None
    visit.recorded_by = actor
    visit.remind_at = None
    _save(visit, actor, "recorded", now)
    if actor:
        drop_draft(actor=actor, key=draft_key(visit))
    if next_on:
        took_on = company_date(took_place_at)
        _plan_by_hand(visit, took_on, sla_target_after(visit.customer, took_on) or next_on, next_on, actor, now)
    return visit


@transaction.atomic
def reschedule(
    *, actor: Actor, now: datetime, visit_id: int, planned_on: date, reason: str, version: int | None = None
) -> Visit:
    """Move a visit to another day. The due day stays the same; if the new day is later, the managers are notified with
    the reason."""
    visit = _locked(actor, visit_id, version)
    ensure(can_plan(actor, visit))
    visit.state = VISIT.next(visit.state, "reschedule")
    _check_day(planned_on, company_date(now), "planned_on")
    visit.reason = _reason(reason)
    visit.planned_on = planned_on
    _set_reminders(visit, now)
    _save(visit, actor, visit.reason, now)
    if planned_on > visit.due_on and (actor is None or actor.role != Role.MANAGER):
        _notify(visit, people_with_role(Role.MANAGER), "visits.after_due_date", now)
    return visit


@transaction.atomic
def mark_missed(
    *, actor: Actor, now: datetime, visit_id: int, reason: str, try_on: date, version: int | None = None
) -> Visit:
    """Record that a visit did not take place. Returns the next attempt, which has the same due day."""
    visit = _locked(actor, visit_id, version)
    ensure(can_plan(actor, visit))
    visit.state = VISIT.next(visit.state, "miss")
    _check_day(try_on, company_date(now), "try_on")
    visit.reason = _reason(reason)
    visit.remind_at = None
    _save(visit, actor, visit.reason, now)
    return _plan_by_hand(visit, visit.counted_from or visit.due_on, visit.due_on, try_on, actor, now)


@transaction.atomic
def reassign(
    *, actor: Actor, now: datetime, visit_id: int, rep: User, reason: str = "", version: int | None = None
) -> Visit:
    """Assign a visit to another rep, who is notified."""
    visit = _locked(actor, visit_id, version)
    ensure(can_reassign(actor, visit))
    visit.state = VISIT.next(visit.state, "reassign")
    if not can_visit(rep):
        raise RuleViolation(_("Follow-up visits are made by sales reps and managers."), code="not_a_rep", field="rep")
    visit.rep = rep
    _save(visit, actor, reason.strip() or "reassigned", now)
    if actor is None or rep.pk != actor.pk:
        _notify(visit, [rep], "visits.assigned", now)
    return visit


def _locked(actor: Actor, visit_id: int, version: int | None) -> Visit:
    visit = lock(visible_to(actor).select_related("customer", "rep"), pk=visit_id)
    same_version(visit, version)
    return visit


def _save(visit: Visit, actor: Actor, reason: str, now: datetime) -> None:
    visit.version += 1
    save_with_history(visit, actor=actor, reason=reason)
    follow(visit=visit, actor=actor, now=now)


def _check_outcome(
    visit: Visit, outcome: str, contact: Contact | None, channel: str, at: datetime, now: datetime
) -> None:
    if outcome not in VisitOutcome.values:
        raise InvalidInput(_("Choose the outcome of the follow-up."), code="unknown_outcome", field="outcome")
    if channel not in Channel.values:
        raise InvalidInput(_("Choose how the follow-up took place."), code="unknown_channel", field="channel")
    if contact is not None and contact.customer_id != visit.customer_id:
        raise InvalidInput(_("This contact belongs to another customer."), code="other_customer", field="contact")
    if at > now:
        raise InvalidInput(_("The time is in the future."), code="in_the_future", field="took_place_at")
    if visit.counted_from and company_date(at) < visit.counted_from:
        text = _("This is before the last follow-up, on %(day)s.")
        raise InvalidInput(text, code="before_last", field="took_place_at", params={"day": visit.counted_from})


def _check_day(day: date, today: date, field: str) -> None:
    if day < today:
        raise InvalidInput(_("This date has passed. Choose today or later."), code="in_the_past", field=field)
    if day > today + FARTHEST:
        raise InvalidInput(_("The date is more than a year away."), code="too_far", field=field)


def _reason(text: str) -> str:
    if not text.strip():
        raise InvalidInput(_("Enter the reason."), code="no_reason", field="reason")
    return text.strip()[:200]


def _open_ticket(visit: Visit, kind: str, words: str, actor: Actor, now: datetime) -> Ticket:
    if kind not in Kind.values:
        raise InvalidInput(_("This ticket type doesn’t exist."), code="unknown_kind", field="ticket")
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


def _plan_by_hand(before: Visit, counted_from: date, due: date, planned_on: date, actor: Actor, now: datetime) -> Visit:
    """Plan the visit after `before`, on a day agreed with the customer."""
    _check_day(planned_on, company_date(now), "next_on")
    prefix = cycle_prefix(before.customer_id, counted_from)
    attempt = 1 + Visit.objects.filter(customer=before.customer_id, cycle__startswith=prefix).count()
    visit = Visit(
        customer=before.customer,
        cycle=cycle_key(before.customer_id, counted_from, attempt),
        rep=before.rep,
        counted_from=counted_from,
        due_on=due,
        planned_on=planned_on,
        channel=before.channel,
        created_at=now,
    )
    _set_reminders(visit, now)
    save_with_history(visit, actor=actor, reason="agreed with the customer")
    follow(visit=visit, actor=actor, now=now)
    return visit


def _set_reminders(visit: Visit, now: datetime) -> None:
    from_day = reminded_from(visit.due_on, visit.planned_on)
    visit.remind_at, visit.remind_level = first_reminder(from_day, company_date(now))


def _notify(visit: Visit, users: Iterable[User], template: str, now: datetime) -> None:
    params = {
        "customer": visit.customer.name,
        "due_on": visit.due_on.isoformat(),
        "planned_on": visit.planned_on.isoformat(),
        "reason": visit.reason,
    }
    key = f"{template}.{visit.pk}.v{visit.version}"
    notify(users=users, template=template, params=params, url=visit.get_absolute_url(), key=key, now=now)
