"""What people type about exports."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.tables.exporting import Listing

from ..enums import ExportFormat

MASKED, WHOLE = "masked", "whole"


class AskedForm(forms.Form):
    """Which list, with which filters, as a list's page hands it on. In the body: a filter may hold a phone number."""

    list = forms.SlugField(max_length=40, widget=forms.HiddenInput)
    query = forms.CharField(max_length=4000, required=False, widget=forms.HiddenInput)

    def clean_query(self) -> dict[str, str]:
        """As parts of an address; PostgreSQL takes no NUL."""
        try:
            pairs = parse_qsl(self.cleaned_data["query"], max_num_fields=100)
        except ValueError as error:
            raise forms.ValidationError(_("The filters couldn’t be read.")) from error
        if any("\0" in value for _name, value in pairs):
            raise forms.ValidationError(_("The filters couldn’t be read."))
        return dict(pairs)

    @property
    def params(self) -> dict[str, str]:
        return self.cleaned_data["query"]


class ExportForm(AskedForm):
    """How it is to be taken."""

    file_format = forms.ChoiceField(
        label=_("Format"), choices=ExportFormat.choices, initial=ExportFormat.CSV, widget=forms.RadioSelect
    )
    personal = forms.ChoiceField(
        label=_("Personal data"),
        choices=[(MASKED, _("Masked")), (WHOLE, _("According to my permissions"))],
        initial=MASKED,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Reason for export"), max_length=300, required=False)

    def __init__(self, *args: Any, listing: Listing, limit: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["personal"].help_text = _(
            "Exporting more than %(limit)s unmasked records a day needs a second person’s approval."
        ) % {"limit": limit}
        if not listing.is_personal:
            del self.fields["personal"]

    @property
    def is_whole(self) -> bool:
        return self.cleaned_data.get("personal") == WHOLE


class DecideForm(forms.Form):
    """Consent or refusal."""

    answer = forms.CharField(label=_("Decision"), max_length=300, required=False)
