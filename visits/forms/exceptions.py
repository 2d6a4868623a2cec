"""Input for exceptions from the cadence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.web.fields import CountField, DayField
from aftersales.web.forms import VerbForm, called_for
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
        help_text=_("Fewer months than the tier has."),
    )
    not_before = DayField(label=_("Not before"), required=False)
    until = DayField(label=_("Last day"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        called_for(self, "months", by="kind", needed=(ExceptionKind.OFTEN,), mark=_("for “More often”"))
        called_for(self, "not_before", by="kind", needed=(ExceptionKind.NOT_BEFORE,), mark=_("for “Not before a day”"))
        ending = (ExceptionKind.OFTEN, ExceptionKind.NOT_BY_PHONE)
        called_for(self, "until", by="kind", needed=(ExceptionKind.PAUSED,), shown=ending, mark=_("for a pause"))


class EndExceptionForm(VerbForm):
    key = "exception_id"
    reason = forms.CharField(label=_("Reason"), max_length=200)


class NewExceptionForm(OfCustomerForm, ExceptionForm):
    """An exception of a customer; an earlier one of the kind is replaced."""


class KindFilterForm(forms.Form):
    """The kind of exceptions that the list shows. The choice is part of the address."""

    kind = forms.ChoiceField(choices=[("", _("All")), *ExceptionKind.choices], required=False)
