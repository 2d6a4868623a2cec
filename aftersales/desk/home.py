"""The start page: the work of the user, sorted by deadline. Late work is listed below the next SLA target."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aftersales.office.queries import calendar
from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.staff.queries import stand_ins_about
from aftersales.store.dates import company_date
from aftersales.web.figures import money
from aftersales.web.moments import day, moment, short_when
from complaints.enums import OPEN_STATES, State
from complaints.models import Approval, Fulfilment, Ticket
from complaints.permissions import can_log
from complaints.permissions.reception import can_receive
from complaints.presentation.ticket_row import state_of
from complaints.quality.enums import ActionState, InvestigationState
from complaints.quality.models import Action, Investigation
from complaints.queries.proposals import inbox
from complaints.queries.reception import reception_of
from complaints.queries.reminders import reminders_of
from complaints.queries.risk import to_acknowledge
from complaints.texts.risk import reason_text
from customers.queries.profile import wish_of
from visits.presentation import visit_rows
from visits.queries import todays_visits

from .checklist import setting_up
from .navigation import may_open, set_up_url

SHOWN = 40
Item = dict[str, Any]


def home_of(user: User, now: datetime) -> dict[str, Any]:
    """The content of the page: groups of work, the next SLA target that can still be met, the side column."""
    items = sorted(_work(user, now), key=lambda item: (item["due"] is None, item["due"] or now))
    late = [i for i in items if i["state"] == "late"]
    due = [i for i in items if i["state"] == "due"]
    rest = [i for i in items if i["state"] not in {"late", "due"}]
    first = next((i for i in due if i.get("is_sla_target", True)), None)
    return {
        "first": first,
        "groups": [
            {"title": _("Late"), "tone": "late", "items": late},
            {"title": _("To do today"), "tone": "due", "items": [i for i in due if i is not first]},
            {"title": _("Later"), "tone": "", "items": rest[:SHOWN]},
        ],
        "count": len(late) + len(due),
        "total": len(items),
        "closes_at": _close_of_business(now),
        "submitted": _submitted(user),
        "soon": _team_soon(user, now),
        "may_log": can_log(user),
        "absences": _absences(user, now),
        **_reports(user),
        **setting_up(user, now),
        "unidentified": _unidentified(user),
        "reception": reception_of(now) if can_receive(user) else None,
    }


def _work(user: User, now: datetime) -> Iterator[Item]:
    yield from _tickets(user, now)
    yield from _decisions(user, now)
    yield from _risks(user)
    yield from _visits(user, now)
    yield from _actions(user, now)
    yield from _investigations(user, now)
    yield from _fulfilment_work(user, now)
    yield from _reminders(user, now)


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
            "when": "" if ticket.next_due_at or ticket.is_paused else "–",
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
            "due": ticket.next_due_at or approval.submitted_at,
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
            "due": flag.raised_at,
            "is_sla_target": False,
            "when": moment(flag.raised_at),
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
            "when": row.when,
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
            "when": short_when(row.due_at, now),
            "tag": _("Reminder"),
            "who": user,
            "action": _("Open"),
            "is_sla_target": False,
        }


def _absences(user: User, now: datetime) -> list[str]:
    """For whom the user decides today, and who decides for the user."""
    rows = list(stand_ins_about(user, company_date(now)))
    said = [(row, _("You’re standing in for %(absent)s until %(last)s.")) for row in rows if row.deputy == user]
    said += [(row, _("%(deputy)s is your stand-in until %(last)s.")) for row in rows if row.absent == user]
    return [text % {"absent": row.absent, "deputy": row.deputy, "last": day(row.ends_on, now)} for row, text in said]


def _close_of_business(now: datetime) -> datetime | None:
    """When the company closes today; None on a day off or after hours."""
    working, today = calendar(), company_date(now)
    if not working.weekly or not working.is_workday(today):
        return None
    closes = working.close_of_business(today)
    return closes if closes > now else None


def _submitted(user: User) -> list[Item]:
    """Approvals of the user's own proposals, and who has to decide."""
    rows = (
        Approval.objects.filter(submitted_by=user)
        .select_related("proposal__ticket__customer")
        .prefetch_related("steps")
    )
    marks = {"pending": "ok", "approved": "done", "rejected": "late"}
    shown = []
    for row in rows[:5]:
        step = next((s for s in row.steps.all() if s.state == "active"), None)
        what = f"{row.proposal.get_remedy_display()} {money(row.amount, 'short')}"
        shown.append(
            {
                "url": row.get_absolute_url(),
                "state": marks.get(row.state, "paused"),
                "details": [what, str(row.proposal.ticket.customer or "")],
                "side": step.get_code_display() if step and row.state == "pending" else row.get_state_display(),
            }
        )
    return shown


@dataclass(frozen=True)
class DueTicket:
    """A ticket of the department that is due."""

    url: str
    details: list[str]
    state: str
    owner: User | None
    due: datetime | None


def _team_soon(user: User, now: datetime) -> list[DueTicket] | None:
    """Tickets of the department that are late or due next, for roles that watch deadlines."""
    if user.role not in {Role.MANAGER, Role.SERVICE}:
        return None
    rows = Ticket.objects.filter(state__in=OPEN_STATES, next_due_at__isnull=False).exclude(owner=user)
    return [
        DueTicket(
            url=ticket.get_absolute_url(),
            details=[ticket.short_number, ticket.subject],
            state=state_of(ticket, now),
            owner=ticket.owner,
            due=ticket.next_due_at,
        )
        for ticket in rows.select_related("owner").order_by("next_due_at", "pk")[:5]
    ]


def _reports(user: User) -> dict[str, str]:
    """For users without tasks: the dashboard, or the settings."""
    if may_open(user, "dashboard"):
        return {"reports_label": _("View quarterly report"), "reports_url": reverse("dashboard")}
    url = set_up_url(user)
    return {"reports_label": _("Open settings"), "reports_url": url} if url else {}


def _unidentified(user: User) -> dict[str, Any]:
    """The tickets whose customer is not known yet."""
    if user.role not in {Role.MANAGER, Role.SERVICE}:
        return {}
    count = Ticket.objects.filter(customer=None, state__in=OPEN_STATES).count()
    line = {
        "count": count,
        "url": f"{reverse('tickets')}?state=unidentified",
        "label": [_("Unidentified customer")],
    }
    return line if count else {}
