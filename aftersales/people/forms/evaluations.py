"""Forms of the evaluation of the communication rules."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.web.fields import DayField
from aftersales.web.forms import VerbForm

from ..enums import Verdict
from .common import TargetForm, text_field, version_field


class FindingForm(VerbForm):
    """What was found about one rule."""

    key = "evaluation_id"
    rule = forms.CharField(
        label=_("Rule"), max_length=200, help_text=_("For example: answer enquiries on the same day.")
    )
    verdict = forms.ChoiceField(
        label=pgettext_lazy("people", "Verdict"), choices=Verdict.choices, widget=forms.RadioSelect
    )
    finding = text_field(pgettext_lazy("people", "Finding"), required=True)
    proposal = text_field(pgettext_lazy("people", "Proposal"))


class DecideEvaluationForm(TargetForm):
    """What changes in the rules, and when they are evaluated next."""

    key = "evaluation_id"
    decision = text_field(pgettext_lazy("people", "Decision"), required=True, rows=5)
    next_due_on = DayField(label=_("Next evaluation due"), required=False, help_text=_("In a year, if left empty."))
    version = version_field()
