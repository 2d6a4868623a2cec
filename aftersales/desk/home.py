"""The start page: the work of the user, sorted by deadline. Late work is listed below the next SLA target."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
from .navigation import may_open, set_up_url
from .work import SHOWN, Item, work_of


def home_of(user: User, now: datetime) -> dict[str, Any]:
    """The content of the page: groups of work, the next SLA target that can still be met, the side column."""
    items = sorted(work_of(user, now), key=lambda item: (item["due"] is None, item["due"] or now))
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
