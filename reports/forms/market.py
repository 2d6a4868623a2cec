"""Forms of market notes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import Region
from aftersales.store.in_use import offer
from aftersales.web.fields import FILES_HELP, DayField, FilesField
from aftersales.web.forms import VerbForm
from customers.models import Product

from ..enums import NoteKind
from ..rules.library import period_before, period_with
from ..rules.periods import Span

MAX_TEXT = 10_000


def _text(label: Any, *, required: bool = True, rows: int = 5, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=MAX_TEXT, widget=widget, help_text=help_text)


def _version() -> forms.IntegerField:
    """The version that the client read. An outdated version is refused with 409."""
    return forms.IntegerField(required=False, min_value=1, max_value=10**9, widget=forms.HiddenInput)


class NoteFields(VerbForm):
    """What a market note says."""

    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Type"), choices=NoteKind.choices)
    first = DayField(label=_("From"))
    last = DayField(label=_("To"))
    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.none(), to_field_name="code", required=False, empty_label=_("All")
    )
    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.none(), to_field_name="code", required=False, empty_label=_("All")
    )
    competitor = forms.CharField(label=_("Competitor"), max_length=200, required=False)
    findings = _text(_("Findings"))
    asked_for = _text(
        _("What customers asked for"), required=False, rows=4, help_text=_("Name no customer; the report is kept.")
    )
    source = forms.CharField(
        label=_("Source"), max_length=500, help_text=_("Where it comes from, so that somebody can look it up.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "region", Region)
        offer(self, "product", Product.objects.order_by("code"), label=lambda product: product.label)


class WriteNoteForm(NoteFields):
    """A new market note."""

    files: Any = FilesField(label=_("Files"), required=False, help_text=FILES_HELP)


class ChangeNoteForm(NoteFields):
    """Change a market note."""

    key = "note_id"
    partial = True
    version = _version()

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        if target is not None:
            values = {name: getattr(target, name) for name in self.base_fields}
            kwargs["initial"] = values | (kwargs.get("initial") or {})
        super().__init__(*args, target=target, **kwargs)


class AttachForm(VerbForm):
    """Add files to a market note."""

    key = "note_id"
    files: Any = FilesField(label=_("Files"), help_text=FILES_HELP)


class WithdrawForm(VerbForm):
    """Withdraw a market note, with the reason."""

    key = "note_id"
    withdraw_reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    version = _version()

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        if target is not None:
            kwargs["initial"] = {"version": target.version} | (kwargs.get("initial") or {})
        super().__init__(*args, target=target, **kwargs)


class AskedForm(forms.Form):
    """The days about which somebody asks; without them, the last quarter until today."""

    begin = DayField(label=_("From"), required=False)
    end = DayField(label=_("To"), required=False)

    def span(self) -> Span:
        """The days that were given, as far as they are valid."""
        self.is_valid()
        today = timezone.localdate()
        first = self.cleaned_data.get("begin") or period_before(period_with(today, "quarter"), "quarter").first
        last = self.cleaned_data.get("end") or today
        return Span(min(first, last), max(first, last))
