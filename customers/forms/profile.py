"""What people say about a grade, and about the demand of a year."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from ..enums import Grade
from .archive import MAX_MONEY, DateInput, text


class GradeForm(forms.Form):
    """A grade set by hand; the rule says nothing until the day."""

    grade = forms.ChoiceField(
        label=_("Satisfaction"), choices=[(value, f"{value} {label}") for value, label in Grade.choices]
    )
    is_critical = forms.BooleanField(
        label=_("Critical (F)"),
        required=False,
        help_text=_("Media, consumer association, authority, lawyer, public figure."),
    )
    held_until = forms.DateField(
        label=_("Valid until"), widget=DateInput, help_text=_("After this date the rule applies again.")
    )
    reason = text(_("Reason"), 200, required=True)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)


class DemandForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)
    amount = forms.DecimalField(
        label=_("Annual demand"), min_value=Decimal(0), max_value=MAX_MONEY, max_digits=14, decimal_places=2
    )
