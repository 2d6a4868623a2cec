"""What an interviewer enters: the outcome of a call, and the answers to the questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.web.fields import MomentField

from ..enums import CallOutcome, QuestionKind
from ..models import Question
from ..rules.answers import NOT_APPLICABLE
from ..rules.wording import DOES_NOT_APPLY, INTEGRITY, NO, YES, scale_words

PREFIX = "q-"


class CallForm(forms.Form):
    """The outcome, and one field for each question. The service checks the answers."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=CallOutcome.choices, widget=forms.RadioSelect)
    later_at = MomentField(label=_("Call again at"), required=False)

    def __init__(self, *args: Any, questions: Sequence[Question], with_later: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        if not with_later:
            del self.fields["later_at"]
            choices = [pair for pair in CallOutcome.choices if pair[0] != CallOutcome.LATER]
            self.fields["outcome"].choices = choices  # type: ignore[attr-defined]
        for question in questions:
            self.fields[f"{PREFIX}{question.key}"] = _field(question)

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The questions with their fields and both ends of their scales."""
        return [{"question": one, "field": self[f"{PREFIX}{one.key}"], "ends": _ends(one)} for one in self.questions]

    def answers(self) -> dict[str, Any]:
        """What was answered, by the keys of the questions."""
        given = {one.key: self.cleaned_data.get(f"{PREFIX}{one.key}") for one in self.questions}
        return {key: value for key, value in given.items() if value not in (None, "", [])}


def _field(question: Question) -> forms.Field:
    if question.kind == QuestionKind.TEXT:
        widget = forms.Textarea(attrs={"rows": 3, "class": "form-control"})
        return forms.CharField(label=str(question), required=False, max_length=2000, widget=widget)
    offered = _choices(question)
    if question.kind == QuestionKind.MULTIPLE:
        return forms.MultipleChoiceField(
            label=str(question), required=False, choices=offered, widget=forms.CheckboxSelectMultiple
        )
    return forms.ChoiceField(label=str(question), required=False, choices=offered, widget=forms.RadioSelect)


def _choices(question: Question) -> list[tuple[str, Any]]:
    if question.kind == QuestionKind.YES_NO:
        found: list[tuple[str, Any]] = [("yes", YES), ("no", NO)]
    elif question.kind == QuestionKind.INTEGRITY:
        found = [(str(number), words) for number, words in enumerate(INTEGRITY, start=1)]
    elif question.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        found = [(str(choice.position), f"{choice.text_zh} / {choice.text_en}") for choice in question.choices.all()]
    else:
        least, most = (0, 10) if question.kind == QuestionKind.RECOMMEND else (1, question.points)
        found = [(str(number), str(number)) for number in range(least, most + 1)]
    return [*found, (NOT_APPLICABLE, DOES_NOT_APPLY)] if question.may_not_apply else found


def _ends(question: Question) -> tuple[str, str]:
    """The words at the lowest and at the highest point of a scale."""
    if question.kind not in (QuestionKind.SCALE, QuestionKind.EFFORT):
        return "", ""
    words = [text.split("  ")[-1] for _number, text in scale_words(question.wording, question.points)]
    return words[-1], words[0]
