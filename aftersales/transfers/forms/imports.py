"""Forms of imports: the file, and the fields of its columns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.tables.importing import importer_of, importers_for
from aftersales.tables.outcomes import Existing
from aftersales.web.fields import PairsField
from aftersales.web.forms import VerbForm

from ..models import ImportRun


class NewImportForm(forms.Form):
    """A file, and the kind of its rows. names: headings of the file → fields, for headings that are not known ("" to
    ignore a column). dry_run: only check the rows; `start` imports them later. The page asks for the columns later."""

    kind: Any = forms.ChoiceField(label=_("Import type"))
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_("CSV or XLSX. The headings may stand below a title."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )
    names = PairsField(longest=1000, most=200, required=False)
    all_or_nothing = forms.BooleanField(required=False, widget=forms.HiddenInput)
    existing = forms.ChoiceField(
        choices=Existing.choices, initial=Existing.KEEP, required=False, widget=forms.HiddenInput
    )
    dry_run = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = [(importer.kind, importer.label) for importer in importers_for(user)]


class ImportVerbForm(VerbForm):
    """A verb of an import that needs no input."""

    key = "run_id"


class ColumnsForm(ImportVerbForm):
    """The field of each column: on the page a choice for each heading, in the API `names`, headings → fields.
    Headings that are not sent stay unchanged."""

    partial = True
    all_or_nothing = forms.BooleanField(
        label=_("All rows or none"),
        required=False,
        help_text=_("If not checked, valid rows are imported and rows with errors are listed."),
    )
    existing = forms.ChoiceField(
        label=_("Rows that exist already"),
        choices=Existing.choices,
        required=False,
        help_text=_("The check shows what would change before anything is imported."),
    )
    names = PairsField(longest=1000, most=200, required=False)

    def __init__(self, *args: Any, target: ImportRun, **kwargs: Any) -> None:
        initial = {"all_or_nothing": target.is_whole, "existing": target.existing}
        super().__init__(*args, target=target, initial=initial, **kwargs)
        self.headings = {f"column_{number}": heading for number, heading in enumerate(target.headings)}
        importer = importer_of(target.kind)
        if not importer.updates:
            del self.fields["existing"]
        choices = [("", _("Do not import")), *((field, importer.labels[field]) for field in importer.headings)]
        for name, heading in self.headings.items():
            self.fields[name] = forms.ChoiceField(
                label=heading, choices=choices, required=False, initial=target.names.get(heading, "")
            )

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[name] for name in self.headings]

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = {heading: data[name] for name, heading in self.headings.items()} | data["names"]
        return {
            "run_id": self.target.pk,
            "names": names,
            "all_or_nothing": data["all_or_nothing"],
            "existing": data.get("existing") or self.target.existing,
        }
