"""What people type on the office floor."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from django import forms
from django.utils.translation import gettext_lazy as _


class SavedViewForm(forms.Form):
    """A name for the filters in force. list: the list's route name; query: what stands in its address."""

    name = forms.CharField(label=_("Name of the view"), max_length=40)
    is_shared = forms.BooleanField(
        label=_("For everybody who sees this list"), required=False, help_text=_("Otherwise only you see it.")
    )
    list = forms.SlugField(max_length=40, widget=forms.HiddenInput)
    query = forms.CharField(max_length=4000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["is_shared"]

    def params(self) -> dict[str, str]:
        return dict(parse_qsl(self.cleaned_data["query"], max_num_fields=100))
