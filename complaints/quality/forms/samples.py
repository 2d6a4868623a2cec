"""Forms of samples."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.store.dates import company_date
from aftersales.store.in_use import offer
from aftersales.web.fields import FILES_HELP, CountField, DayField, FilesField, MomentField, YesNoField
from aftersales.web.forms import VerbForm, judged
from customers.models import Product

from ..enums import SampleKind
from ..permissions.samples import CUSTODIANS
from ..queries.investigations import people_by_department
from ..rules.samples import KEPT_DAYS
from .common import PersonField, person_label, text_field, version_field


class SampleForm(VerbForm):
    """The base of the verbs of a sample."""

    key = "sample_id"
    version = version_field()

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        present = self.values_of(target) if target is not None else {}
        kwargs["initial"] = present | (kwargs.get("initial") or {})
        super().__init__(*args, target=target, **kwargs)
        if "custodian" in self.fields:
            offer(self, "custodian", people_by_department(), label=person_label, role__in=CUSTODIANS)

    def values_of(self, row: Any) -> dict[str, Any]:
        """The initial values of the form."""
        return {"version": row.version}


class NewSampleForm(SampleForm):
    """A sample that is sealed. ticket, investigation: the number of what it belongs to; product and batch are those of
    the ticket if they are left out."""

    kind = forms.ChoiceField(label=_("Type"), choices=SampleKind.choices, widget=forms.RadioSelect, initial="sealed")
    seal_number = forms.CharField(label=_("Seal number"), max_length=40)
    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.all(), to_field_name="code", required=False
    )
    batch = forms.CharField(label=_("Batch"), max_length=40, required=False)
    serial = forms.CharField(label=_("Serial number"), max_length=60, required=False)
    quantity = CountField(label=_("Quantity"), min_value=1, max_value=10_000, initial=1, required=False)
    description = forms.CharField(label=_("Description"), max_length=300, required=False)
    taken_at = MomentField(label=_("Taken at"), ahead=timedelta(days=1))
    taken_from = forms.CharField(label=_("Taken from"), max_length=200, help_text=_("Whose, and where."))
    place = forms.CharField(label=_("Place of storage"), max_length=100)
    custodian = PersonField(label=_("Custodian"))
    retain_until = DayField(label=_("Keep until"))
    files = FilesField(label=_("Photos of the sample and its seal"), required=False, help_text=FILES_HELP)
    ticket = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    investigation = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    version = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        today = company_date(timezone.now())
        first = {"taken_at": timezone.localtime(), "retain_until": today + timedelta(days=KEPT_DAYS)}
        kwargs["initial"] = first | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        offer(self, "product", Product.objects.order_by("code"), label=lambda row: row.label)
        judged(self, "product")

    def clean_quantity(self) -> int:
        return self.cleaned_data["quantity"] or 1

    def arguments(self) -> dict[str, Any]:
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("ticket", "investigation")}
        return {"uploads": data.pop("files"), **data}


class HandOverForm(SampleForm):
    """A handover of a sample: where it goes, who has it then, and whether the seal is whole."""

    at = MomentField(label=_("Handed over at"), ahead=timedelta(days=1))
    place = forms.CharField(label=_("New place"), max_length=100)
    custodian = PersonField(label=_("Custodian"))
    holder = forms.CharField(
        label=_("Handed to (outside)"),
        max_length=100,
        required=False,
        help_text=_("For example the inspection body. Leave it empty when the sample is with us."),
    )
    seal_whole = YesNoField(label=_("Is the seal whole?"), yes=_("Whole"), no=_("Broken"))
    new_seal = forms.CharField(label=_("New seal number"), max_length=40, required=False)
    note = text_field(_("Note"), limit=300, rows=2)

    def values_of(self, row: Any) -> dict[str, Any]:
        known = {"at": timezone.localtime(), "place": row.place, "custodian": row.custodian, "holder": row.holder}
        return {**super().values_of(row), **known, "seal_whole": True}


class KeepForm(SampleForm):
    """Keep the sample longer or shorter than planned."""

    retain_until = DayField(label=_("Keep until"))
    reason = text_field(_("Reason"), required=True, limit=300, rows=2)

    def values_of(self, row: Any) -> dict[str, Any]:
        return {**super().values_of(row), "retain_until": row.retain_until}


class DisposeForm(SampleForm):
    """The first signature of a disposal."""

    disposal = text_field(
        _("How it is disposed of"), required=True, limit=300, rows=2, help_text=_("A second person signs after you.")
    )


class ConfirmDisposalForm(SampleForm):
    """The second signature of a disposal."""
