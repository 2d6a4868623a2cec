"""Forms for the profile of a customer: the satisfaction grade set by hand, and the annual demand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.web.fields import CountField, DayField, NumberField
from aftersales.web.forms import VerbForm

from ..enums import Grade
from ..rules.grading import HOLD
from .customer import MAX_MONEY, text_field, version_field


class GradeForm(VerbForm):
    """A grade set by hand. The grading rule does not change it before held_until (default: 90 days from now)."""

    key = "customer_id"
    grade = forms.ChoiceField(
        label=_("Satisfaction"), choices=lambda: [(value, f"{value} {label}") for value, label in Grade.choices]
    )
    is_critical = forms.BooleanField(
        label=_("Critical (F)"),
        required=False,
        help_text=_("Media, consumer association, authority, lawyer, public figure."),
    )
    held_until = DayField(
        label=_("Valid until"), required=False, help_text=_("After this date the rule applies again.")
    )
    reason = text_field(_("Reason"), 200, required=True)
    version = version_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.target is not None:
            self.initial |= {"grade": self.target.grade or Grade.C, "version": self.target.version}
            # A value that the API does not send stays unchanged.
            self.fields["is_critical"].initial = self.target.is_critical
            self.fields["held_until"].initial = timezone.localdate() + HOLD


class DemandForm(VerbForm):
    """The annual demand of one year. reason: kept in the history."""

    key = "customer_id"
    year = CountField(label=_("Year"), min_value=1990, max_value=2100)
    amount = NumberField(
        label=_("Annual demand"), min_value=Decimal(0), max_value=MAX_MONEY, max_digits=14, decimal_places=2
    )
    reason = text_field("", 200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.target is not None:
            self.initial |= {"year": timezone.localdate().year, "amount": self.target.annual_demand}
