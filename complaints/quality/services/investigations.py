"""The services of an investigation, from opening to closing (Q1, Q3)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure
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
from complaints.services import triage
from complaints.services.binding import lift
from complaints.services.common import event, locked_ticket

from .. import permissions
from ..enums import InvestigationState
from ..models import Investigation, InvestigationFile
from ..queries.investigations import FINDINGS, closing_obstacles
from ..rules import capa
from ..rules.workflow import INVESTIGATION
from .guests import invite_team
from .locking import locked_investigation
from .news import tell_opened
from .taking_up import take_up_objection
from .warnings import take_up_warnings

MAX_FILES = 30


def findings_draft(investigation_id: int) -> str:
    """The key under which the draft of the findings is saved."""
    return f"findings-{investigation_id}"


@transaction.atomic
def open_investigation(
    *,
    ticket_id: int,
    title: str,
    lead: User,
    team: Iterable[User],
    actor: User,
    now: datetime,
    severity: str = "",
) -> Investigation:
    """Open an investigation of the problem of a ticket. It is due one week after the problem was reported (Q3)."""
    ticket = locked_ticket(ticket_id)
    ensure(permissions.can_open(actor))
    _check_opening(ticket, title)
    _check_lead(ticket, lead)
    investigation = Investigation(
        number=next_number("QI", now=now),
        ticket=ticket,
        title=title.strip()[:200],
        lead=lead,
        severity=severity or ticket.severity,
        opened_at=now,
        due_at=_due(ticket.received_at),
    )
    save_with_history(investigation, actor=actor, reason="opened")
    _put_team(investigation, team)
    triage.cover(ticket_id=ticket.pk, actor=actor, now=now)
    event(ticket, "investigation_opened", actor=actor, now=now, number=investigation.number)
    take_up_warnings(investigation, actor=actor, now=now)
    take_up_objection(investigation, actor=actor)
    tell_opened(investigation, actor=actor, now=now)
    return investigation


def _check_opening(ticket: Ticket, title: str) -> None:
    if not title.strip():
        raise InvalidInput(_("Enter a title for the investigation."), code="empty", field="title")
    if ticket.state == State.WITHDRAWN:
        raise RuleViolation(_("A withdrawn ticket can’t be investigated."), code="ticket_withdrawn")
    if running := ticket.investigations.exclude(state=InvestigationState.CLOSED).first():
        raise Conflict(
            _("%(number)s already covers this ticket."),
            code="already_investigated",
            params={"number": running.number},
        )


def _check_lead(ticket: Ticket, lead: User, present: int | None = None) -> None:
    """Refuse a lead who is not an active investigator. The present lead may stay, even if deactivated."""
    _check_impartial(ticket, lead, "lead")
    if lead.pk == present:
        return
    if lead.role not in permissions.INVESTIGATORS or not lead.is_active:
        raise InvalidInput(_("Investigations are led by the quality department."), code="not_quality", field="lead")


def _check_impartial(ticket: Ticket, person: User, field: str) -> None:
    """Whoever the customer complains of does not investigate the complaint (ISO 10002)."""
    if person.pk == ticket.complained_of_id:
        raise InvalidInput(
            _("The customer complains of %(name)s, who therefore can’t investigate. Choose someone else."),
            code="complained_of",
            field=field,
            params={"name": str(person)},
        )


def _stood_down(person: User, field: str) -> InvalidInput:
    text = _("%(name)s has stood down from this investigation.")
    return InvalidInput(text, code="stood_down", field=field, params={"name": str(person)})


def _put_team(investigation: Investigation, team: Iterable[User]) -> None:
    people = [person for person in team if person.pk != investigation.lead_id]
    gone = set(investigation.stood_down.values_list("person", flat=True))
    for person in people:
        _check_impartial(investigation.ticket, person, "team")
        if person.pk in gone:
            raise _stood_down(person, "team")
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
    investigation = open_one(investigation_id, actor, version)
    _check_lead(investigation.ticket, lead, investigation.lead_id)
    if investigation.stood_down.filter(person=lead).exists():
        raise _stood_down(lead, "lead")
    investigation.lead = lead
    save(investigation, actor=actor, reason="team")
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
    investigation = open_one(investigation_id, actor, version)
    if investigation.files.count() + len(uploads) > MAX_FILES:
        raise RuleViolation(
            _("An investigation can have up to %(limit)s files."),
            code="too_many_files",
            params={"limit": MAX_FILES},
            field="files",
        )
    for name in FINDINGS:
        setattr(investigation, name, findings.get(name, getattr(investigation, name)).strip())
    save(investigation, actor=actor, reason="findings")
    rows = [
        InvestigationFile(
            investigation=investigation,
            stored=store_upload(upload=upload, actor=actor, now=now),
            added_by=actor,
            added_at=now,
        )
        for upload in uploads
    ]
    create_all_with_history(InvestigationFile, rows, actor=actor, reason="findings")
    drop_draft(actor=actor, key=findings_draft(investigation.pk))
    return investigation


def running_one(investigation_id: int, actor: User) -> Investigation:
    """The locked investigation, for its lead, its team and the quality department, until its report is filed."""
    investigation = lock(Investigation, pk=investigation_id)
    ensure(permissions.can_contribute(actor, investigation))
    _refuse_filed(investigation)
    return investigation


def open_one(investigation_id: int, actor: User, version: int | None) -> Investigation:
    """The locked investigation. Refuses if the actor may not work on it, or if it is already reported."""
    investigation = lock(Investigation, pk=investigation_id)
    ensure(permissions.can_investigate(actor, investigation))
    same_version(investigation, version)
    _refuse_filed(investigation)
    return investigation


def _refuse_filed(investigation: Investigation) -> None:
    if investigation.state != InvestigationState.OPEN:
        raise RuleViolation(
            _("The report has been filed. Return it for changes before you edit the findings."), code="not_open"
        )


@transaction.atomic
def send_back_investigation(*, investigation_id: int, reason: str, actor: User, now: datetime) -> Investigation:
    """Return the report for changes. The investigation continues."""
    investigation = locked_investigation(investigation_id)
    ensure(permissions.can_send_back(actor, company_date(now)))
    return _back_to_open(investigation, "rework", reason, actor=actor, now=now)


@transaction.atomic
def reopen_investigation(*, investigation_id: int, reason: str, actor: User, now: datetime) -> Investigation:
    """Reopen an investigation because the customer objects or the problem is back (Q5). The earlier decision stays in
    the history; the ticket is no longer bound by it."""
    investigation = locked_investigation(investigation_id)
    ensure(permissions.can_investigate(actor, investigation))
    _back_to_open(investigation, "reopen", reason, actor=actor, now=now)
    lift(ticket_id=investigation.ticket_id, about=investigation.number, actor=actor, now=now)
    return investigation


def reopen_by_verdict(investigation: Investigation, *, number: str, actor: User, now: datetime) -> None:
    """Open a reported, decided or closed investigation again, because objection `number` of the customer is right. The
    caller has locked it."""
    action = {InvestigationState.REPORTED: "rework", InvestigationState.OPEN: ""}.get(
        InvestigationState(investigation.state), "reopen"
    )
    if action:
        reason = gettext("Objection %(number)s is right.") % {"number": number}
        _back_to_open(investigation, action, reason, actor=actor, now=now)


def _back_to_open(
    investigation: Investigation, action: str, reason: str, *, actor: User, now: datetime
) -> Investigation:
    investigation.state = INVESTIGATION.next(investigation.state, action)
    if not reason.strip():
        raise InvalidInput(_("Enter a reason."), code="empty", field="reason")
    investigation.closed_at = None
    save(investigation, actor=actor, reason=f"{action}: {reason.strip()}")
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
    """Close an investigation. Its actions must have ended and been judged, and the customer's objections be settled."""
    investigation = locked_investigation(investigation_id)
    ensure(permissions.can_investigate(actor, investigation))
    investigation.state = INVESTIGATION.next(investigation.state, "close")
    _refuse(closing_obstacles(investigation))
    investigation.closed_at = now
    save(investigation, actor=actor, reason="closed")
    event(investigation.ticket, "investigation_closed", actor=actor, now=now, number=investigation.number)
    return investigation


def _refuse(obstacles: list[str]) -> None:
    """Raise the first obstacle, if there is one."""
    for code in obstacles:
        raise RuleViolation(capa.OBSTACLES[code], code=code)


def save(investigation: Investigation, *, actor: User, reason: str) -> Investigation:
    """Save the investigation as a new version."""
    investigation.version += 1
    return save_with_history(investigation, actor=actor, reason=reason)
