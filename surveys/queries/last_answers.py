"""What was answered to a question in the last closed round that asked it (S2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from ..enums import QuestionKind, Segment
from ..models import Figure, Question, Questionnaire, Response, Round, slot_name
from ..rules.answers import NOT_APPLICABLE
from ..rules.integrity import is_shown
from .rollup import ends_of
from .rounds import computed_rounds


@dataclass(frozen=True)
class LastAnswers:
    """round, version: which round, by which version of the questionnaire. n: answers with a number; counts: how many by
    the number, empty if hidden. na: how many said that it does not apply. figure: the mean, where it is a figure."""

    round: Round
    version: int
    n: int
    counts: dict[int, int]
    na: int
    figure: Figure | None


def last_answers(row: Questionnaire, question: Question) -> LastAnswers | None:
    """None if no computed round has asked the question on the same scale. Fewer than five answers are hidden."""
    if question.slot is None:
        return None
    rounds = computed_rounds().filter(questionnaire__code=row.code, questionnaire__questions__key=question.key)
    found = rounds.filter(questionnaire__questions__kind=question.kind).first()
    if found is None:
        return None
    asked = Question.objects.get(questionnaire_id=found.questionnaire_id, key=question.key)
    if (asked.kind, asked.points) != (question.kind, question.points) or asked.slot is None:
        return None
    column = slot_name(asked.slot)
    rows: Any = Response.objects.filter(round=found).order_by()
    held = dict(rows.filter(**{f"{column}__isnull": False}).values_list(column).annotate(n=Count("pk")))
    n = sum(held.values())
    low, high = ends_of(asked) if asked.kind != QuestionKind.SINGLE else (1, asked.choices.count())
    counts = {number: held.get(number, 0) for number in range(low, high + 1)} if is_shown(n) else {}
    na = rows.filter(**{f"answers__{asked.key}": NOT_APPLICABLE}).count() if counts and asked.may_not_apply else 0
    figures = Figure.objects.filter(round=found, segment=Segment.ALL, without_flagged=False, is_hidden=False)
    mean = figures.filter(code=f"item:{asked.key}").first() if counts else None
    return LastAnswers(found, found.questionnaire.version, n, counts, na, mean)
