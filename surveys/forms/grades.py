"""The filters of the list of grades. They are part of the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import Region
from customers.enums import Tier


class GradeFilterForm(forms.Form):
    region: Any = forms.ModelChoiceField(Region.objects.all(), label=_("Region"), required=False, empty_label=_("Any"))
    tier = forms.ChoiceField(label=_("Tier"), choices=[("", _("Any")), *Tier.choices], required=False)
    changed = forms.ChoiceField(
        label=_("Grade changed"),
        choices=[("", _("Any")), ("day", _("Since yesterday")), ("week", _("In the last week"))],
        required=False,
    )
