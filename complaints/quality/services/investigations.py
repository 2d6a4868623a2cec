"""The services of an investigation, from opening to closing (Q1, Q3)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.kernel.worktime import Unit, due_at
from aftersales.office.queries import calendar
from aftersales.office.services.drafts import drop_draft
from aftersales.office.services.files import store_upload
from aftersales.office.services.numbering import next_number
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.writing import create_all_with_history, lock, same_version, save_with_history
from complaints.enums import QualityClass, SlaCode, State
from complaints.models import SlaPolicy, Ticket
from complaints.services.common import event, locked_ticket

from .. import permissions
from ..enums import ActionKind, InvestigationState
from ..models import Investigation, InvestigationFile
from ..queries.investigations import FINDINGS, deciding_obstacles
from ..rules import capa
from ..rules.workflow import INVESTIGATION
from .guests import invite_team
from .news import tell_decided, tell_opened

MAX_FILES = 30


def findings_draft(investigation_id: int) -> str:
    """The key under which the draft of the findings is saved."""
    return f"findings-{investigation_id}"


@transaction.atomic
def open_investigation(
    *, ticket_id: int, title: str, lead: User, team: Iterable[User], actor: User, now: datetime
) -> Investigation:
    """Open an investigation of the problem of a ticket. It is due one week after the problem was reported (Q3)."""
    ticket = locked_ticket(ticket_id)
    ensure(permissions.can_open(actor))
    _check_opening(ticket, title)
    _check_lead(lead)
    investigation = Investigation(
        number=next_number("QI", now=now),
        ticket=ticket,
        title=title.strip()[:200],
        lead=lead,
        opened_at=now,
        due_at=_due(ticket.reported_at),
    )
    save_with_history(investigation, actor=actor, reason="opened")
    _put_team(investigation, team)
    event(ticket, "investigation_opened", actor=actor, now=now, number=investigation.number)
    tell_opened(investigation, actor=actor, now=now)
    return investigation


def _check_opening(ticket: Ticket, title: str) -> None:
    if not title.strip():
        raise InvalidInput(_("Enter a title for the investigation."), code="empty", field="title")
    if ticket.state == State.WITHDRAWN:
        raise RuleViolation(_("A withdrawn ticket can’t be investigated."), code="ticket_withdrawn")
    if running := ticket.investigations.exclude(state=InvestigationState.CLOSED).first():
        raise RuleViolation(
            _("%(number)s already covers this ticket."),
            code="already_investigated",
            params={"number": running.number},
        )


def _check_lead(lead: User, present: int | None = None) -> None:
    """Refuse a lead who is not an active investigator. The present lead may stay, even if deactivated."""
    if lead.pk == present:
        return
    if lead.role not in permissions.INVESTIGATORS or not lead.is_active:
        raise InvalidInput(_("Investigations are led by the quality department."), code="not_quality", field="lead")


def _put_team(investigation: Investigation, team: Iterable[User]) -> None:
    people = [person for person in team if person.pk != investigation.lead_id]
    present = set(investigation.team.values_list("pk", flat=True))
    new = [person for person in people if person.pk not in present]
    if any(person.role not in permissions.TEAM_MEMBERS or not person.is_active for person in new):
        raise InvalidInput(_("A team member isn’t eligible. Choose someone else."), code="not_team", field="team")
    investigation.team.set(people)
    invite_team(investigation)


def _due(reported_at: datetime) -> datetime:
    """The deadline, by the SLA policy for intrinsic quality that was in effect when the problem was reported."""
    day = company_date(reported_at)
    rules = SlaPolicy.objects.filter(
        code=SlaCode.SOLUTION, quality_class=QualityClass.INTRINSIC, effective_from__lte=day
    ).exclude(effective_until__lt=day)
    rule = rules.order_by("-effective_from").first()
    amount, unit = (rule.amount, rule.unit) if rule else (1, Unit.WEEKS)
    return due_at(reported_at, amount, unit, calendar())


@transaction.atomic
def set_team(
    *,
    investigation_id: int,
    lead: User,
    team: Iterable[User],
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Investigation:
    """Change the lead and the team of an investigation."""
    investigation = _open_one(investigation_id, actor, version)
    _check_lead(lead, investigation.lead_id)
    investigation.lead = lead
    _save(investigation, actor=actor, reason="team")
    _put_team(investigation, team)
    tell_opened(investigation, actor=actor, now=now)
    return investigation


@transaction.atomic
def save_findings(
    *,
    investigation_id: int,
    findings: dict[str, str],
    actor: User,
    now: datetime,
    uploads: Sequence[Any] = (),
    version: int | None = None,
) -> Investigation:
    """Save findings. The keys of `findings` are names in FINDINGS; fields that are left out stay as they are."""
    investigation = _open_one(investigation_id, actor, version)
    if investigation.files.count() + len(uploads) > MAX_FILES:
        raise RuleViolation(
            _("An investigation can have up to %(limit)s files."),
            code="too_many_files",
            params={"limit": MAX_FILES},
            field="files",
        )
    for name in FINDINGS:
        setattr(investigation, name, findings.get(name, getattr(investigation, name)).strip())
    _save(investigation, actor=actor, reason="findings")
    rows = [
        InvestigationFile(investigation=investigation, stored=store_upload(upload=upload, actor=actor, now=now))
        for upload in uploads
    ]
    create_all_with_history(InvestigationFile, rows, actor=actor, reason="findings")
    drop_draft(actor=actor, key=findings_draft(investigation.pk))
    return investigation


def _open_one(investigation_id: int, actor: User, version: int | None) -> Investigation:
    """The locked investigation. Refuses if the actor may not work on it, or if it is already reported."""
    investigation = lock(Investigation, pk=investigation_id)
    ensure(permissions.can_investigate(actor, investigation))
    same_version(investigation, version)
    if investigation.state != InvestigationState.OPEN:
        raise RuleViolation(
            _("The report has been filed. Return it for changes before you edit the findings."), code="not_open"
        )
    return investigation


@transaction.atomic
def record_decision(
    *,
    investigation_id: int,
    decision: str,
    attendees: str,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Investigation:
    """Record the decision of the meeting, which the general manager chairs (Q3)."""
    investigation = lock(Investigation, pk=investigation_id)
    chair = permissions.decides_for(actor, company_date(now))
    ensure(chair is not None)
    same_version(investigation, version)
    investigation.state = INVESTIGATION.next(investigation.state, "decide")
    _refuse(deciding_obstacles(investigation, investigation.reports.all()))
    if not decision.strip():
        raise InvalidInput(_("Enter the decision."), code="empty", field="decision")
    investigation.decision, investigation.attendees = decision.strip(), attendees.strip()
    investigation.decided_by, investigation.decided_at = actor, now
    investigation.decided_for = None if chair == actor else chair
    _save(investigation, actor=actor, reason="decided")
    event(investigation.ticket, "investigation_decided", actor=actor, now=now, number=investigation.number)
    tell_decided(investigation, actor=actor, now=now)
    return investigation


@transaction.atomic
def send_back_investigation(*, investigation_id: int, reason: str, actor: User, now: datetime) -> Investigation:
    """Return the report for changes. The investigation continues."""
    investigation = lock(Investigation, pk=investigation_id)
    ensure(permissions.can_send_back(actor, company_date(now)))
    return _back_to_open(investigation, "rework", reason, actor=actor, now=now)


@transaction.atomic
def reopen_investigation(*, investigation_id: int, reason: str, actor: User, now: datetime) -> Investigation:
    """Reopen an investigation because the customer objects or the problem is back (Q5). The earlier decision stays in
    the history."""
    investigation = lock(Investigation, pk=investigation_id)
    ensure(permissions.can_investigate(actor, investigation))
    return _back_to_open(investigation, "reopen", reason, actor=actor, now=now)


def _back_to_open(
    investigation: Investigation, action: str, reason: str, *, actor: User, now: datetime
) -> Investigation:
    investigation.state = INVESTIGATION.next(investigation.state, action)
    if not reason.strip():
        raise InvalidInput(_("Enter a reason."), code="empty", field="reason")
    investigation.closed_at = None
    _save(investigation, actor=actor, reason=f"{action}: {reason.strip()}")
    event(
        investigation.ticket,
        f"investigation_{action}",
        actor=actor,
        now=now,
        number=investigation.number,
        reason=reason.strip(),
    )
    return investigation


@transaction.atomic
def close_investigation(*, investigation_id: int, actor: User, now: datetime) -> Investigation:
    """Close an investigation. Its corrective actions must be done."""
    investigation = lock(Investigation, pk=investigation_id)
    ensure(permissions.can_investigate(actor, investigation))
    investigation.state = INVESTIGATION.next(investigation.state, "close")
    corrective = investigation.actions.filter(kind=ActionKind.CORRECTIVE)
    _refuse(capa.closing_obstacles(corrective_states=corrective.values_list("state", flat=True)))
    investigation.closed_at = now
    _save(investigation, actor=actor, reason="closed")
    event(investigation.ticket, "investigation_closed", actor=actor, now=now, number=investigation.number)
    return investigation


def _refuse(obstacles: list[str]) -> None:
    """Raise the first obstacle, if there is one."""
    for code in obstacles:
        raise RuleViolation(capa.OBSTACLES[code], code=code)


def _save(investigation: Investigation, *, actor: User, reason: str) -> None:
    investigation.version += 1
    save_with_history(investigation, actor=actor, reason=reason)
