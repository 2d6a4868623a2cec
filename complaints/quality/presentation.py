"""What pages show besides the rows of quality: deadlines, steps, what may be done now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from complaints.enums import State
from complaints.models import Ticket
from complaints.presentation.sections import Section, SectionLine

from . import permissions
from .enums import ActionKind, ActionState, InvestigationState
from .models import Action, Investigation, InvestigationReport
from .queries.actions import tab_counts
from .queries.investigations import deciding_obstacles
from .rules import capa

STAGES = (InvestigationState.OPEN, InvestigationState.REPORTED, InvestigationState.DECIDED, InvestigationState.CLOSED)


def due_state(due: datetime | date, now: datetime, *, over: bool) -> str:
    """The state of a deadline: done, late, due (today) or ok. over: whether the work is finished."""
    if over:
        return "done"
    today = company_date(now)
    day = company_date(due) if isinstance(due, datetime) else due
    late = due < now if isinstance(due, datetime) else day < today
    return "late" if late else "due" if day == today else "ok"


@dataclass(frozen=True)
class InvestigationRow:
    """An investigation in the list. state: see due_state; stage: the index in STAGES."""

    investigation: Investigation
    state: str
    stage: int


@dataclass(frozen=True)
class ActionRow:
    """An action in a list. state: see due_state."""

    action: Action
    state: str


def investigation_rows(investigations: Iterable[Investigation], now: datetime) -> list[InvestigationRow]:
    return [
        InvestigationRow(
            row,
            due_state(row.due_at, now, over=row.state == InvestigationState.CLOSED),
            STAGES.index(InvestigationState(row.state)),
        )
        for row in investigations
    ]


def action_rows(actions: Iterable[Action], now: datetime) -> list[ActionRow]:
    over = (ActionState.DONE, ActionState.EFFECTIVE)
    return [ActionRow(row, due_state(row.due_on, now, over=row.state in over)) for row in actions]


def steps(investigation: Investigation, reports: list[InvestigationReport]) -> list[dict[str, Any]]:
    """The steps of the investigation, each with the people who do it."""
    stage = STAGES.index(InvestigationState(investigation.state))
    signer = next((row.signed_by for row in reports if row.signed_by), None)
    # The filed report must be signed before the meeting can decide.
    signed = not deciding_obstacles(investigation, reports)
    at = 4 if stage == 3 else 3 if stage == 2 else (2 if signed else 1) if stage == 1 else 0
    labels = [
        (_("Investigate"), str(investigation.lead)),
        (_("Report and sign"), str(signer or _("Quality deputy manager"))),
        (_("Meeting decides"), str(investigation.decided_by or _("General manager"))),
        (_("Implement and close"), _("Quality department")),
    ]
    return [
        {"label": label, "note": note, "state": "done" if place < at else "now" if place == at else "next"}
        for place, (label, note) in enumerate(labels)
    ]


def missing(investigation: Investigation) -> list[str]:
    """The labels of the fields that must be filled in before the report can be filed."""
    values = {name: getattr(investigation, name) for name in capa.REQUIRED_FOR_REPORT}
    return [str(capa.REQUIRED_FOR_REPORT[name]) for name in capa.missing_for_report(values)]


def may(user: User, investigation: Investigation, reports: list[InvestigationReport], now: datetime) -> dict[str, Any]:
    """What the user may do at this stage, and why the investigation cannot be closed yet."""
    state, today = investigation.state, company_date(now)
    works = permissions.can_investigate(user, investigation)
    chairs = permissions.decides_for(user, today) is not None
    corrective = [a.state for a in investigation.actions.all() if a.kind == ActionKind.CORRECTIVE]
    closing = capa.closing_obstacles(corrective_states=corrective)
    return {
        "edit": works and state == InvestigationState.OPEN,
        "file": works and not missing(investigation),
        "add_action": works and state != InvestigationState.CLOSED,
        "sign": to_sign(reports) if permissions.can_sign(user) else [],
        "decide": chairs and state == InvestigationState.REPORTED and not deciding_obstacles(investigation, reports),
        "send_back": permissions.can_send_back(user, today) and state == InvestigationState.REPORTED,
        "close": works and state == InvestigationState.DECIDED and not closing,
        "close_waits": [str(capa.OBSTACLES[code]) for code in closing] if state == InvestigationState.DECIDED else [],
        "reopen": works and state in (InvestigationState.DECIDED, InvestigationState.CLOSED),
    }


def to_sign(reports: Iterable[InvestigationReport]) -> list[InvestigationReport]:
    """The newest version in each language, if its PDF is generated and it is not signed."""
    newest: dict[str, InvestigationReport] = {}
    for row in reports:
        newest.setdefault(row.language, row)
    return [row for row in newest.values() if row.stored_id and not row.signed_at]


def may_action(user: User, action: Action) -> dict[str, bool]:
    verifies = permissions.can_verify(user, action)
    return {
        "complete": permissions.can_complete(user, action) and action.state == ActionState.OPEN,
        "verify": verifies and action.state == ActionState.DONE,
        "resume": verifies and action.state == ActionState.INEFFECTIVE,
    }


def tabs(user: User, current: str) -> list[dict[str, Any]]:
    """The tabs of quality: investigations by stage, then the user's actions, all actions, actions to verify."""
    counts = tab_counts(user)
    named = [
        ("open", _("Investigating"), "investigations"),
        ("reported", _("Awaiting meeting"), "investigations"),
        ("decided", _("In progress"), "investigations"),
        ("closed", _("Closed"), "investigations"),
        ("mine", _("My actions"), "actions"),
        ("actions", _("All actions"), "actions"),
        ("verify", _("Actions to verify"), "actions"),
    ]
    return [
        {"url": f"{reverse(page)}?tab={name}", "label": label, "count": counts.get(name), "current": name == current}
        for name, label, page in named
    ]


def ticket_section(ticket: Ticket, user: User) -> Section | None:
    """The section on the page of a ticket: its investigations, and the link to open a new one."""
    lines = [
        SectionLine(row.get_absolute_url(), (row.number, row.title), row.get_state_display())
        for row in ticket.investigations.all()
    ]
    may_open = permissions.can_open(user) and ticket.state != State.WITHDRAWN
    if not lines and not may_open:
        return None
    if not may_open:
        return Section(_("Quality"), lines)
    to = f"{reverse('investigation_new')}?{urlencode({'ticket': ticket.number})}"
    return Section(_("Quality"), lines, link=_("Open investigation"), link_url=to)
