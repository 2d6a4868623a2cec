"""What people type about customers. Limits are here and in the models; rules are in the services."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.staff.enums import Role
from aftersales.staff.models import Outlet, Region, User
from aftersales.staff.queries import people_with_role
from aftersales.store.in_use import offer

from ..enums import Channel, CustomerKind, Direction, Grade, Qualification, Tier
from ..models import Contact, Customer, Product
from ..queries import products

MAX_MONEY = Decimal("999999999999.99")


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def text(label: Any, limit: int, *, required: bool = False, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, required=required, **more)


def phone(label: Any) -> forms.CharField:
    return text(label, 40, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}))


def region_field() -> forms.ModelChoiceField[Region]:
    return forms.ModelChoiceField(Region.objects.all(), label=_("Region"), required=False, empty_label="")


def rep_field() -> forms.ModelChoiceField[User]:
    return forms.ModelChoiceField(User.objects.none(), label=_("Account rep"), required=False, empty_label="")


class CustomerForm(forms.Form):
    """The facts of an archive (A1)."""

    name = text(_("Customer name"), 200, required=True)
    phone = phone(_("Phone"))
    kind = forms.ChoiceField(label=_("Type"), choices=CustomerKind.choices, initial=CustomerKind.COMPANY)
    tier = forms.ChoiceField(label=_("Tier"), choices=Tier.choices, initial=Tier.ORDINARY)
    region = region_field()
    outlet = forms.ModelChoiceField(Outlet.objects.all(), label=_("Service outlet"), required=False, empty_label="")
    rep = rep_field()
    qualification = forms.ChoiceField(
        label=_("Qualification status"), choices=Qualification.choices, initial=Qualification.UNCHECKED
    )
    qualification_until = forms.DateField(
        label=_("Qualification valid until"),
        required=False,
        widget=DateInput,
        help_text=_("The account rep is notified 30 days before."),
    )
    email = forms.EmailField(label=_("Email"), max_length=254, required=False)
    since = forms.DateField(label=_("Customer since"), required=False, widget=DateInput)
    address = text(_("Address"), 300)
    annual_demand = forms.DecimalField(
        label=_("Annual demand"), required=False, min_value=0, max_value=MAX_MONEY, max_digits=14, decimal_places=2
    )
    not_before = forms.TimeField(
        label=_("Do not call before"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    not_by_phone = forms.BooleanField(label=_("Do not call this customer"), required=False)
    remarks = text(_("Remarks"), 2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "region", Region)
        offer(self, "outlet", Outlet)
        offer(self, "rep", User, role=Role.REP)


class NewCustomerForm(CustomerForm):
    """A new archive with its main contact. `other` says that somebody looked at the likely duplicates."""

    contact_name = text(_("Contact"), 100)
    contact_title = text(_("Job title"), 100)
    contact_phone = phone(_("Contact phone"))
    contact_email = forms.EmailField(label=_("Contact email"), max_length=254, required=False)
    other = forms.BooleanField(label=_("Different customer, keep both"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("contact_name") and any(data.get(f"contact_{part}") for part in ("title", "phone", "email")):
            self.add_error("contact_name", _("Enter the contact’s name."))
        return data


class EditCustomerForm(CustomerForm):
    tier_since = forms.DateField(
        label=_("New tier from"), required=False, widget=DateInput, help_text=_("If empty: from today.")
    )
    reason = text(_("Reason for change"), 200, help_text=_("Recorded in the history with your name."))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ContactForm(forms.Form):
    name = text(_("Contact"), 100, required=True)
    title = text(_("Job title"), 100)
    phone = phone(_("Phone"))
    email = forms.EmailField(label=_("Email"), max_length=254, required=False)
    is_primary = forms.BooleanField(label=_("Main contact"), required=False)


class PurchaseForm(forms.Form):
    """A product sold (A2). Price and warranty are the product's where they are left out."""

    product = forms.ModelChoiceField(Product.objects.none(), label=_("Product"), empty_label="")
    grade = text(_("Product grade"), 40)
    batch = text(_("Batch"), 40)
    serial = text(_("Serial number"), 60)
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=1_000_000, initial=1)
    unit_price = forms.DecimalField(
        label=_("Unit price"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text=_("If empty, the list price is used."),
    )
    purchased_on = forms.DateField(label=_("Purchase date"), required=False, widget=DateInput)
    warranty_until = forms.DateField(
        label=_("Warranty until"),
        required=False,
        widget=DateInput,
        help_text=_("If empty, it starts from the purchase date."),
    )
    contract_number = text(_("Contract number"), 60)
    inspection_body = text(
        _("Inspection body"), 100, help_text=_("Agreed in the contract; its findings are final in a dispute.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "product", products(), label=lambda product: product.label)


class NoteForm(forms.Form):
    """The writing box of the customer's page."""

    body = text(_("Conversation notes"), 10_000, required=True, widget=forms.Textarea(attrs={"rows": 3}))


class InteractionForm(NoteForm):
    """One contact with the customer."""

    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices, initial=Direction.IN)
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices, initial=Channel.PHONE)
    contact = forms.ModelChoiceField(Contact.objects.none(), label=_("Contact"), required=False)
    despite = text(_("Reason for calling anyway"), 200)

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = customer.contacts.all()
        self.fields["contact"].empty_label = _("Contact")
        if not (customer.not_by_phone or customer.not_before):
            del self.fields["despite"]


class FilterForm(forms.Form):
    """The filters of the list; they live in the address."""

    region = region_field()
    tier = forms.ChoiceField(label=_("Tier"), choices=[("", _("Any")), *Tier.choices], required=False)
    rep = rep_field()
    grade = forms.ChoiceField(label=_("Satisfaction"), choices=[("", _("Any")), *Grade.choices], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rep"].queryset = people_with_role(Role.REP)
        for name in ("region", "rep"):
            self.fields[name].empty_label = _("Any")


class FindForm(forms.Form):
    """What somebody types to find a customer. Never in an address: it may be a phone number."""

    q = forms.CharField(max_length=100, required=False)


class RevealForm(forms.Form):
    """What a number is needed for: what stands ready, or the own words."""

    reason = forms.CharField(max_length=200, required=False)
    other = forms.CharField(max_length=200, required=False)
