"""Forms to handle data requests, and to reveal a masked phone number."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.web.fields import DayField
from aftersales.web.forms import VerbForm

from ..enums import RequestKind
from ..models import Contact
from .customer import OfCustomerForm, text_field, version_field


class RequestForm(forms.Form):
    """received_on: the day the request arrived; today if it is left out."""

    kind = forms.ChoiceField(label=_("Request type"), choices=RequestKind.choices, widget=forms.RadioSelect)
    asked_by = text_field(_("Requester"), 100, required=True, help_text=_("Verify the identity of the requester."))
    received_on = DayField(label=pgettext_lazy("a moment", "Received"), required=False)
    note = text_field(_("Conversation notes"), 2000, widget=forms.Textarea(attrs={"rows": 3}))


class NewRequestForm(OfCustomerForm, RequestForm):
    """received_on: the day the request arrived; today if it is left out."""


class _RequestVerbForm(VerbForm):
    key = "request_id"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.target is not None:
            self.initial |= {"version": self.target.version}


class FinishForm(_RequestVerbForm):
    """outcome: what was answered. refused: the request is declined, and outcome is the reason."""

    outcome = text_field(_("Outcome"), 300, required=True)
    refused = forms.BooleanField(label=_("Decline for this reason"), required=False)
    version = version_field()


class EraseForm(_RequestVerbForm):
    """typed: the customer's number, typed as a confirmation because erasure can't be undone."""

    typed = text_field(_("Customer number"), 20, required=True)
    version = version_field()


class RevealForm(VerbForm):
    """reason: what the number is needed for. other: a reason in the user's own words, instead of one that the page
    offers."""

    reason = forms.CharField(max_length=200, required=False)
    other = forms.CharField(max_length=200, required=False)

    def arguments(self) -> dict[str, Any]:
        reason = self.cleaned_data["other"] or self.cleaned_data["reason"]
        if isinstance(self.target, Contact):
            return {"customer_id": self.target.customer_id, "contact_id": self.target.pk, "reason": reason}
        return {"customer_id": self.target.pk, "reason": reason}
