"""Forms of exports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.tables.exporting import Listing
from aftersales.web.fields import PairsField, YesNoField
from aftersales.web.forms import VerbForm, judged

from ..enums import ExportFormat


class ListForm(forms.Form):
    """A list with filters. They are sent in the body, because a filter may contain a phone number."""

    list = forms.SlugField(max_length=40, widget=forms.HiddenInput)
    filters = PairsField(required=False)


class ExportForm(ListForm):
    """list: the name of the list. filters: the parameters of its page's URL. is_whole: without masks, as far as the
    user may see it."""

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
        whole.choices = [("no", _("Masked")), ("yes", _("According to my permissions"))]  # the safe choice first
        text = _("Exporting more than %(limit)s unmasked records a day needs a second person’s approval.")
        whole.help_text = text % {"limit": limit}
        if listing is not None and not listing.is_personal:
            del self.fields["is_whole"]

    def arguments(self) -> dict[str, Any]:
        """The arguments of the service, except actor and now."""
        data = self.cleaned_data
        return {
            "page": data["list"],
            "params": data["filters"],
            "file_format": data["file_format"] or ExportFormat.CSV,
            "is_whole": data.get("is_whole") or False,
            "reason": data["reason"],
        }


class ConsentForm(VerbForm):
    """The form of the page, whose other button declines."""

    key = "export_id"
    answer = forms.CharField(label=pgettext_lazy("decision", "Comment"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        judged(self, "answer", mark=_("if you decline"))


class RefuseForm(VerbForm):
    key = "export_id"
    answer = forms.CharField(label=pgettext_lazy("decision", "Comment"), max_length=300)
