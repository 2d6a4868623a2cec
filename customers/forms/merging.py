"""Putting two archives together."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Customer
from ..queries.duplicates import shown
from ..rules.merging import BOTH, GONE, KEPT, suggested
from ..services.customers import FACTS
from .archive import CustomerForm, text

ORDER = tuple(name for name in CustomerForm.base_fields if name in FACTS)


class ApartForm(forms.Form):
    reason = text(_("Why they are different customers"), 200, required=True)


class MergeForm(forms.Form):
    """One choice for each fact that differs, the likelier value chosen beforehand."""

    reason = text(_("Why they are the same customer"), 200, required=True)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    gone_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, kept: Customer, gone: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial |= {"version": kept.version, "gone_version": gone.version}
        self.facts = [name for name in ORDER if getattr(kept, name) != getattr(gone, name)]
        for name in self.facts:
            mine, theirs = getattr(kept, name), getattr(gone, name)
            nothing = _("(nothing)")
            choices = [(KEPT, shown(kept, name) or nothing), (GONE, shown(gone, name) or nothing)]
            if name == "remarks" and mine and theirs:
                choices.append((BOTH, _("Keep both")))
            self.fields[f"take_{name}"] = forms.ChoiceField(
                label=CustomerForm.base_fields[name].label,
                choices=choices,
                widget=forms.RadioSelect,
                initial=suggested(name, mine, theirs),
            )

    def choices(self, data: dict[str, Any]) -> dict[str, str]:
        return {name: data[f"take_{name}"] for name in self.facts}

    def picks(self) -> list[forms.BoundField]:
        return [self[f"take_{name}"] for name in self.facts]
