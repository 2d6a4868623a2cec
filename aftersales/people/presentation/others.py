"""What the pages of recognition and evaluation show besides the rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.audit.texts.reasons import reasons_of
from aftersales.web.history import Change, Source, changes

from ..enums import EvaluationState, RecognitionState, Verdict
from ..models import Evaluation, Recognition
from ..rules.due import standing
from .labels import labels

RECOGNITION_DOTS = {
    RecognitionState.PROPOSED: "due",
    RecognitionState.DECIDED: "done",
    RecognitionState.DECLINED: "paused",
}
VERDICT_DOTS = {Verdict.WORKS: "done", Verdict.WEAK: "due", Verdict.UNUSED: "late"}


def recognition_facts(row: Recognition) -> list[tuple[str, Any]]:
    return [
        (_("Person"), row.person),
        (_("Day of the event"), row.happened_on.isoformat()),
        (pgettext("people", "Facts"), row.facts),
        (_("Proposed measure"), row.measure),
        (_("Proposed by"), row.proposed_by),
        (_("Comment of the person"), row.comment),
        (pgettext("people", "Decision"), row.decision),
        (pgettext("people", "Decided by"), row.decided_by),
    ]


def recognition_changes(row: Recognition) -> list[Change]:
    return _changes(row, ("state", "comment", "decision"))


def evaluation_changes(row: Evaluation) -> list[Change]:
    return _changes(row, ("state", "decision"))


def _changes(row: Any, names: tuple[str, ...]) -> list[Change]:
    return changes([Source(row.history.all(), lambda past: past.number, labels(row, names))], reasons_of("people"))


def evaluation_dot(row: Evaluation, today: date) -> str:
    return "done" if row.state == EvaluationState.DECIDED else standing(row.due_on, today)


def finding_rows(row: Evaluation) -> list[dict[str, Any]]:
    return [{"row": one, "state": VERDICT_DOTS[Verdict(one.verdict)]} for one in row.findings.all()]
