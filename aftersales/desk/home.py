"""The start page: what is due next, the work of the user by day, and what goes on beside it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.office.queries import calendar
from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.staff.queries import stand_ins_about
from aftersales.store.dates import company_date
from aftersales.web.figures import money
from aftersales.web.moments import day
from complaints.enums import OPEN_STATES
from complaints.models import Approval, Ticket
from complaints.permissions import can_log
from complaints.permissions.reception import can_receive
from complaints.presentation.ticket_row import state_of
from complaints.queries.reception import reception_of

from .checklist import setting_up
from .days import by_day, needs_attention, up_next
from .navigation import may_open, set_up_url
from .work import Item, work_of


def home_of(user: User, now: datetime) -> dict[str, Any]:
    """The content of the page: what is due within 24 hours, groups of work by day, the side column."""
    items = list(work_of(user, now))
    first = up_next(items, now)
    groups = by_day([item for item in items if item is not first], now)
    return {
        "first": first,
        "groups": groups,
        "count": needs_attention(groups) + (first is not None),
        "total": len(items),
        "closes_at": _close_of_business(now),
        "submitted": _submitted(user),
        "team": _team(user, now),
        "may_log": can_log(user),
        "absences": _absences(user, now),
        **_reports(user),
        **setting_up(user, now),
        "unidentified": _unidentified(user),
        "reception": reception_of(now) if can_receive(user) else None,
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


@dataclass(frozen=True)
class DueGroup:
    """Tickets of colleagues that are overdue, or that are due soon."""

    title: str
    tone: str
    tickets: list[DueTicket]
    url: str


SOON = timedelta(hours=2)
SHOWN_OF_TEAM = 5


def _team(user: User, now: datetime) -> list[DueGroup] | None:
    """For roles that watch deadlines: tickets of colleagues that are overdue, and those due within two hours."""
    if user.role not in {Role.MANAGER, Role.SERVICE}:
        return None
    rows = Ticket.objects.filter(state__in=OPEN_STATES).exclude(owner=user).order_by("next_due_at", "pk")
    parts = (rows.filter(next_due_at__lt=now), rows.filter(next_due_at__gte=now, next_due_at__lt=now + SOON))
    shown = Q(pk__in=parts[0].values("pk")[:SHOWN_OF_TEAM]) | Q(pk__in=parts[1].values("pk")[:SHOWN_OF_TEAM])
    tickets = [
        DueTicket(
            url=ticket.get_absolute_url(),
            details=[ticket.short_number, ticket.subject],
            state=state_of(ticket, now),
            owner=ticket.owner,
            due=ticket.next_due_at,
        )
        for ticket in rows.filter(shown).select_related("owner")
    ]
    overdue = [ticket for ticket in tickets if ticket.due and ticket.due < now]
    url = reverse("tickets")
    return [
        DueGroup(_("Overdue"), "late", overdue, f"{url}?state=open&late=1"),
        DueGroup(_("Due within 2 hours"), "due", tickets[len(overdue) :], f"{url}?state=open"),
    ]


START_PAGES = {Role.EXECUTIVE: "dashboard", Role.AUDITOR: "audit", Role.ADMIN: "settings"}


def start_of(user: User, content: dict[str, Any]) -> str:
    """The address where a role without work of its own starts, or "" for the start page."""
    name = START_PAGES.get(Role(user.role), "")
    return reverse(name) if name and not content["total"] and may_open(user, name) else ""


def _reports(user: User) -> dict[str, str]:
    """For users without tasks: the dashboard, or the settings."""
    if may_open(user, "dashboard"):
        return {"reports_label": _("View dashboard"), "reports_url": reverse("dashboard")}
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
