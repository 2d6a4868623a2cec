"""The form of the cadence of a tier."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.web.dated_pages import DatedForm
from aftersales.web.fields import CountField, DayField
from customers.enums import Channel, Tier

from ..rules.schedule import MOST_MONTHS
from .visits import CHANNELS


class CadenceForm(DatedForm):
    """How often customers of a tier are visited at least."""

    tier = forms.ChoiceField(label=_("Tier"), choices=Tier.choices)
    months = CountField(label=_("Interval in months"), min_value=1, max_value=MOST_MONTHS)
    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS, initial=Channel.PHONE)
    effective_from = DayField(
        label=_("Effective from"), help_text=_("The due days of all customers are computed again.")
    )
    effective_until = DayField(label=_("Last effective day"), required=False)

    def __init__(self, *args: Any, row: Any = None, **options: Any) -> None:
        super().__init__(*args, row=row, **options)
        if row is not None:
            self.fields["tier"].disabled = True
