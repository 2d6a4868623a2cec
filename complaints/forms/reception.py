"""Forms of the front desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.web.fields import CountField
from aftersales.web.forms import VerbForm
from customers.models import Customer
from customers.permissions import visible_to as visible_customers
from customers.queries.numbers import current_number

from ..enums import VisitPurpose, WaitReason
from ..services.reception import LONGEST_WAIT


class CustomerField(forms.ModelChoiceField):
    """A customer by its number, also by one that was merged."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(current_number(value) if isinstance(value, str) and value else value)


class NumberForm(VerbForm):
    """A new visitor. Only the purpose is required. customer: the number of a customer that the user may see."""

    purpose = forms.ChoiceField(label=_("Purpose of visit"), choices=VisitPurpose.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    customer: Any = CustomerField(
        queryset=Customer.objects.none(), to_field_name="number", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.user is not None:
            self.fields["customer"].queryset = visible_customers(self.user)  # type: ignore[attr-defined]


class CounterForm(VerbForm):
    """The counter to which a visitor is called."""

    key = "visitor_id"
    counter = forms.CharField(label=_("Counter"), max_length=10, required=False)


class VisitorForm(VerbForm):
    key = "visitor_id"


class VisitorNoteForm(VisitorForm):
    """The end of a visit. note: what to remember about it."""

    note = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)


class WaitForm(forms.Form):
    """An announcement in the waiting room. words: the reason in Chinese and in English, if it is another one."""

    minutes = CountField(label=_("Waiting time in minutes"), min_value=1, max_value=LONGEST_WAIT)
    reason = forms.ChoiceField(label=_("Reason"), choices=WaitReason.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("Reason in Chinese, if other"), max_length=100, required=False)
    words_en = forms.CharField(label=_("In English"), max_length=150, required=False)
