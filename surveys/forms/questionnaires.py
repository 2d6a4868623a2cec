"""The forms of the verbs of questionnaires and their questions; page and API share them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.web.fields import CountField
from aftersales.web.forms import VerbForm, called_for, judged

from ..enums import Aspect, QuestionKind, SurveyKind, Wording
from ..models import IndexModel, Question
from ..queries.questionnaires import latent_of, latents_of
from ..rules.drafting import CHOSEN


class ModelField(forms.ModelChoiceField):
    """An index model, chosen by its code."""

    def __init__(self, **options: Any) -> None:
        rows = IndexModel.objects.filter(is_retired=False)
        super().__init__(queryset=rows, to_field_name="code", required=False, empty_label=_("None"), **options)


class NewQuestionnaireForm(forms.Form):
    """A questionnaire of its own."""

    code = forms.SlugField(label=_("Code"), max_length=50, help_text=_("Letters and digits; it never changes."))
    kind = forms.ChoiceField(label=_("Type"), choices=SurveyKind.choices)
    title_zh = forms.CharField(label=_("Chinese title"), max_length=200)
    title_en = forms.CharField(label=_("English title"), max_length=200)
    index_model = ModelField(label=_("Index model"))


class QuestionnaireForm(VerbForm):
    """The base of the verbs of a version."""

    key = "questionnaire_id"


class EditQuestionnaireForm(QuestionnaireForm):
    partial = True
    title_zh = forms.CharField(label=_("Chinese title"), max_length=200)
    title_en = forms.CharField(label=_("English title"), max_length=200)
    index_model = ModelField(
        label=_("Index model"), help_text=_("Says which latent variables there are, and which one is the index.")
    )

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        if target is not None:
            model = target.index_model.code if target.index_model else None
            kwargs["initial"] = {"title_zh": target.title_zh, "title_en": target.title_en, "index_model": model}
        super().__init__(*args, target=target, **kwargs)


class WhyForm(QuestionnaireForm):
    """What is to be said about a step that others see later."""

    reason = forms.CharField(label=_("Reason"), max_length=80)


class QuestionFields(VerbForm):
    """What a question says, in both languages, and what it measures."""

    text_zh = forms.CharField(
        label=_("Wording, Chinese"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "lang": "zh-Hans"})
    )
    text_en = forms.CharField(
        label=_("Wording, English"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "lang": "en"})
    )
    low_zh = forms.CharField(label=_("Word at the lowest, Chinese"), max_length=40, required=False)
    low_en = forms.CharField(label=_("Word at the lowest, English"), max_length=40, required=False)
    high_zh = forms.CharField(label=_("Word at the highest, Chinese"), max_length=40, required=False)
    high_en = forms.CharField(label=_("Word at the highest, English"), max_length=40, required=False)
    choices_zh = forms.CharField(
        label=_("Answers, Chinese"), max_length=4200, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    choices_en = forms.CharField(
        label=_("Answers, English"),
        max_length=4200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One on each line, as many in both languages."),
    )
    latent = forms.ChoiceField(label=_("Measures"), required=False)
    aspect = forms.ChoiceField(label=_("Aspect"), choices=[("", _("None")), *Aspect.choices], required=False)
    wording = forms.ChoiceField(label=_("Usual words"), choices=Wording.choices, initial=Wording.RATING, required=False)
    may_not_apply = forms.BooleanField(
        label=_("“Does not apply to me” can be chosen"),
        required=False,
        help_text=_("It counts neither as zero nor in the denominator."),
    )
    is_required = forms.BooleanField(label=_("Must be answered"), required=False)

    def __init__(self, *args: Any, questionnaire: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = latents_of(questionnaire) if questionnaire is not None else {}
        named = [(code, f"{code} · {zh} · {en}") for code, (zh, en) in offered.items()]
        latent: Any = self.fields["latent"]
        latent.choices = [("", _("Not in the index")), *named]
        judged(self, "latent", "aspect", "wording", "kind", "points")
        called_for(self, "choices_zh", "choices_en", by="kind", needed=CHOSEN, mark=_("for a choice"))


class AddQuestionForm(QuestionFields):
    """A new question. The key of one that an earlier version asked goes on with its trend."""

    key = "questionnaire_id"
    question_key = forms.SlugField(
        label=_("Key"), max_length=50, help_text=_("Names the answer in exports and trends; it never changes.")
    )
    kind = forms.ChoiceField(label=_("Type"), choices=QuestionKind.choices)
    points = CountField(label=_("Scale points"), min_value=2, max_value=10, required=False)
    field_order = ("question_key", "kind", "points", "wording")

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, target=target, questionnaire=target, **kwargs)
        judged(self, "points")

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        found["key"] = found.pop("question_key")
        found["wording"] = found["wording"] or Wording.RATING
        return found


class EditQuestionForm(QuestionFields):
    """A question of a version that can still be changed."""

    key = "question_id"
    partial = True
    kind = forms.ChoiceField(label=_("Type"), choices=QuestionKind.choices, required=False)
    points = CountField(label=_("Scale points"), min_value=2, max_value=10, required=False)

    def __init__(self, *args: Any, target: Question | None = None, **kwargs: Any) -> None:
        if target is not None:
            kwargs["initial"] = values_of(target)
        questionnaire = target.questionnaire if target is not None else None
        super().__init__(*args, target=target, questionnaire=questionnaire, **kwargs)
        judged(self, "kind", "points")

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        found["wording"] = found["wording"] or Wording.RATING
        found["kind"] = found["kind"] or None
        return found


def values_of(question: Question) -> dict[str, Any]:
    """The values of a question as its form shows them."""
    latent, choices = latent_of(question), list(question.choices.all())
    plain = (
        *("text_zh", "text_en", "low_zh", "low_en", "high_zh", "high_en"),
        *("aspect", "wording", "may_not_apply", "is_required", "kind", "points"),
    )
    return {
        **{name: getattr(question, name) for name in plain},
        "latent": latent.code if latent else "",
        "choices_zh": "\n".join(choice.text_zh for choice in choices),
        "choices_en": "\n".join(choice.text_en for choice in choices),
    }


class QuestionForm(VerbForm):
    """A verb of a question that needs nothing."""

    key = "question_id"


class MoveForm(QuestionForm):
    """up: towards the beginning; else towards the end."""

    up = forms.BooleanField(label=_("Move up"), required=False, widget=forms.HiddenInput)
