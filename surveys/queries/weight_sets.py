"""Reads the weights of the index: which are in force from when, and what they were before."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from ..models import Question, Questionnaire, WeightSet
from .questionnaires import latent_of

UPCOMING, IN_FORCE, PAST = "upcoming", "in_force", "past"


@dataclass(frozen=True)
class WeightLine:
    """The weight of a question in percent of its latent variable, now and in the set before."""

    key: str
    question: str
    latent: str
    share: float
    before: float | None


def weight_sets() -> QuerySet[WeightSet]:
    """All sets, the newest first."""
    return WeightSet.objects.select_related("index_model").order_by("-from_quarter", "-pk")


def states_of(rows: list[WeightSet], quarter: str) -> dict[int, str]:
    """Whether each set is in force in a quarter, will be, or was. Two queries."""
    newest: dict[tuple[int, str], int] = {}
    for row in WeightSet.objects.filter(from_quarter__lte=quarter).order_by("from_quarter", "pk"):
        newest[row.index_model_id, row.questionnaire_code] = row.pk
    held = set(newest.values())
    return {row.pk: UPCOMING if row.from_quarter > quarter else IN_FORCE if row.pk in held else PAST for row in rows}


def titles_of(rows: list[WeightSet]) -> dict[str, str]:
    """The titles of the questionnaires by code, each as its newest version says."""
    found = Questionnaire.objects.filter(code__in={row.questionnaire_code for row in rows}).order_by("version")
    return {one.code: str(one) for one in found}


def set_before(row: WeightSet) -> WeightSet | None:
    rows = weight_sets().filter(index_model=row.index_model_id, questionnaire_code=row.questionnaire_code)
    return rows.filter(from_quarter__lt=row.from_quarter).first()


def lines_of(row: WeightSet, before: WeightSet | None) -> list[WeightLine]:
    """The weights in the order of the questions; those of questions that no version has any more at the end."""
    asked: dict[str, Question] = {}
    questions = Question.objects.filter(questionnaire__code=row.questionnaire_code, key__in=row.weights)
    for one in questions.select_related("indicator__parent").order_by("questionnaire__version", "position"):
        asked[one.key] = one
    keys = sorted(row.weights, key=lambda key: (key not in asked, asked[key].position if key in asked else 0, key))
    return [_line(key, row, before, asked.get(key)) for key in keys]


def _line(key: str, row: WeightSet, before: WeightSet | None, question: Question | None) -> WeightLine:
    latent = latent_of(question) if question else None
    was = before.weights.get(key) if before else None
    return WeightLine(
        key,
        str(question) if question else key,
        str(latent) if latent else "",
        100 * row.weights[key],
        None if was is None else 100 * was,
    )
