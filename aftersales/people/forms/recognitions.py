"""Forms of recognition and correction."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.in_use import offer
from aftersales.web.fields import DayField
from aftersales.web.forms import VerbForm

from ..enums import RecognitionKind
from ..queries.interviews import interviewees
from .common import PersonField, TargetForm, person_label, text_field, version_field


class ProposeForm(VerbForm):
    """Propose to recognise or correct somebody."""

    kind = forms.ChoiceField(label=_("Type"), choices=RecognitionKind.choices, widget=forms.RadioSelect)
    person = PersonField(label=_("Person"))
    happened_on = DayField(label=_("Day of the event"))
    reason = forms.CharField(label=_("Reason"), max_length=200)
    facts = text_field(
        pgettext_lazy("people", "Facts"),
        required=True,
        help_text=_("What happened, so that the person can comment on it."),
    )
    measure = text_field(_("Proposed measure"), limit=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", interviewees(self.user).order_by("name", "pk"), label=person_label)


class CommentForm(TargetForm):
    """What the person says about the facts."""

    key = "recognition_id"
    text = text_field(_("Your comment"), required=True, rows=5)
    version = version_field()


class DecideForm(TargetForm):
    key = "recognition_id"
    decision = text_field(pgettext_lazy("people", "Decision"), required=True)
    version = version_field()


class DeclineForm(TargetForm):
    key = "recognition_id"
    decision = text_field(_("Reason"), required=True)
    version = version_field()
