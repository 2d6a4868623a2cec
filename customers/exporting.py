"""The lists of customers, purchases, products and data requests that can be exported."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.dates import company_date
from aftersales.tables.exporting import Column, Listing, Params, Shape, not_among, words_in, wrong_in

from .enums import RequestState
from .forms import FilterForm, FindForm
from .forms.purchases import PurchaseFilterForm
from .models import Customer, PersonalDataRequest, Product, Purchase
from .permissions import EDITORS, PRODUCT_READERS, READERS, REQUEST_READERS
from .queries import customer_list, find_customers, products
from .queries.customer import SORTS
from .queries.privacy import data_requests
from .queries.purchases import SORTS as PURCHASE_SORTS
from .queries.purchases import purchase_list

LONG = ("search_words", "reach_words", "search_text", "remarks", "grade_reasons", "rep__password")  # not exported
FOUND_LIMIT = 50  # as many as the search page shows


def reveals(user: Any) -> bool:
    """Whether an export may hold unmasked numbers: like permissions.can_reveal, but without a customer."""
    return user.role in EDITORS


def _customers(user: Any, params: Params, now: datetime) -> QuerySet[Customer] | list[Customer]:
    if params.get("q"):
        form = FindForm(params)
        return find_customers(user, form.cleaned_data["q"], FOUND_LIMIT) if form.is_valid() else []
    asked = FilterForm(params)
    chosen = asked.cleaned_data if asked.is_valid() else {}
    return customer_list(user, {**chosen, "sort": params.get("sort", "")}).defer(*LONG)


def _purchases(user: Any, params: Params, now: datetime) -> QuerySet[Purchase]:
    asked = {**PurchaseFilterForm(params).chosen(), "sort": params.get("sort", "")}
    return purchase_list(user, asked, company_date(now))


def _products(user: Any, params: Params, now: datetime) -> QuerySet[Product]:
    return products()


def _data_requests(user: Any, params: Params, now: datetime) -> QuerySet[PersonalDataRequest]:
    return data_requests(user, params.get("state", ""))


def main_phone(customer: Customer) -> Any:
    """The phone number that a list shows: the main contact's, or the customer's own if there is none."""
    contact = customer.main_contact
    return contact if contact is not None and contact.phone else customer


CUSTOMERS = (
    Column(_("Number"), "number"),
    Column(_("Number in the old system"), "external_number"),
    Column(_("Customer"), lambda row: row, personal="name"),
    Column(_("Type"), "get_kind_display"),
    Column(_("Tier"), "get_tier_display"),
    Column(_("Satisfaction"), "get_grade_display"),
    Column(_("Critical (F)"), "is_critical"),
    Column(_("Contact"), "main_contact", personal="name"),
    Column(_("Phone"), main_phone, personal="phone"),
    Column(_("Email"), lambda row: row, personal="email"),
    Column(_("Address"), lambda row: row, personal="address"),
    Column(_("Region"), "region"),
    Column(_("Account rep"), "rep"),
    Column(_("Customer since"), "since", Shape.DATE),
    Column(_("Last visit on"), "last_visit_on", Shape.DATE),
    Column(_("Annual demand"), "annual_demand", Shape.MONEY),
    Column(_("No phone calls"), "not_by_phone"),
)
PURCHASES = (
    Column(_("Customer number"), "customer.number"),
    Column(_("Customer"), "customer", personal="name"),
    Column(_("Product"), "product"),
    Column(_("Product code"), "product.code"),
    Column(_("Batch"), "batch"),
    Column(_("Serial number"), "serial"),
    Column(_("Product grade"), "grade"),
    Column(_("Quantity"), "quantity", Shape.NUMBER),
    Column(_("Unit price"), "unit_price", Shape.MONEY),
    Column(_("Contract number"), "contract_number"),
    Column(_("Purchase date"), "purchased_on", Shape.DATE),
    Column(_("Installation date"), "installed_on", Shape.DATE),
    Column(_("Warranty until"), "warranty_until", Shape.DATE),
)
PRODUCTS = (
    Column(_("Product code"), "code"),
    Column(pgettext_lazy("of a thing", "Name"), "name"),
    Column(_("English name"), "name_en"),
    Column(_("Category"), "category"),
    Column(_("Unit"), "unit"),
    Column(_("List price"), "list_price", Shape.MONEY),
    Column(_("Warranty months"), "warranty_months", Shape.NUMBER),
    Column(_("Needs installation"), "needs_installation"),
    Column(_("Tracked by batch"), "batch_tracked"),
    Column(_("Tracked by serial number"), "serial_tracked"),
    Column(_("Active"), "is_active"),
)
DATA_REQUESTS = (
    Column(_("Number"), "number"),
    Column(_("Customer number"), "customer.number"),
    Column(_("Customer"), "customer", personal="name"),
    Column(_("Request type"), "get_kind_display"),
    Column(_("Requester"), lambda row: row, personal="asked_by"),
    Column(pgettext_lazy("a moment", "Received"), "received_on", Shape.DATE),
    Column(_("Answer by"), "due_on", Shape.DATE),
    Column(_("Status"), "get_state_display"),
    Column(_("Outcome"), "outcome"),
    Column(_("Handled by"), "handled_by"),
    Column(_("Handled"), "handled_at", Shape.MOMENT),
)


LISTINGS = (
    Listing(
        "customers",
        _("Customers"),
        READERS,
        _customers,
        CUSTOMERS,
        page="customers",
        reveals=reveals,
        filters={
            "q": _("Search"),
            "region": _("Region"),
            "tier": _("Tier"),
            "rep": _("Account rep"),
            "grade": _("Satisfaction"),
            "sort": _("Order"),
        },
        wrong=wrong_in(FilterForm, sort=SORTS),
        typed=frozenset({"q"}),
        words=words_in(FilterForm),
    ),
    Listing(
        "purchases",
        _("Purchases"),
        READERS,
        _purchases,
        PURCHASES,
        page="purchases",
        reveals=reveals,
        filters={
            **{name: field.label for name, field in PurchaseFilterForm.base_fields.items()},
            "sort": _("Order"),
        },
        typed=frozenset({"batch", "product", "serial", "contract"}),
        words=words_in(PurchaseFilterForm),
        wrong=wrong_in(PurchaseFilterForm, sort=PURCHASE_SORTS),
    ),
    Listing("products", _("Products"), PRODUCT_READERS, _products, PRODUCTS, page="catalogue"),
    Listing(
        "data_requests",
        _("Data requests"),
        REQUEST_READERS,
        _data_requests,
        DATA_REQUESTS,
        page="data_requests",
        filters={"state": _("Status")},
        wrong=not_among(state=RequestState.values),
        reveals=reveals,
    ),
)
