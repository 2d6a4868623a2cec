"""What a meeting decides about a case: recorded once, and written to the ticket (Q3).

The ticket is locked before the investigation, as when an investigation is opened.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure
from aftersales.kernel.money import check_amount
from aftersales.office.services.numbering import next_number
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, same_version, save_with_history
from aftersales.web.figures import listed
from complaints.enums import Remedy
from complaints.services.binding import bind
from complaints.services.common import locked_ticket

from .. import permissions
from ..enums import MeetingState
from ..models import Investigation, Meeting, MeetingCase
from ..models.meetings import SHARES
from ..queries.meetings import UNDECIDED, decided_case, lacking, obstacles, planned_case
from ..rules.meetings import wrong_shares
from ..rules.workflow import INVESTIGATION
from .locking import locked_investigation
from .meetings import MAX_TEXT, check_attendees, ensure_begun
from .news import tell_decided

LINE = 500


@transaction.atomic
def decide_case(
    *, meeting_id: int, case_id: int, actor: User, now: datetime, version: int | None = None, **said: Any
) -> Meeting:
    """Record what the meeting decided about a case on its agenda. Only the chair may. said: see record_decision."""
    case = MeetingCase.objects.select_related("investigation").filter(pk=case_id, meeting=meeting_id).first()
    if case is not None:
        locked_ticket(case.investigation.ticket_id)
    meeting = lock(Meeting, pk=meeting_id)
    chair = permissions.decides_for(actor, company_date(now))
    ensure(chair is not None)
    same_version(meeting, version)
    ensure_begun(meeting, now)
    case = lock(MeetingCase, pk=case_id, meeting=meeting)
    _decide(case, said, chair=chair, actor=actor, now=now)
    meeting.version += 1
    return save_with_history(meeting, actor=actor, reason="decided")


@transaction.atomic
def record_decision(
    *,
    investigation_id: int,
    actor: User,
    now: datetime,
    attendees: Iterable[User] = (),
    guests: str = "",
    place: str = "",
    version: int | None = None,
    **said: Any,
) -> Investigation:
    """Record the decision of a meeting on this investigation alone: a held meeting with one case.

    said: decision (how it is handled), remedy, amount_limit, nature, responsible, share_supplier, share_ours,
    share_customer, share_transport, cause, minutes.
    """
    investigation = locked_investigation(investigation_id)
    chair = permissions.decides_for(actor, company_date(now))
    ensure(chair is not None)
    same_version(investigation, version)
    if planned := planned_case(investigation):
        raise RuleViolation(
            _("It is on the agenda of %(meeting)s. Record the decision there, or take it off the agenda."),
            code="on_agenda",
            params={"meeting": planned.meeting.number},
        )
    people = [user for user in attendees if user.pk != actor.pk]
    check_attendees(people)
    meeting = Meeting(
        number=next_number("MT", now=now),
        title=investigation.title,
        state=MeetingState.HELD,
        starts_at=now,
        ended_at=now,
        place=place.strip()[:120],
        chair=actor,
        chaired_for=None if chair == actor else chair,
        guests=guests.strip()[:LINE],
        created_by=actor,
        created_at=now,
    )
    save_with_history(meeting, actor=actor, reason="held")
    meeting.attendees.set(people)
    case = MeetingCase(meeting=meeting, investigation=investigation, place=1)
    return _decide(case, said, chair=chair, actor=actor, now=now)


def _decide(case: MeetingCase, said: Mapping[str, Any], *, chair: User, actor: User, now: datetime) -> Investigation:
    investigation = lock(Investigation, pk=case.investigation_id)
    _check_ready(investigation)
    _put(case, **said)
    case.decided_by, case.decided_at = actor, now
    case.decided_for = None if chair == actor else chair
    save_with_history(case, actor=actor, reason="decided")
    investigation.state = INVESTIGATION.next(investigation.state, "decide")
    investigation.decision = case.decision
    investigation.decided_by, investigation.decided_for = case.decided_by, case.decided_for
    investigation.decided_at = now
    investigation.version += 1
    save_with_history(investigation, actor=actor, reason="decided")
    bind(
        ticket_id=investigation.ticket_id,
        meeting=case.meeting.number,
        about=investigation.number,
        remedy=case.remedy,
        amount_limit=case.amount_limit,
        words=case.decision,
        actor=actor,
        now=now,
    )
    tell_decided(investigation, actor=actor, now=now)
    return investigation


def _check_ready(investigation: Investigation) -> None:
    """Refuse a second decision, and one on findings that nobody reported and signed."""
    if investigation.state not in UNDECIDED:
        last = decided_case(investigation)
        raise Conflict(
            _("%(meeting)s has decided on it already. Reopen the investigation before it is decided again."),
            code="decided_already",
            params={"meeting": last.meeting.number if last else investigation.number},
        )
    reports = list(investigation.reports.all())
    if codes := obstacles(investigation, reports):
        raise RuleViolation(
            _("The meeting can’t decide yet: %(missing)s"),
            code=codes[0],
            params={"missing": listed(lacking(investigation, reports))},
        )


def _put(
    case: MeetingCase,
    *,
    decision: str,
    remedy: str,
    amount_limit: Decimal | None = None,
    nature: str = "",
    responsible: str = "",
    cause: str = "",
    minutes: str = "",
    **shares: int | None,
) -> None:
    if not decision.strip():
        raise InvalidInput(_("Enter the decision."), code="empty", field="decision")
    if remedy not in Remedy.values:
        raise InvalidInput(_("Choose a remedy."), code="unknown", field="remedy")
    if amount_limit is not None:
        check_amount(amount_limit, field="amount_limit")
    if wrong_shares(shares.get(name) for name in SHARES):
        raise InvalidInput(
            _("The shares of the responsibility must add up to 100 percent."), code="not_100", field="share_supplier"
        )
    case.decision, case.remedy, case.amount_limit = decision.strip()[:MAX_TEXT], remedy, amount_limit
    case.nature, case.responsible, case.cause = (
        nature.strip()[:LINE],
        responsible.strip()[:LINE],
        cause.strip()[:MAX_TEXT],
    )
    case.minutes = minutes.strip()[:MAX_TEXT] or case.minutes
    for name in SHARES:
        setattr(case, name, shares.get(name))
