"""Input for the maintenance of a purchase."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.web.fields import DayField
from aftersales.web.forms import VerbForm

from ..models import MaintenancePlan
from ..rules.kinds import MOST_MONTHS


class MaintenanceForm(VerbForm):
    """How often a purchase is maintained, until when, by which contract."""

    months = forms.IntegerField(label=_("Interval in months"), min_value=1, max_value=MOST_MONTHS)
    starts_on = DayField(
        label=_("Counted from"), help_text=_("The installation, the contract, or the last maintenance before.")
    )
    until_on = DayField(label=_("Contract ends"), required=False, help_text=_("Empty: without an end."))
    contract_number = forms.CharField(label=_("Contract number"), max_length=60, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def arguments(self) -> dict[str, Any]:
        target: MaintenancePlan | None = self.target
        return {**({"purchase_id": target.purchase_id} if target else {}), **self.cleaned_data}


class NewMaintenanceForm(MaintenanceForm):
    """The same for a purchase without a plan. purchase: its id."""

    purchase = forms.IntegerField(label=_("Purchase"), min_value=1, max_value=2**31 - 1)


class EndMaintenanceForm(VerbForm):
    reason = forms.CharField(label=_("Reason"), max_length=100)

    def arguments(self) -> dict[str, Any]:
        return {"purchase_id": self.target.purchase_id, **self.cleaned_data}
