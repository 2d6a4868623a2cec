"""A table that is brought in, and what its columns are."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.tables.importing import importer_of, importers_for

from ..models import ImportRun


class TableForm(forms.Form):
    """A file, and what its rows are."""

    kind = forms.ChoiceField(label=_("Import type"))
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_("CSV (UTF-8 or GB18030) or XLSX, with headings in the first row."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = [(importer.kind, importer.label) for importer in importers_for(user)]


class ColumnsForm(forms.Form):
    """Which field each column of a file is; its headings are the labels."""

    is_whole = forms.BooleanField(
        label=_("All rows or none"),
        required=False,
        help_text=_("If not checked, valid rows are imported and rows with errors are listed."),
    )

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_whole"].initial = run.is_whole
        self.headings = {f"column_{number}": heading for number, heading in enumerate(run.headings)}
        importer = importer_of(run.kind)
        choices = [("", _("Do not import")), *((field, importer.labels[field]) for field in importer.headings)]
        for name, heading in self.headings.items():
            self.fields[name] = forms.ChoiceField(
                label=heading, choices=choices, required=False, initial=run.names.get(heading, "")
            )

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[name] for name in self.headings]

    def names(self) -> dict[str, str]:
        """Headings → fields."""
        return {heading: self.cleaned_data[name] for name, heading in self.headings.items()}
