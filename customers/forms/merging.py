"""Forms to keep two possible duplicates apart, or to merge two customers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aftersales.web.forms import VerbForm

from ..models import Customer
from ..permissions import visible_to
from ..queries.duplicates import fact_text
from ..queries.numbers import current_number
from ..rules.merging import BOTH, GONE, KEPT, SUMMED, suggested
from ..services.customers import FACTS
from .customer import CustomerForm, text_field, version_field

FACTS_IN_ORDER = tuple(name for name in CustomerForm.base_fields if name in FACTS)


class KeepApartForm(VerbForm):
    key = "pair_id"
    reason = text_field(_("Why they are different customers"), 200, required=True)


class ConfirmMergeForm(VerbForm):
    """Agree to a merge that a colleague has asked for."""

    key = "merge_id"


class MergeNoteForm(VerbForm):
    key = "merge_id"
    note = text_field(_("Reason"), 200, required=True)


class MergeForm(VerbForm):
    """other: the number of the customer that is merged into this one. take_…: which value of a field to keep:
    `kept`, `gone` or, for remarks, `both`; if left out, the more likely one. version, gone_version: the versions of
    the two customers that were read."""

    key = "kept_id"
    other = forms.CharField(max_length=20, widget=forms.HiddenInput)
    reason = text_field(_("Why they are the same customer"), 200, required=True)
    version = version_field()
    gone_version = version_field()

    def __init__(self, *args: Any, gone: Customer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gone = gone
        self.differing: list[str] = []
        if gone is not None:
            self.fields["other"].required = False  # the page takes it from its URL
            self._compare(self.target, gone)

    def _compare(self, kept: Customer, gone: Customer) -> None:
        """Offer both values of each field that differs, with the more likely one selected."""
        self.initial |= {"version": kept.version, "gone_version": gone.version}
        self.differing = [name for name in FACTS_IN_ORDER if getattr(kept, name) != getattr(gone, name)]
        nothing = _("(nothing)")
        for name in self.differing:
            field: Any = self.fields[f"take_{name}"]
            values = getattr(kept, name), getattr(gone, name)
            field.initial, field.required = suggested(name, *values), True
            field.choices = [(KEPT, fact_text(kept, name) or nothing), (GONE, fact_text(gone, name) or nothing)]
            if name in SUMMED and all(values):
                field.choices.append((BOTH, _("Add both") if name == "annual_demand" else _("Keep both")))

    def clean_other(self) -> Customer:
        number = current_number(self.cleaned_data["other"])
        gone = self.gone or visible_to(self.user).filter(number=number).first()
        if gone is None:
            raise ValidationError(_("No customer has this number."), code="unknown")
        return gone

    def picks(self) -> list[forms.BoundField]:
        return [self[f"take_{name}"] for name in self.differing]

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        choices = {name: data[f"take_{name}"] for name in FACTS_IN_ORDER if data[f"take_{name}"]}
        named = {name: data[name] for name in ("reason", "version", "gone_version")}
        return {"kept_id": self.target.pk, "gone_id": data["other"].pk, "choices": choices, **named}


def _take_field(name: str) -> forms.ChoiceField:
    choices = [(KEPT, _("(nothing)")), (GONE, _("(nothing)")), *([(BOTH, _("Keep both"))] if name in SUMMED else [])]
    label = CustomerForm.base_fields[name].label
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, required=False)


MergeForm.base_fields |= {f"take_{name}": _take_field(name) for name in FACTS_IN_ORDER}
