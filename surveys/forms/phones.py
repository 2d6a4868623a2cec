"""A question as a customer's phone shows it, in each language, for the editor."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ..enums import QuestionKind
from ..models import Question
from .walk import QuestionForm


def phones(question: Question, count: int) -> list[dict[str, Any]]:
    """The question as a customer sees it, in each language."""
    found = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            asked = QuestionForm(question, auto_id=f"phone_{code}_%s")
            place = _("Question %(number)s of %(total)s") % {"number": question.position, "total": count}
            facts = {"ends": asked.ends, "label": str(question), "place": place, "next": _("Next question")}
            numbers = [one.choice_label for one in asked.numbered]
            worded = [one.choice_label for one in asked.worded] if question.kind != QuestionKind.TEXT else []
            found.append(
                {
                    **facts,
                    "code": code,
                    "numbers": numbers,
                    "worded": worded,
                    "columns": asked.columns,
                    "is_text": question.kind == QuestionKind.TEXT,
                    "is_scale": asked.is_scale,
                }
            )
    return found
