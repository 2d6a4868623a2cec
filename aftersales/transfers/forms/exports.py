"""Forms of exports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.tables.exporting import Listing
from aftersales.web.fields import PairsField, YesNoField
from aftersales.web.forms import VerbForm

from ..enums import ExportFormat


class ListForm(forms.Form):
    """Which list, with which filters. They stand in the body: a filter may hold a phone number."""

    list = forms.SlugField(max_length=40, widget=forms.HiddenInput)
    filters = PairsField(required=False)


class ExportForm(ListForm):
    """list: its name; filters: as in the address of its page. is_whole: unmasked, as far as the reader may."""

    file_format = forms.ChoiceField(
        label=_("Format"),
        choices=ExportFormat.choices,
        initial=ExportFormat.CSV,
        required=False,
        widget=forms.RadioSelect,
    )
    is_whole: Any = YesNoField(
        label=_("Personal data"),
        yes=_("According to my permissions"),
        no=_("Masked"),
        initial="no",
        required=False,
    )
    reason = forms.CharField(label=_("Reason for export"), max_length=300, required=False)

    def __init__(self, *args: Any, limit: int, listing: Listing | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole: Any = self.fields["is_whole"]
        whole.choices = [("no", _("Masked")), ("yes", _("According to my permissions"))]  # the safe one first
        text = _("Exporting more than %(limit)s unmasked records a day needs a second person’s approval.")
        whole.help_text = text % {"limit": limit}
        if listing is not None and not listing.is_personal:
            del self.fields["is_whole"]

    def arguments(self) -> dict[str, Any]:
        """What the service takes besides actor and now."""
        data = self.cleaned_data
        return {
            "page": data["list"],
            "params": data["filters"],
            "file_format": data["file_format"] or ExportFormat.CSV,
            "is_whole": data.get("is_whole") or False,
            "reason": data["reason"],
        }


class ConsentForm(VerbForm):
    key = "export_id"
    answer = forms.CharField(label=_("Decision"), max_length=300, required=False)


class RefuseForm(VerbForm):
    key = "export_id"
    answer = forms.CharField(label=_("Decision"), max_length=300)
