"""What the services of self-evaluation share."""

from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput
from aftersales.staff.models import Actor
from aftersales.store.writing import lock, save_with_history

from ..models import SelfEvaluation, SelfEvaluationItem
from ..rules.workflow import SELF_EVALUATION

M = TypeVar("M", bound=Model)


def save(row: M, *, actor: Actor, reason: str) -> M:
    """Save a new version."""
    row.version += 1  # type: ignore[attr-defined]
    return save_with_history(row, actor=actor, reason=reason)


def words(text: str, field: str) -> str:
    if not text.strip():
        raise InvalidInput(_("This field is required."), code="required", field=field)
    return text.strip()


def locked_item(item_id: int) -> tuple[SelfEvaluation, SelfEvaluationItem]:
    """An item, locked after its evaluation, whose state decides what may be done."""
    evaluation_id: Any = (
        SelfEvaluationItem.objects.filter(pk=item_id).values_list("evaluation_id", flat=True).first() or 0
    )
    evaluation = lock(SelfEvaluation.objects.select_related("standard", "catalogue"), pk=evaluation_id)
    return evaluation, lock(SelfEvaluationItem.objects.select_related("item"), pk=item_id)


def step(evaluation: SelfEvaluation, action: str) -> None:
    """Move on by the workflow table; refused where the table has no such step."""
    evaluation.state = SELF_EVALUATION.next(evaluation.state, action)
