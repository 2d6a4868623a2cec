"""Which questions measure the overall index of a questionnaire."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F, Q

from ..enums import QuestionKind
from ..models import Question, slot_name
from ..rules.items import IndexItem

TARGET = "SAT"


def index_items(questionnaires: Iterable[int]) -> dict[int, list[IndexItem]]:
    """By questionnaire: the scales of the target of its index model, of customer satisfaction if it has none."""
    wanted = set(questionnaires)
    if not wanted:
        return {}
    target = Q(questionnaire__index_model=None, indicator__parent__code=TARGET)
    target |= Q(questionnaire__index_model__target=F("indicator__parent__code"))
    rows = Question.objects.filter(target, questionnaire__in=wanted, slot__isnull=False).order_by("position")
    found: dict[int, list[IndexItem]] = defaultdict(list)
    for questionnaire, slot, kind, points in rows.values_list("questionnaire", "slot", "kind", "points"):
        low, high = (0, 10) if kind == QuestionKind.RECOMMEND else (1, points)
        found[questionnaire].append(IndexItem(slot_name(slot or 0), low, high))
    return found
