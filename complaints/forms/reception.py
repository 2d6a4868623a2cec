"""Forms of the reception."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..enums import VisitPurpose, WaitReason
from ..services.reception import LONGEST_WAIT


class NumberForm(forms.Form):
    """Who came in: one tap is enough."""

    purpose = forms.ChoiceField(label=_("Purpose of visit"), choices=VisitPurpose.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    customer = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)


class CallForm(forms.Form):
    """Where the visitor is called to."""

    counter = forms.CharField(label=_("Counter"), max_length=10, required=False)


class WaitForm(forms.Form):
    """What the waiting room is told."""

    minutes = forms.IntegerField(label=_("Waiting time in minutes"), min_value=1, max_value=LONGEST_WAIT)
    reason = forms.ChoiceField(label=_("Reason"), choices=WaitReason.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("Reason in Chinese, if other"), max_length=100, required=False)
    words_en = forms.CharField(label=_("In English"), max_length=150, required=False)
