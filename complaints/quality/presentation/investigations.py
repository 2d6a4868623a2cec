"""What the pages of investigations show besides the rows: steps, what is missing, what may be done now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.web.moments import moment

from .. import permissions
from ..enums import ActionKind, ActionState, InvestigationState
from ..models import Investigation, InvestigationReport
from ..queries.investigations import closing_obstacles, deciding_obstacles, lacking
from ..queries.meetings import planned_case
from ..rules import capa
from .common import ENDED, due_state

STAGES = (InvestigationState.OPEN, InvestigationState.REPORTED, InvestigationState.DECIDED, InvestigationState.CLOSED)

CONTAINMENT = ActionKind.CONTAINMENT


@dataclass(frozen=True)
class InvestigationRow:
    """An investigation in the list. state: see due_state; stage: the index in STAGES."""

    investigation: Investigation
    state: str
    stage: int


def investigation_rows(investigations: Iterable[Investigation], now: datetime) -> list[InvestigationRow]:
    return [
        InvestigationRow(
            row,
            due_state(row.due_at, now, over=row.state == InvestigationState.CLOSED),
            STAGES.index(InvestigationState(row.state)),
        )
        for row in investigations
    ]


def steps(investigation: Investigation, now: datetime) -> list[dict[str, Any]]:
    """Where the investigation stands: each step with when it was done, or what it waits for."""
    reports = list(investigation.reports.all())
    actions = list(investigation.actions.all())
    contained = [row for row in actions if row.kind == ActionKind.CONTAINMENT]
    carried = [row for row in actions if row.kind != ActionKind.CONTAINMENT]
    stage = STAGES.index(InvestigationState(investigation.state))
    filed = reports[-1].filed_at if reports else None
    ended = sum(row.state in (ActionState.DONE, *ENDED) for row in carried)
    judged = sum(row.state in ENDED for row in carried)
    implemented = stage == 3 or (stage == 2 and ended == len(carried))
    verified = stage == 3 or (implemented and judged == len(carried))
    # label, what stands below it, whether it is done
    rows = [
        (pgettext("step", "Opened"), moment(investigation.opened_at, now), True),
        (pgettext("step", "Find the cause"), moment(filed, now) if stage else str(investigation.lead), stage >= 1),
        (_("Meeting decides"), _decided_note(investigation, reports, now), stage >= 2),
        (_("Carry out"), _("%(done)s of %(count)s done") % {"done": ended, "count": len(carried)}, implemented),
        (_("Verify"), _("%(done)s of %(count)s judged") % {"done": judged, "count": len(carried)}, verified),
        (_("Close"), moment(investigation.closed_at, now), stage == 3),
    ]
    if contained:
        done = all(row.state in ENDED for row in contained)
        last = max((row.done_at for row in contained if row.done_at), default=None)
        rows.insert(1, (_("Contain"), moment(last, now) if done else _("Running"), done))
    at = next((place for place, (_label, _note, done) in enumerate(rows) if not done), len(rows))
    return [
        {"label": label, "note": note if place <= at else "", "state": _place(done, place == at)}
        for place, (label, note, done) in enumerate(rows)
    ]


def _place(done: bool, now: bool) -> str:
    return "done" if done else "now" if now else "next"


def _decided_note(investigation: Investigation, reports: list[InvestigationReport], now: datetime) -> str:
    if investigation.decided_at:
        return moment(investigation.decided_at, now)
    unsigned = deciding_obstacles(investigation, reports)
    return str(_("Report awaits signature") if unsigned else _("General manager"))


def missing(investigation: Investigation) -> list[str]:
    """What must be there before the report can be filed: fields, and the depth that the severity demands."""
    return [str(label) for label in lacking(investigation).values()]


def may(user: User, investigation: Investigation, reports: list[InvestigationReport], now: datetime) -> dict[str, Any]:
    """What the user may do at this stage, and why the investigation cannot be closed yet."""
    state, today = investigation.state, company_date(now)
    works = permissions.can_investigate(user, investigation)
    chairs = permissions.decides_for(user, today) is not None
    closing = closing_obstacles(investigation) if state == InvestigationState.DECIDED else []
    planned = planned_case(investigation) if chairs else None
    return {
        "edit": works and state == InvestigationState.OPEN,
        "file": works and not missing(investigation),
        "photo": permissions.can_contribute(user, investigation) and state == InvestigationState.OPEN,
        "add_action": works and state != InvestigationState.CLOSED,
        "sign": to_sign(reports) if permissions.can_sign(user) else [],
        "decide": chairs
        and state == InvestigationState.REPORTED
        and not deciding_obstacles(investigation, reports)
        and planned is None,
        "decide_in": planned.meeting if chairs and planned else None,
        "send_back": permissions.can_send_back(user, today) and state == InvestigationState.REPORTED,
        "close": works and state == InvestigationState.DECIDED and not closing,
        "close_waits": [str(capa.OBSTACLES[code]) for code in closing],
        "reopen": works and state in (InvestigationState.DECIDED, InvestigationState.CLOSED),
    }


def to_sign(reports: Iterable[InvestigationReport]) -> list[InvestigationReport]:
    """The newest version, if its PDF is generated and it is not signed."""
    newest = next(iter(reports), None)
    return [newest] if newest and newest.stored_id and not newest.signed_at else []
