"""What a user may do now with a self-evaluation or one of its items."""

from __future__ import annotations

from aftersales.staff.models import User

from .. import permissions
from ..models import SelfEvaluation, SelfEvaluationItem
from ..rules.workflow import SELF_EVALUATION


def may_evaluation(user: User, row: SelfEvaluation) -> dict[str, bool]:
    assesses, closes = permissions.can_assess(user), permissions.can_close(user, row)

    def allows(step: str) -> bool:
        return SELF_EVALUATION.allows(row.state, step)

    graded = row.standard.has_grades
    return {
        "assess": assesses and allows("assess"),
        "close": closes and allows("close"),
        "gather": assesses and allows("gather"),
        "mark": assesses and graded and allows("mark"),
        "unmark": assesses and graded and allows("unmark") and row.marks.exists(),
        "rework": closes and allows("rework"),
    }


def may_item(user: User, row: SelfEvaluationItem) -> dict[str, bool]:
    assesses = permissions.can_assess(user)
    open_now = assesses and SELF_EVALUATION.allows(row.evaluation.state, "judge")
    has_gap = row.applies and row.points is not None and row.points < row.item.points
    return {
        "judge": open_now and row.applies,
        "add_evidence": open_now,
        "exempt": open_now and row.applies,
        "include": open_now and not row.applies,
        "act": assesses and has_gap,
    }
