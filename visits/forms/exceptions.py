"""Input for exceptions from the cadence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.web.forms import VerbForm
from customers.forms.customer import OfCustomerForm


class ExceptionForm(VerbForm):
    """How often a customer is visited, if not as the tier requires. months: 0 means never."""

    key = "customer_id"
    months = forms.IntegerField(
        label=_("Interval in months"), min_value=0, max_value=60, help_text=_("0: this customer is never visited.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)


class EndExceptionForm(VerbForm):
    key = "customer_id"
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def arguments(self) -> dict[str, Any]:
        return {"customer_id": self.target.customer_id, **self.cleaned_data}


class NewExceptionForm(OfCustomerForm, ExceptionForm):
    """The exception of a customer; an earlier one is replaced."""
