"""What is typed about requests of people."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..enums import RequestKind
from .archive import DateInput, text


class NewRequestForm(forms.Form):
    kind = forms.ChoiceField(label=_("Request type"), choices=RequestKind.choices, widget=forms.RadioSelect)
    asked_by = text(_("Requester"), 100, required=True, help_text=_("Verify the identity of the requester."))
    received_on = forms.DateField(label=pgettext_lazy("a moment", "Received"), widget=DateInput)
    note = text(_("Conversation notes"), 2000, widget=forms.Textarea(attrs={"rows": 3}))


class FinishForm(forms.Form):
    outcome = text(_("Outcome"), 300, required=True)
    refused = forms.BooleanField(label=_("Decline for this reason"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class EraseForm(forms.Form):
    typed = text(_("Customer number"), 20, required=True)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
