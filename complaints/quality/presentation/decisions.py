"""The decision of the meeting on the page of an investigation."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.web.figures import listed
from aftersales.web.moments import moment

from .. import permissions
from ..enums import InvestigationState
from ..models import Investigation, Meeting, MeetingCase
from ..queries.meetings import UNDECIDED, decided_case, lacking, people_of, planned_case
from .meetings import decision_facts, remedy_text, shares_text
from .record import RecordSection


def decision_section(investigation: Investigation, user: User, now: datetime) -> RecordSection | None:
    """What the meeting decided, or where it stands and what is still missing."""
    case = decided_case(investigation)
    if case is not None and investigation.state not in UNDECIDED:
        meeting = case.meeting
        seen = permissions.visible_meetings(user).filter(pk=meeting.pk).exists()
        share = shares_text(case.shares)
        return RecordSection(
            "decision",
            _("Decision of the meeting"),
            "done",
            _(", ").join(filter(None, [case.nature, remedy_text(case), share])),
            f"{moment(case.decided_at, now)} {people_of(case)}".strip(),
            context={
                "case": case,
                "meeting": meeting,
                "meeting_seen": seen,
                "facts": decision_facts(case),
                "people": _people(meeting),
                "others": meeting.cases.count() - 1,
            },
        )
    return _before(investigation, case, user, now)


def _before(
    investigation: Investigation, earlier: MeetingCase | None, user: User, now: datetime
) -> RecordSection | None:
    planned = planned_case(investigation)
    missing = lacking(investigation, investigation.reports.all())
    if planned is not None:
        answer = _("On the agenda of %(meeting)s") % {"meeting": planned.meeting.number}
        note = moment(planned.meeting.starts_at, now)
    else:
        answer = _("Not ready for the meeting") if missing else _("Ready for the meeting")
        note = ""
    seen = planned is not None and permissions.visible_meetings(user).filter(pk=planned.meeting_id).exists()
    return RecordSection(
        "decision",
        _("Decision of the meeting"),
        "ok" if missing else "due",
        answer,
        note,
        open=not missing,
        context={
            "planned": planned,
            "planned_seen": seen,
            "missing": missing if investigation.state == InvestigationState.REPORTED or planned else [],
            "earlier": earlier,
            "earlier_facts": decision_facts(earlier) if earlier else [],
            "may_plan": planned is None and permissions.can_plan(user, company_date(now)),
        },
    )


def _people(meeting: Meeting) -> str:
    """Who attended besides the chair."""
    names = [str(user) for user in meeting.attendees.all()]
    return listed([*names, *([meeting.guests] if meeting.guests else [])])
