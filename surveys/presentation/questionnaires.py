"""What the pages of questionnaires show: the list of versions, and the editor with its tree and its phone."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from ..enums import QuestionKind
from ..models import Question, Questionnaire
from ..queries import questionnaires as queries
from ..rules.drafting import ITEMS, SECONDS_EACH, Fault


def state_of(row: Any) -> tuple[str, str]:
    """The tag of a version: its words and its tone. row: with is_used."""
    if row.is_current:
        return _("In use"), "done"
    return (_("Locked"), "") if row.is_used else (_("Draft"), "info")


def version_rows(page: Any) -> list[dict[str, Any]]:
    """The rows of the list."""
    rows = []
    for row in page:
        words, tone = state_of(row)
        url = reverse("questionnaire", args=[row.pk])
        rows.append({"row": row, "state": words, "tone": tone, "url": url, "minutes": minutes_of(row.asked)})
    return rows


def minutes_of(count: int) -> int:
    return max(1, -(-count * SECONDS_EACH // 60))


def branches(row: Questionnaire, chosen: Question | None, changed: set[str]) -> list[dict[str, Any]]:
    """The tree: latent variables, each with its questions."""
    found = []
    for latent, questions in queries.tree_of(row):
        count = _("1 question") if len(questions) == 1 else _("%(count)s questions") % {"count": len(questions)}
        leaves = [
            {
                "number": question.position,
                "name": _short_name(question),
                "url": question_url(row, question),
                "current": chosen is not None and question.pk == chosen.pk,
                "changed": question.key in changed,
                "note": _note(question),
            }
            for question in questions
        ]
        code = f"{latent.code} · " if latent else ""
        found.append({"name": str(latent) if latent else _("Not in the index"), "note": code + count, "leaves": leaves})
    return found


def _short_name(question: Question) -> str:
    return str(question.indicator) if question.indicator and question.indicator.parent_id else str(question)


def _note(question: Question) -> str:
    """The aspect of a question in a word, or its kind where it has none."""
    if question.aspect:
        return str(question.get_aspect_display()).partition(":")[0].partition("：")[0]
    if question.kind == QuestionKind.RECOMMEND:
        return "0–10"
    return f"1–{question.points}" if question.kind in ITEMS else str(question.get_kind_display())


def question_url(row: Questionnaire, question: Question) -> str:
    return f"{reverse('questionnaire', args=[row.pk])}?q={question.pk}#question"


def fault_lines(faults: list[Fault], questions: list[Question]) -> list[str]:
    """What keeps the version from being used, each with the place of its question."""
    places = {question.key: question.position for question in questions}
    lines = []
    for fault in faults:
        said = _(fault.message) % fault.params if fault.params else _(fault.message)
        number = places.get(fault.key)
        lines.append(_("%(number)s: %(what)s") % {"number": number, "what": said} if number else said)
    return lines


def scale_words(question: Question) -> str:
    """The scale in words: 1–10, or the type of the question."""
    if question.kind == QuestionKind.RECOMMEND:
        return "0–10"
    return f"1–{question.points}" if question.kind in ITEMS else str(question.get_kind_display())


def wording_entries(row: Questionnaire, question: Question) -> list[dict[str, Any]]:
    """The history of the wording, for parts/trail."""
    return [
        {
            "state": "done" if one.is_locked else "now",
            "who": _("Version %(version)s") % {"version": one.version},
            "did": translation.get_language() == "en" and one.text_en or one.text_zh,
            "when": _("locked") if one.is_locked else _("not used yet"),
        }
        for one in queries.wordings_of(row, question.key)
    ]
