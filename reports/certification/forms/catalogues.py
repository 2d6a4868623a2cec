"""The form of a catalogue: points and query of each item."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.people.forms.common import version_field
from aftersales.web.fields import DayField, NumberField
from aftersales.web.forms import RowForm, RowsForm

from ..enums import Evidence
from ..queries.evaluations import newest_catalogue


class ItemLineForm(RowForm):
    """An item of the catalogue."""

    code = forms.CharField(max_length=12, widget=forms.HiddenInput)
    points = NumberField(label=_("Points"), min_value=0, max_value=100, max_digits=5, decimal_places=2)
    evidence = forms.ChoiceField(label=_("Query"), choices=[("", _("by hand")), *Evidence.choices], required=False)

    needed = ("code", "points")


class CatalogueForm(RowsForm):
    """A new catalogue: the items, from which day on, and why. Items that are not sent stay as they are."""

    key = "standard_id"
    row_form = ItemLineForm
    effective_from = DayField(label=_("Effective from"), required=False, help_text=_("Today, if left empty."))
    reason = forms.CharField(label=_("Reason for the change"), max_length=500)
    version = version_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        initial: list[dict[str, Any]] = []
        if self.target is not None:
            self.initial.setdefault("version", self.target.version)
            items = newest_catalogue(self.target).items.all()
            initial = [
                {"code": one.code, "points": f"{one.points.normalize():f}", "evidence": one.evidence}
                for one in items
                if one.parent_id
            ]
        self.make_rows(initial)

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "lines": [row.cleaned_data for row in self.rows]}
