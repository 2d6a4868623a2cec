"""The answers that a question offers, in words."""

from __future__ import annotations

from typing import Any

from ..enums import QuestionKind
from ..models import Question
from ..rules.answers import NOT_APPLICABLE
from ..rules.wording import DOES_NOT_APPLY, INTEGRITY, NO, YES


def words_of(question: Question) -> list[tuple[str, str]]:
    """The answers that are offered, as (value, words)."""
    if question.kind == QuestionKind.YES_NO:
        offered: list[tuple[Any, str]] = [("yes", str(YES)), ("no", str(NO))]
    elif question.kind == QuestionKind.INTEGRITY:
        offered = [(number, str(words)) for number, words in enumerate(INTEGRITY, start=1)]
    elif question.kind in {QuestionKind.SINGLE, QuestionKind.MULTIPLE}:
        offered = [(place, str(choice)) for place, choice in enumerate(question.choices.all(), start=1)]
    elif question.kind == QuestionKind.RECOMMEND:
        offered = [(number, str(number)) for number in range(11)]
    else:
        offered = [(number, str(number)) for number in range(1, question.points + 1)]
    if question.may_not_apply:
        offered.append((NOT_APPLICABLE, str(DOES_NOT_APPLY)))
    return [(str(value), words) for value, words in offered]
