"""What the pages of meetings show besides the rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.web.figures import listed, money

from .. import permissions
from ..enums import MeetingState
from ..models import Meeting, MeetingCase
from ..queries.meetings import UNDECIDED, lacking, meeting_counts, people_of

# Each state with its dot.
DOTS = {MeetingState.PLANNED: "ok", MeetingState.HELD: "done", MeetingState.CANCELLED: "paused"}


@dataclass(frozen=True)
class MeetingRow:
    """A meeting in the list. state: its dot, due on its day and until it is closed."""

    meeting: Meeting
    state: str


@dataclass(frozen=True)
class CaseRow:
    """A case on the page of its meeting. seen: whether the reader may open the investigation. missing: what is missing
    before it can be decided. facts: what was decided, with labels."""

    case: MeetingCase
    seen: bool
    state: str
    status: str
    missing: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    who: str = ""
    may_decide: bool = False


def meeting_rows(meetings: Iterable[Meeting], now: datetime) -> list[MeetingRow]:
    return [MeetingRow(row, meeting_state(row, now)) for row in meetings]


def meeting_state(meeting: Meeting, now: datetime) -> str:
    begun = company_date(meeting.starts_at) <= company_date(now)
    return "due" if meeting.state == MeetingState.PLANNED and begun else DOTS[MeetingState(meeting.state)]


def meeting_tabs(user: User, current: str) -> list[dict[str, Any]]:
    counts = meeting_counts(user)
    return [
        {
            "url": f"{reverse('meetings')}?tab={state.value}",
            "label": state.label,
            "count": counts.get(state.value),
            "current": state.value == current,
        }
        for state in MeetingState
    ]


def may_meeting(user: User, meeting: Meeting, now: datetime) -> dict[str, bool]:
    """What the user may do with a meeting at this stage."""
    planned = meeting.state == MeetingState.PLANNED
    begun = planned and company_date(meeting.starts_at) <= company_date(now)
    plans = permissions.can_plan(user, company_date(now))
    chairs = permissions.can_chair(user, company_date(now))
    decided = any(case.decided_at for case in meeting.cases.all())
    return {
        "change": planned and plans,
        "cancel": planned and plans and not decided,
        "decide": begun and chairs and any(is_ready(case) for case in meeting.cases.all()),
        "note": begun and plans,
        "add_action": begun and plans,
        "hold": begun and chairs,
    }


def is_ready(case: MeetingCase) -> bool:
    """Whether the case can be decided now."""
    state = case.investigation.state
    if case.decided_at or state not in UNDECIDED:
        return False
    return not lacking(case.investigation, case.investigation.reports.all())


def case_rows(meeting: Meeting, user: User, now: datetime) -> list[CaseRow]:
    cases = list(meeting.cases.all())
    seen = permissions.visible_investigations(user).filter(pk__in=[case.investigation_id for case in cases])
    visible = set(seen.values_list("pk", flat=True))
    may = may_meeting(user, meeting, now)
    return [_case_row(case, meeting, case.investigation_id in visible, may["decide"]) for case in cases]


def _case_row(case: MeetingCase, meeting: Meeting, seen: bool, decides: bool) -> CaseRow:
    if case.decided_at:
        return CaseRow(case, seen, "done", _("Decided"), facts=decision_facts(case), who=people_of(case))
    if meeting.state != MeetingState.PLANNED:
        return CaseRow(case, seen, "paused", _("Not decided"))
    if case.investigation.state not in UNDECIDED:
        return CaseRow(case, seen, "paused", case.investigation.get_state_display())
    missing = lacking(case.investigation, case.investigation.reports.all())
    if missing:
        return CaseRow(case, seen, "due", _("Not ready"), missing=missing)
    return CaseRow(case, seen, "ok", _("Ready to be decided"), may_decide=decides)


def decision_facts(case: MeetingCase) -> list[tuple[str, str]]:
    """What was decided, line by line."""
    return [
        (_("Nature"), case.nature),
        (pgettext("decision", "Responsible"), _(", ").join(filter(None, [case.responsible, shares_text(case.shares)]))),
        (_("Cause"), case.cause),
        (_("Remedy"), remedy_text(case)),
        (_("Resolution"), case.decision),
    ]


def shares_text(shares: dict[str, int]) -> str:
    """Supplier 70%, we 30%."""
    said = {
        "share_supplier": _("supplier %(share)s%%"),
        "share_ours": _("our side %(share)s%%"),
        "share_customer": _("customer %(share)s%%"),
        "share_transport": _("transport %(share)s%%"),
    }
    return listed(said[name] % {"share": share} for name, share in shares.items() if share)


def remedy_text(case: MeetingCase) -> str:
    if case.amount_limit is None:
        return case.get_remedy_display()
    words = {"remedy": case.get_remedy_display(), "amount": money(case.amount_limit)}
    return _("%(remedy)s, up to %(amount)s") % words
