"""Who gets past 404 on the routes of questionnaires."""

from typing import Any

from surveys.models import Question, Questionnaire
from surveys.verbs.questionnaires import QUESTIONNAIRES, QUESTIONS

READERS = frozenset({"service", "rep", "manager", "gm", "quality_manager", "executive", "auditor"})
EDITORS = frozenset({"manager"})

ROWS: dict[str, frozenset[str] | str] = {
    "questionnaires": READERS,
    "questionnaire": READERS,
    "questionnaire_new": EDITORS,
    "questionnaire_step": READERS,
    "questionnaire_question": READERS,
    "api-questionnaire-list": READERS,
    "api-questionnaire-list:create": EDITORS,
    "api-questionnaire-detail": READERS,
    **{f"api-questionnaire-{verb}": READERS for verb in QUESTIONNAIRES},
    "api-survey-question-list": READERS,
    "api-survey-question-detail": READERS,
    **{f"api-survey-question-{verb}": READERS for verb in QUESTIONS},
}


def _unused() -> Questionnaire:
    """A version that nobody was asked with: rounds use the quarterly one, tickets the short one."""
    return Questionnaire.objects.get(code="product")


def _question() -> Question:
    return Question.objects.filter(questionnaire=_unused()).order_by("position").first()


def _page(people: Any) -> dict[str, Any]:
    return {"pk": _unused().pk, "name": "edit", "question": _question().pk}


OBJECTS = {
    "questionnaire": _page,
    "questionnaire_new": lambda people: {},
    "api-questionnaire": lambda people: {"pk": _unused().pk},
    "api-survey-question": lambda people: {"pk": _question().pk},
}
# Things without a region.
SHARED = frozenset(
    {"questionnaire", "questionnaire_step", "questionnaire_question", "api-survey-question-detail"}
    | {f"api-questionnaire-{verb}" for verb in QUESTIONNAIRES}
    | {f"api-survey-question-{verb}" for verb in QUESTIONS}
)
