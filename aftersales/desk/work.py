"""The work of a user, for the start page: what waits for the user, and until when."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.web.figures import money
from aftersales.web.moments import day
from complaints.enums import OPEN_STATES, State
from complaints.models import Fulfilment, Ticket
from complaints.presentation.ticket_row import state_of
from complaints.quality.enums import ActionState, InvestigationState
from complaints.quality.models import Action, Investigation
from complaints.quality.presentation.common import due_state
from complaints.quality.presentation.suggestions import suggestion_digest
from complaints.quality.queries.offboarding import suggestions_of
from complaints.queries.proposals import inbox
from complaints.queries.reminders import reminders_of
from complaints.queries.risk import to_acknowledge
from complaints.texts.risk import reason_text
from customers.queries.profile import wish_of
from surveys.presentation.call_backs import home_items
from visits.presentation import visit_rows
from visits.presentation.care_home import home_items as care_items
from visits.queries import todays_visits, undecided_visits

SHOWN = 40
Item = dict[str, Any]


def work_of(user: User, now: datetime) -> Iterator[Item]:
    """In no order."""
    yield from _tickets(user, now)
    yield from _decisions(user, now)
    yield from _risks(user)
    yield from _visits(user, now)
    yield from _undecided_visits(user, now)
    yield from _actions(user, now)
    yield from _investigations(user, now)
    yield from _suggestions(user, now)
    yield from _fulfilment_work(user, now)
    yield from _reminders(user, now)
    yield from home_items(user, now)
    yield from care_items(user, now)


def _tickets(user: User, now: datetime) -> Iterator[Item]:
    rows = Ticket.objects.filter(owner=user, state__in=OPEN_STATES).select_related("customer", "purchase__product")
    for ticket in rows.order_by("next_due_at", "pk")[: 2 * SHOWN]:
        product = ticket.product.label if ticket.product else ticket.category
        yield {
            "url": ticket.get_absolute_url(),
            "state": state_of(ticket, now),
            "due": ticket.next_due_at,
            "title": _ticket_verb(ticket) % {"subject": ticket.subject},
            "details": [ticket.short_number, str(ticket.customer or _("To be identified")), product, _wish(ticket)],
            "tag": ticket.get_kind_display(),
            "who": user,
            "action": _("Open"),
            "since": ticket.paused_since,
        }


def _wish(ticket: Ticket) -> str:
    return wish_of(ticket.customer) if ticket.customer else ""


def _ticket_verb(ticket: Ticket) -> str:
    if ticket.first_replied_at is None:
        return _("First reply: %(subject)s")
    return {
        State.APPROVAL: _("In approval: %(subject)s"),
        State.FULFILMENT: _("Fulfil: %(subject)s"),
        State.CONFIRMING: _("Confirm with customer: %(subject)s"),
    }.get(State(ticket.state), _("Investigate and answer: %(subject)s"))


def _decisions(user: User, now: datetime) -> Iterator[Item]:
    for approval in inbox(user, now)[:SHOWN]:
        ticket = approval.proposal.ticket
        yield {
            "url": approval.get_absolute_url(),
            "due": ticket.next_due_at,
            "since": approval.submitted_at,
            "state": "late" if ticket.next_due_at and ticket.next_due_at < now else "due",
            "title": _("Review: %(remedy)s %(amount)s")
            % {"remedy": approval.proposal.get_remedy_display(), "amount": money(approval.amount, "short")},
            "details": [ticket.short_number, str(ticket.customer or ""), ticket.subject],
            "tag": _("Approval"),
            "who": approval.submitted_by,
            "action": _("Review"),
        }


def _risks(user: User) -> Iterator[Item]:
    """Tickets at risk that somebody above the owner must acknowledge."""
    for flag in to_acknowledge(user)[:SHOWN]:
        ticket = flag.ticket
        yield {
            "url": ticket.get_absolute_url(),
            "state": "due",
            "due": None,
            "since": flag.raised_at,
            "is_sla_target": False,
            "title": _("Acknowledge: %(reason)s") % {"reason": reason_text(flag.code, flag.facts)},
            "details": [ticket.short_number, str(ticket.customer or _("To be identified")), ticket.subject],
            "tag": _("Risk"),
            "who": ticket.owner,
            "action": _("Open"),
        }


def _visits(user: User, now: datetime) -> Iterator[Item]:
    if user.role not in {Role.REP, Role.SERVICE, Role.MANAGER}:
        return
    today = company_date(now)
    for row in visit_rows(user, todays_visits(user, today)[:SHOWN], tab="today", today=today):
        yield {
            "url": row.visit.get_absolute_url(),
            "due": _end_of(row.visit.due_on),
            "state": row.tone,
            "title": row.title,
            "details": [*row.details, wish_of(row.visit.customer)],
            "tag": _("Follow-up visit"),
            "who": user,
            "action": row.action,
        }


def _undecided_visits(user: User, now: datetime) -> Iterator[Item]:
    """Customers whom three visits did not reach: the manager decides how to go on."""
    if user.role != Role.MANAGER:
        return
    for visit in undecided_visits(user)[:SHOWN]:
        yield {
            "url": f"{visit.get_absolute_url()}?sheet=decide",
            "due": None,
            "since": visit.undecided_since,
            "is_sla_target": False,
            "state": "due",
            "title": _("Decide how to go on: %(customer)s") % {"customer": visit.customer},
            "details": [visit.get_channel_display(), visit.customer.get_tier_display(), visit.reason],
            "tag": _("Follow-up visit"),
            "who": visit.rep,
            "action": _("Decide"),
        }


def _end_of(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


def _actions(user: User, now: datetime) -> Iterator[Item]:
    today = company_date(now)
    rows = Action.objects.filter(owner=user, state=ActionState.OPEN).order_by("due_on")
    for action in rows[:SHOWN]:
        state = "late" if action.due_on < today else "due" if action.due_on == today else "ok"
        yield {
            "url": action.get_absolute_url(),
            "due": _end_of(action.due_on),
            "state": state,
            "title": action.title,
            "details": [action.number, action.get_kind_display()],
            "tag": _("Action"),
            "who": user,
            "action": _("Open"),
        }


def _investigations(user: User, now: datetime) -> Iterator[Item]:
    rows = Investigation.objects.filter(lead=user).exclude(state=InvestigationState.CLOSED)
    for row in rows.order_by("due_at")[:SHOWN]:
        today = company_date(row.due_at) == company_date(now)
        yield {
            "url": row.get_absolute_url(),
            "due": row.due_at,
            "state": "late" if row.due_at < now else "due" if today else "ok",
            "title": _("Investigate: %(title)s") % {"title": row.title},
            "details": [row.number, row.get_state_display()],
            "tag": _("Quality"),
            "who": user,
            "action": _("Open"),
        }


def _suggestions(user: User, now: datetime) -> Iterator[Item]:
    """What waits for a decision, in one line for those who decide, and what the user carries out or studies."""
    if digest := suggestion_digest(user, now):
        yield {
            "url": f"{reverse('suggestions')}?tab=waiting",
            "due": _end_of(digest.due),
            "state": digest.state,
            "title": _("Decide on suggestions: %(count)s") % {"count": digest.count},
            "details": [_("the oldest has waited since %(day)s") % {"day": day(digest.oldest, now)}],
            "tag": _("Suggestions"),
            "who": user,
            "action": _("Open"),
            "is_sla_target": False,
        }
    for row in suggestions_of(user)[:SHOWN]:
        yield {
            "url": row.get_absolute_url(),
            "due": _end_of(row.due_on) if row.due_on else None,
            "state": due_state(row.due_on, now, over=False) if row.due_on else "ok",
            "title": row.title,
            "details": [row.ticket.short_number, row.get_state_display()],
            "tag": _("Suggestion"),
            "who": user,
            "action": _("Open"),
            "is_sla_target": False,
        }


def _fulfilment_work(user: User, now: datetime) -> Iterator[Item]:
    """Work of the user's department, and goods that are due back, which the owner of the ticket sees too."""
    today = company_date(now)
    mine = Q(proposal__ticket__owner=user, goods_due_on__lte=today)
    if user.role == Role.COLLEAGUE and user.department_id is not None:
        mine |= Q(department=user.department_id) | Q(paying_department=user.department_id, state="settling")
    rows = Fulfilment.objects.filter(mine).exclude(state__in=["done", "cancelled"])
    for row in rows.select_related("proposal__ticket__customer").order_by("started_at")[:SHOWN]:
        ticket, due = row.proposal.ticket, row.goods_due_on
        late = due is not None and due < today
        pays = row.state == "settling" and row.left_to_refund > 0
        yield {
            "url": ticket.get_absolute_url(),
            "due": ticket.next_due_at,
            "state": "late" if late else "due" if due == today else state_of(ticket, now),
            "title": _("%(state)s: %(subject)s") % {"state": row.get_state_display(), "subject": ticket.subject},
            "details": [
                ticket.short_number,
                str(ticket.customer or ""),
                _("%(amount)s to refund") % {"amount": money(row.left_to_refund)} if pays else "",
                _("Return due %(day)s") % {"day": due.isoformat()} if due else "",
            ],
            "tag": row.proposal.get_remedy_display(),
            "who": ticket.owner,
            "action": _("Open"),
        }


def _reminders(user: User, now: datetime) -> Iterator[Item]:
    """The user's own reminders. They are no SLA targets, so they are never late."""
    for row in reminders_of(user).order_by("due_at", "pk")[:SHOWN]:
        ticket, today = row.ticket, company_date(row.due_at) <= company_date(now)
        yield {
            "url": ticket.get_absolute_url(),
            "due": row.due_at,
            "state": "due" if today else "ok",
            "title": _("Reminder: %(note)s") % {"note": row.note or ticket.subject},
            "details": [ticket.short_number, str(ticket.customer or ""), ticket.subject if row.note else ""],
            "tag": _("Reminder"),
            "who": user,
            "action": _("Open"),
            "is_sla_target": False,
        }
