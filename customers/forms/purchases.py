"""The filters of the list of products sold; they live in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import Region
from aftersales.web.fields import DayField

from ..queries.purchases import UNKNOWN
from ..rules.profile import COVERED, ENDED, ENDS

WARRANTY = [
    (COVERED, _("Under warranty")),
    (ENDS, _("Warranty expiring soon")),
    (ENDED, _("Out of warranty")),
    (UNKNOWN, _("Warranty unknown")),
]


class FilterPurchases(forms.Form):
    product = forms.CharField(label=_("Product code"), max_length=40, required=False)
    batch = forms.CharField(label=_("Batch"), max_length=40, required=False)
    serial = forms.CharField(label=_("Serial number"), max_length=60, required=False)
    contract = forms.CharField(label=_("Contract number"), max_length=60, required=False)
    warranty = forms.ChoiceField(label=_("Warranty"), choices=[("", _("Any")), *WARRANTY], required=False)
    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.all(), required=False, empty_label=_("Any")
    )
    since = DayField(label=_("Purchase date from"), required=False)
    until = DayField(label=_("Purchase date to"), required=False)
    customer = forms.CharField(label=_("Customer number"), max_length=20, required=False)

    def asked(self) -> dict[str, Any]:
        """What can be read of the address; the rest is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def said(self) -> list[tuple[str, Any, Any]]:
        """Name, label and value in words of each filter in force."""
        known = dict(WARRANTY)
        return [(name, self.fields[name].label, known.get(value, value)) for name, value in self.asked().items()]
