"""Input for exceptions from the cadence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.web.fields import CountField, DayField
from aftersales.web.forms import VerbForm, judged
from customers.forms.customer import OfCustomerForm

from ..enums import ExceptionKind
from ..rules.schedule import MOST_MONTHS


class ExceptionForm(VerbForm):
    """How the visits of a customer differ from what the tier requires. An earlier exception of the kind is replaced."""

    key = "customer_id"
    kind = forms.ChoiceField(label=_("Exception"), choices=ExceptionKind.choices, widget=forms.RadioSelect)
    months = CountField(
        label=_("Interval in months"),
        min_value=1,
        max_value=MOST_MONTHS,
        required=False,
        help_text=_("For “More often”: fewer months than the tier has."),
    )
    not_before = DayField(label=_("Not before"), required=False, help_text=_("For “Not before a day”."))
    until = DayField(label=_("Last day"), required=False, help_text=_("A pause needs one; otherwise if there is one."))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        judged(self, "months", "not_before", "until")


class EndExceptionForm(VerbForm):
    key = "exception_id"
    reason = forms.CharField(label=_("Reason"), max_length=200)


class NewExceptionForm(OfCustomerForm, ExceptionForm):
    """An exception of a customer; an earlier one of the kind is replaced."""


class KindFilterForm(forms.Form):
    """The kind of exceptions that the list shows. The choice is part of the address."""

    kind = forms.ChoiceField(choices=[("", _("All")), *ExceptionKind.choices], required=False)
