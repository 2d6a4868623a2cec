"""The form of a questionnaire: one question on each page. It works without script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from aftersales.kernel.errors import InvalidInput

from .enums import QuestionKind
from .models import Question
from .rules.answers import MAX_TEXT, NOT_APPLICABLE, Item, checked_answer
from .rules.wording import DOES_NOT_APPLY, NO, YES, recommend_words, scale_words

SECONDS_EACH = 15


class QuestionForm(forms.Form):
    """One question. No answer is preselected. Error messages come from us, not from the browser."""

    use_required_attribute = False

    def __init__(self, question: Question, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, prefix="q", **kwargs)
        self.key = question.key
        self.fields[question.key] = _text(question) if question.kind == QuestionKind.TEXT else _choice(question)

    @property
    def field(self) -> forms.BoundField:
        return self[self.key]


def _text(question: Question) -> forms.Field:
    box = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(label=str(question), required=question.is_required, max_length=MAX_TEXT, widget=box)


def _choice(question: Question) -> forms.Field:
    missing = _("Choose an answer.") if question.is_required else _("Choose an answer, or skip the question.")
    return forms.ChoiceField(
        label=str(question), choices=words_of(question), widget=forms.RadioSelect, error_messages={"required": missing}
    )


def words_of(question: Question) -> list[tuple[str, str]]:
    """The answers that are offered, as (value, words)."""
    if question.kind == QuestionKind.YES_NO:
        offered: list[tuple[Any, str]] = [("yes", str(YES)), ("no", str(NO))]
    elif question.kind == QuestionKind.RECOMMEND:
        offered = list(recommend_words())
    else:
        offered = list(scale_words(question.wording, question.points))
    if question.may_not_apply:
        offered.append((NOT_APPLICABLE, str(DOES_NOT_APPLY)))
    return [(str(value), words) for value, words in offered]


def item_of(question: Question) -> Item:
    """The question as an Item for the rules of answers."""
    return Item(question.key, question.kind, question.points, question.is_required, question.may_not_apply)


class Walk:
    """The position of a customer in a questionnaire, with the answers so far. The page holds them in hidden fields:
    nothing is stored before all answers are sent."""

    def __init__(self, questions: list[Question], data: Mapping[str, Any]) -> None:
        self.questions = questions
        self.at = _position(data.get("at", ""), len(questions))
        self.given = {q.key: raw for q in questions if (raw := _offered(q, data.get(f"q-{q.key}")))}
        self.errors: forms.Form | None = None

    @property
    def question(self) -> Question:
        return self.questions[self.at]

    @property
    def is_complete(self) -> bool:
        return self.at >= len(self.questions)

    @property
    def is_last(self) -> bool:
        return self.at == len(self.questions) - 1

    @property
    def place(self) -> str:
        return _("Question %(number)s of %(total)s") % {"number": self.at + 1, "total": len(self.questions)}

    @property
    def minutes(self) -> int:
        return -(-(len(self.questions) - self.at) * SECONDS_EACH // 60)

    @property
    def fulfilment_lines(self) -> list[tuple[str, str]]:
        """The answers to the other questions, as (name, value) of the hidden fields of the page."""
        return [(f"q-{key}", raw) for key, raw in self.given.items() if key != self.question.key]

    @cached_property
    def form(self) -> forms.Form:
        return self.errors or QuestionForm(self.question, initial=self.given)

    def go(self, where: str, data: Mapping[str, Any]) -> None:
        """Move after a button was pressed. where: back or skip; anything else goes to the next question."""
        if where == "back":
            self.at = max(0, self.at - 1)
        elif where == "skip" and not self.question.is_required:
            self.given.pop(self.question.key, None)
            self.at += 1
        elif (form := QuestionForm(self.question, data)).is_valid():
            self.at += 1
        else:
            self.errors = form

    def refuse(self, error: InvalidInput) -> None:
        """Show the error of answers that were refused, at the question that it names, or at the last one."""
        keys = [question.key for question in self.questions]
        self.at = keys.index(error.field) if error.field in keys else len(keys) - 1
        key = self.question.key
        self.errors = QuestionForm(self.question, {f"q-{key}": self.given.get(key, "")})
        self.errors.is_valid()
        if not self.errors.errors:
            self.errors.add_error(key, _(str(error.message)) % error.params)


def _position(raw: str, count: int) -> int:
    return min(int(raw), count - 1) if raw.isascii() and raw.isdigit() and len(raw) < 4 else 0


def _offered(question: Question, raw: Any) -> str:
    """The value that was sent, if it is one of the offered answers; else ""."""
    try:
        checked_answer(replace(item_of(question), is_required=False), raw)
    except InvalidInput:
        return ""
    return str(raw or "")
