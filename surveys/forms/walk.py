"""The form of a questionnaire: one question on each page. It works without script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from aftersales.kernel.errors import InvalidInput

from ..enums import QuestionKind
from ..models import Question
from ..presentation.offered import words_of
from ..queries.links import item_of
from ..rules.answers import MAX_TEXT, NOT_APPLICABLE, checked_answer
from ..rules.drafting import ITEMS, SECONDS_EACH
from ..rules.wording import end_words

Raw = str | list[str]


class QuestionForm(forms.Form):
    """One question. No answer is preselected. Error messages come from us, not from the browser."""

    use_required_attribute = False

    def __init__(self, question: Question, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, prefix="q", **kwargs)
        self.key, self.question = question.key, question
        self.fields[question.key] = _text(question) if question.kind == QuestionKind.TEXT else _choice(question)

    @property
    def field(self) -> forms.BoundField:
        return self[self.key]

    @property
    def numbered(self) -> list[Any]:
        """The answers of a scale, from the lowest, for keys with numbers on them."""
        return [one for one in self.field if one.data["value"] != NOT_APPLICABLE] if self.is_scale else []

    @property
    def worded(self) -> list[Any]:
        """The answers that are words, and "does not apply" of every question."""
        return [one for one in self.field if not self.is_scale or one.data["value"] == NOT_APPLICABLE]

    @property
    def is_scale(self) -> bool:
        return self.question.kind in ITEMS

    @property
    def columns(self) -> int:
        """How many keys stand in a row: all of up to seven, else two rows."""
        count = len(self.numbered)
        return count if count <= 7 else -(-count // 2)

    @property
    def ends(self) -> tuple[str, str]:
        """The words at the lowest and the highest number."""
        return end_words(self.question)


def _text(question: Question) -> forms.Field:
    box = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(label=str(question), required=question.is_required, max_length=MAX_TEXT, widget=box)


def _choice(question: Question) -> forms.Field:
    missing = _("Choose an answer.") if question.is_required else _("Choose an answer, or skip the question.")
    facts: dict[str, Any] = {
        "label": str(question),
        "choices": words_of(question),
        "error_messages": {"required": missing},
    }
    if question.kind == QuestionKind.MULTIPLE:
        return forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, **facts)
    return forms.ChoiceField(widget=forms.RadioSelect, **facts)


class Walk:
    """The position of a customer in a questionnaire, with the answers so far. The page holds them in hidden fields as
    well, so that it works when nothing could be stored."""

    def __init__(self, questions: list[Question], given: Mapping[str, Any], at: Any = "") -> None:
        self.questions = questions
        self.at = _position(str(at), len(questions))
        self.given = {q.key: raw for q in questions if (raw := _offered(q, given.get(q.key)))}
        self.errors: QuestionForm | None = None

    @classmethod
    def of_page(cls, questions: list[Question], data: QueryDict) -> Walk:
        """The walk of a page that was sent."""
        given = {q.key: _sent(q, data) for q in questions if f"q-{q.key}" in data}
        return cls(questions, given, data.get("at", ""))

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
        """Minutes that the rest takes; 0 if it is nearly done."""
        left = len(self.questions) - self.at
        return 0 if left <= 2 < len(self.questions) else -(-left * SECONDS_EACH // 60)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The answers to the other questions, as (name, value) of the hidden fields of the page."""
        others = [(key, raw) for key, raw in self.given.items() if key != self.question.key]
        return [(f"q-{key}", one) for key, raw in others for one in ([raw] if isinstance(raw, str) else raw)]

    @cached_property
    def form(self) -> QuestionForm:
        return self.errors or QuestionForm(self.question, initial=self.given)

    def go(self, where: str, data: QueryDict) -> None:
        """Move after a button was pressed. where: back or skip; anything else goes to the next question."""
        if where == "back":
            self.at = max(0, self.at - 1)
        elif where == "skip" and not self.question.is_required:
            self.given.pop(self.question.key, None)
            self.at += 1
        else:
            self._next(QuestionForm(self.question, data))

    def _next(self, form: QuestionForm) -> None:
        key = self.question.key
        if form.is_valid() and self.question.kind != QuestionKind.TEXT and key not in self.given:
            form.add_error(key, _("Choose one of the answers."))  # "does not apply" together with others
        if form.is_valid():
            self.at += 1
        else:
            self.errors = form

    def refuse(self, error: InvalidInput) -> None:
        """Show the error of answers that were refused, at the question that it names, or at the last one."""
        keys = [question.key for question in self.questions]
        self.at = keys.index(error.field) if error.field in keys else len(keys) - 1
        key = self.question.key
        self.errors = QuestionForm(self.question, _as_sent(key, self.given.get(key, "")))
        self.errors.is_valid()
        if not self.errors.errors:
            self.errors.add_error(key, _(str(error.message)) % error.params)


def _as_sent(key: str, raw: Raw) -> QueryDict:
    data = QueryDict(mutable=True)
    data.setlist(f"q-{key}", [raw] if isinstance(raw, str) else raw)
    return data


def _sent(question: Question, data: QueryDict) -> Raw:
    several = data.getlist(f"q-{question.key}")
    return several if question.kind == QuestionKind.MULTIPLE else several[-1] if several else ""


def _position(raw: str, count: int) -> int:
    return min(int(raw), count - 1) if raw.isascii() and raw.isdigit() and len(raw) < 4 else 0


def _offered(question: Question, raw: Any) -> Raw:
    """What was sent, if it is one of the offered answers; else ""."""
    item = replace(item_of(question, len(question.choices.all())), is_required=False)
    try:
        answer = checked_answer(item, raw)
    except InvalidInput:
        return ""
    if question.kind == QuestionKind.TEXT:
        return str(answer or "")  # without characters that the database refuses
    return [str(one) for one in _listed(raw)] if question.kind == QuestionKind.MULTIPLE else str(raw or "")


def _listed(raw: Any) -> Iterable[Any]:
    return raw if isinstance(raw, list) else [raw] if raw else []
