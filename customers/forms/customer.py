"""Forms to create, change and find customers and their contacts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.staff.enums import Role
from aftersales.staff.models import Outlet, Region, User
from aftersales.staff.queries import people_with_role
from aftersales.store.in_use import offer
from aftersales.store.personal import masked_phone
from aftersales.web.fields import DayField, NumberField, PhoneField

from ..enums import CustomerKind, Grade, Qualification, Tier
from ..models import Contact, Customer
from ..queries.numbers import current_number

MAX_MONEY = Decimal("999999999999.99")
MAX_ID = 2**31 - 1


def text_field(label: Any, limit: int, *, required: bool = False, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, required=required, **more)


def keep_both_field() -> forms.BooleanField:
    """Somebody has looked at the likely duplicates and found that this is another customer."""
    return forms.BooleanField(label=_("Different customer, keep both"), required=False)


def version_field() -> forms.IntegerField:
    """The version that the editor has read; if somebody has changed the record since, the answer is 409."""
    return forms.IntegerField(required=False, min_value=1, max_value=MAX_ID, widget=forms.HiddenInput)


class CustomerNumberField(forms.CharField):
    """The number of a customer. A number that was merged, or one of the old system, becomes the number of today."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=options.pop("label", _("Customer number")), max_length=60, **options)

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        return current_number(text) if text else text


class OfCustomerForm(forms.Form):
    """customer: the customer's number. Only the API sends it; a page takes it from its URL."""

    customer = CustomerNumberField()


class CustomerForm(forms.Form):
    """The fields of a customer (A1)."""

    name = text_field(_("Customer name"), 200, required=True)
    phone = PhoneField(label=_("Phone"), required=False)
    external_number = text_field(_("Number in the old system"), 60)
    kind = forms.ChoiceField(
        label=_("Type"), choices=CustomerKind.choices, initial=CustomerKind.COMPANY, required=False
    )
    tier = forms.ChoiceField(label=_("Tier"), choices=Tier.choices, initial=Tier.ORDINARY, required=False)
    region: Any = forms.ModelChoiceField(
        Region.objects.all(), label=_("Region"), required=False, empty_label="", to_field_name="code"
    )
    outlet: Any = forms.ModelChoiceField(
        Outlet.objects.all(), label=_("Service outlet"), required=False, empty_label=""
    )
    rep: Any = forms.ModelChoiceField(
        User.objects.none(), label=_("Account rep"), required=False, empty_label="", to_field_name="username"
    )
    qualification = forms.ChoiceField(
        label=_("Qualification status"),
        choices=Qualification.choices,
        initial=Qualification.UNCHECKED,
        required=False,
    )
    qualification_until = DayField(
        label=_("Qualification valid until"),
        required=False,
        help_text=_("The account rep is notified 30 days before."),
    )
    email = forms.EmailField(label=_("Email"), max_length=254, required=False)
    since = DayField(label=_("Customer since"), required=False)
    last_visit_on = DayField(
        label=_("Last visit on"),
        required=False,
        help_text=_("Before this system was used; later visits are recorded here."),
    )
    address = text_field(_("Address"), 300)
    annual_demand = NumberField(
        label=_("Annual demand"), required=False, min_value=0, max_value=MAX_MONEY, max_digits=14, decimal_places=2
    )
    not_before = forms.TimeField(
        label=_("Do not call before"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    not_by_phone = forms.BooleanField(label=_("Do not call this customer"), required=False)
    remarks = text_field(_("Remarks"), 2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "region", Region)
        offer(self, "outlet", Outlet)
        offer(self, "rep", User, role=Role.REP)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in {"kind", "tier", "qualification"} & set(self.fields):
            data[name] = data.get(name) or self.get_initial_for_field(self.fields[name], name)
        return data


class NewCustomerForm(CustomerForm):
    """A new customer with its main contact. allow_duplicate: somebody has looked at the likely duplicates and found
    that this is another customer."""

    contact_name = text_field(_("Contact"), 100)
    contact_title = text_field(_("Job title"), 100)
    contact_phone = PhoneField(label=_("Contact phone"), required=False)
    contact_email = forms.EmailField(label=_("Contact email"), max_length=254, required=False)
    allow_duplicate = keep_both_field()
    reason = text_field("", 200, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("contact_name") and any(data.get(f"contact_{part}") for part in ("title", "phone", "email")):
            self.add_error("contact_name", _("Enter the contact’s name."))
        return data

    def arguments(self) -> dict[str, Any]:
        """The arguments of the service create_customer."""
        data = dict(self.cleaned_data)
        contact = {part: data.pop(f"contact_{part}") for part in ("name", "title", "phone", "email")}
        return {**data, "contact": contact if contact["name"] else None}


class EditCustomerForm(CustomerForm):
    """Only the fields that are sent are changed. version: the version that was read; if somebody has changed the
    customer since, the answer is 409."""

    tier_since = DayField(label=_("New tier from"), required=False, help_text=_("If empty: from today."))
    allow_duplicate = keep_both_field()
    reason = text_field(_("Reason for change"), 200, help_text=_("Recorded in the history with your name."))
    version = version_field()

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        stored = {name: getattr(customer, name) for name in (*CustomerForm.base_fields, "version")}
        super().__init__(*args, initial=stored | {"phone": masked_phone(customer.phone)}, **kwargs)


class ContactForm(forms.Form):
    name = text_field(_("Contact"), 100, required=True)
    title = text_field(_("Job title"), 100)
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("Email"), max_length=254, required=False)
    is_primary = forms.BooleanField(label=_("Main contact"), required=False)
    allow_duplicate = keep_both_field()

    def __init__(self, *args: Any, contact: Contact | None = None, **kwargs: Any) -> None:
        if contact is not None:
            stored = {name: getattr(contact, name) for name in ContactForm.base_fields if name != "allow_duplicate"}
            kwargs["initial"] = stored | {"phone": masked_phone(contact.phone)}
        super().__init__(*args, **kwargs)


class NewContactForm(OfCustomerForm, ContactForm):
    """A contact of a customer. The first one becomes the main contact."""


class FilterForm(forms.Form):
    """The filters of the list. They are part of the URL."""

    region: Any = forms.ModelChoiceField(Region.objects.all(), label=_("Region"), required=False, empty_label=_("Any"))
    tier = forms.ChoiceField(label=_("Tier"), choices=[("", _("Any")), *Tier.choices], required=False)
    rep: Any = forms.ModelChoiceField(User.objects.none(), label=_("Account rep"), required=False, empty_label=_("Any"))
    grade = forms.ChoiceField(label=_("Satisfaction"), choices=[("", _("Any")), *Grade.choices], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rep"].queryset = people_with_role(Role.REP)


class FindForm(forms.Form):
    """Part of a name, phone number, pinyin, contract, batch or serial number. It is never part of a URL, because it
    may be a phone number."""

    q = forms.CharField(max_length=100)
