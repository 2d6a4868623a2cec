"""Forms of purchases: what a customer bought, and the filters of the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import Region
from aftersales.store.in_use import offer
from aftersales.web.fields import CountField, DayField, NumberField

from ..models import Product, Purchase
from ..queries import products
from ..queries.purchases import UNKNOWN
from ..rules.profile import COVERED, ENDED, ENDS
from .customer import CustomerNumberField, OfCustomerForm, text_field

WARRANTY = [
    (COVERED, _("Under warranty")),
    (ENDS, _("Warranty expiring soon")),
    (ENDED, _("Out of warranty")),
    (UNKNOWN, _("Warranty unknown")),
]


class PurchaseForm(forms.Form):
    """A purchase (A2). Price and warranty default to those of the product."""

    product: Any = forms.ModelChoiceField(
        Product.objects.none(), label=_("Product"), empty_label="", to_field_name="code"
    )
    grade = text_field(_("Product grade"), 40)
    batch = text_field(_("Batch"), 40)
    serial = text_field(_("Serial number"), 60)
    serial_reason = text_field(
        _("Why the serial number is right"),
        200,
        help_text=_("Only if it is with another customer by an earlier sale."),
    )
    quantity = CountField(label=_("Quantity"), min_value=1, max_value=1_000_000, initial=1, required=False)
    unit_price = NumberField(
        label=_("Unit price"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text=_("If empty, the list price is used."),
    )
    purchased_on = DayField(label=_("Purchase date"), required=False)
    installed_on = DayField(
        label=_("Installation date"),
        required=False,
        help_text=_("If the product needs installation, its warranty starts then."),
    )
    warranty_until = DayField(
        label=_("Warranty agreed until"),
        required=False,
        help_text=_("Only if the contract states it. Otherwise it is calculated from the product’s warranty period."),
    )
    contract_number = text_field(_("Contract number"), 60)
    inspection_body = text_field(
        _("Inspection body"), 100, help_text=_("Agreed in the contract; its findings are final in a dispute.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "product", products(), label=lambda product: product.label)
        if not self.is_bound:
            # It is asked for only after a conflict.
            self.fields["serial_reason"].widget = forms.HiddenInput()

    def clean_quantity(self) -> int:
        return self.cleaned_data["quantity"] or self.get_initial_for_field(self.fields["quantity"], "quantity")


class NewPurchaseForm(OfCustomerForm, PurchaseForm):
    """A purchase of a customer. Price and warranty default to those of the product."""


class EditPurchaseForm(PurchaseForm):
    """Only the fields that are sent are changed. reason: kept in the history."""

    reason = text_field("", 200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, purchase: Purchase, **kwargs: Any) -> None:
        stored = {name: getattr(purchase, name, "") for name in PurchaseForm.base_fields}
        stored["warranty_until"] = purchase.warranty_agreed_until
        super().__init__(*args, initial=stored, **kwargs)


class PurchaseFilterForm(forms.Form):
    """The filters of the list. They are part of the URL."""

    product = forms.CharField(label=_("Product code"), max_length=40, required=False)
    batch = forms.CharField(label=_("Batch"), max_length=40, required=False)
    serial = forms.CharField(label=_("Serial number"), max_length=60, required=False)
    contract = forms.CharField(label=_("Contract number"), max_length=60, required=False)
    warranty = forms.ChoiceField(label=_("Warranty"), choices=[("", _("Any")), *WARRANTY], required=False)
    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.all(), required=False, empty_label=_("Any")
    )
    since = DayField(label=_("Purchase date from"), required=False)
    until = DayField(label=_("Purchase date to"), required=False)
    customer = CustomerNumberField(required=False)

    def chosen(self) -> dict[str, Any]:
        """The filters that have a valid value."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
