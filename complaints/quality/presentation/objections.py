"""What pages show of objections besides the rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.web.moments import day

from ..enums import ObjectionState
from ..models import Investigation, Objection
from ..permissions.objections import can_object, visible_objections
from ..rules.workflow import OBJECTION
from .common import due_state
from .record import RecordSection


@dataclass(frozen=True)
class ObjectionRow:
    """An objection in a list. state: of what is due next, see due_state. waits: what it waits for."""

    objection: Objection
    state: str
    waits: str


def objection_row(row: Objection, now: datetime) -> ObjectionRow:
    over = OBJECTION.is_final(row.state)
    due = row.verdict_due_on if row.state == ObjectionState.EXAMINING else None
    state = due_state(due, now, over=False) if due else "done" if over else "due"
    return ObjectionRow(row, state, WAITS.get(ObjectionState(row.state), lambda row, now: "")(row, now))


def objection_rows(rows: Iterable[Objection], now: datetime) -> list[ObjectionRow]:
    return [objection_row(row, now) for row in rows]


def _waits_for_verdict(row: Objection, now: datetime) -> str:
    due = day(row.verdict_due_on, now) if row.verdict_due_on else ""
    return _("%(body)s decides by %(day)s") % {"body": row.body, "day": due}


WAITS: dict[ObjectionState, Any] = {
    ObjectionState.OPEN: lambda row, now: _("to be sent to the inspection body"),
    ObjectionState.EXAMINING: _waits_for_verdict,
    ObjectionState.VERDICT: lambda row, now: _("the customer is to be told the verdict"),
}


def objection_steps(row: Objection) -> list[dict[str, Any]]:
    """The steps of the objection: raised, examined, decided, settled."""
    at = {"open": 1, "examining": 2, "verdict": 3}.get(row.state, 4)
    labels = [
        (_("Raised"), str(row.recorded_by or _("the customer"))),
        (_("Inspection body"), row.body),
        (_("Verdict"), row.get_verdict_display()),
        (_("Settled"), row.get_state_display() if at == 4 else ""),
    ]
    return [
        {"label": label, "note": note, "state": "done" if place < at else "now" if place == at else "next"}
        for place, (label, note) in enumerate(labels)
    ]


def pays(row: Objection) -> str:
    """Who pays, as a sentence. After the verdict it names who it is in the end."""
    ends = {"company": _("We pay"), "customer": _("The customer pays"), "both": _("Each pays half")}
    return ends.get(row.payer_in_the_end, row.get_payer_display())


def objection_section(investigation: Investigation, user: User, now: datetime) -> RecordSection | None:
    """The section of the objections in the record of an investigation."""
    seen = visible_objections(user).filter(investigation=investigation)
    rows = objection_rows(seen.select_related("ticket"), now)
    may_object = can_object(user, investigation.ticket)
    if not rows and not may_object:
        return None
    first = next((row for row in rows if not OBJECTION.is_final(row.objection.state)), rows[0] if rows else None)
    answer, note, state = _("The customer has not objected"), "", "next"
    if first:
        about = {"about": first.objection.get_about_display(), "state": first.objection.get_state_display()}
        answer, note = _("%(about)s: %(state)s") % about, first.waits
        state = "done" if first.state == "done" else "late" if first.state == "late" else "now"
    return RecordSection(
        key="objection",
        title=_("Customer objection"),
        state=state,
        answer=answer,
        note=note,
        context={"objections": rows, "may_object": may_object},
    )
