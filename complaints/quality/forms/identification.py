"""The form of the product identification 产品鉴定."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.web.forms import RowForm

from ..enums import SpecimenVerdict
from .causes import InvestigationRowsForm
from .common import text_field


class SpecimenRow(RowForm):
    """One unit that was examined."""

    unit = forms.CharField(label=_("Unit examined"), max_length=80, required=False)
    holder = forms.CharField(label=pgettext_lazy("specimen", "From"), max_length=80, required=False)
    item = forms.CharField(label=_("What was tested"), max_length=80, required=False)
    limit = forms.CharField(label=_("Limit"), max_length=40, required=False)
    measured = forms.CharField(label=_("Measured"), max_length=40, required=False)
    verdict = forms.ChoiceField(label=_("Finding"), choices=SpecimenVerdict.choices, required=False)
    needed = ("unit",)


class IdentificationForm(InvestigationRowsForm):
    """What the product is, how it was tested and what was found. Replaces the list of units."""

    row_form = SpecimenRow
    rows_name = "specimens"
    max_rows = 40
    told = "unit"
    spare = 2
    identification = text_field(
        _("Product identification"),
        required=True,
        help_text=_("Model, grade, batch and serial number as examined; how it was tested."),
    )

    def stands(self, row: Any) -> dict[str, Any]:
        return {**super().stands(row), "identification": row.identification}

    def arguments(self) -> dict[str, Any]:
        return super().arguments()
