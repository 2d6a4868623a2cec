"""Customers with their related records, and products, as the user may see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from aftersales.staff.models import Actor

from ..models import Contact, Customer, Interaction, Product, Purchase
from ..permissions import seen_through, visible_to

FILTERS = {"region": "region", "tier": "tier", "rep": "rep", "grade": "grade"}


# Each by an index: customer_by_name, customer_worst_first, and that of the number.
SORTS = {
    "name": ("name", "pk"),
    "-name": ("-name", "-pk"),
    "grade": ("-is_critical", "-grade", "name", "pk"),
    "number": ("number", "pk"),
    "-number": ("-number", "-pk"),
}


def customer_list(user: Actor, filters: Mapping[str, Any]) -> QuerySet[Customer]:
    """The rows of the list, filtered by those of region, tier, rep and grade that are given. sort: one of SORTS."""
    chosen = {field: filters[name] for name, field in FILTERS.items() if filters.get(name)}
    rows = visible_to(user).filter(**chosen)
    order = SORTS.get(filters.get("sort", ""), SORTS["name"])
    return rows.select_related("region", "rep").prefetch_related("contacts").order_by(*order)


def purchases_of(customer: Customer) -> QuerySet[Purchase]:
    return customer.purchases.select_related("product")


def purchases_seen_by(user: Actor) -> QuerySet[Purchase]:
    return Purchase.objects.filter(seen_through(user, "customer__")).select_related("product", "customer")


def contacts_seen_by(user: Actor) -> QuerySet[Contact]:
    return Contact.objects.filter(customer__in=visible_to(user).order_by().values("pk")).select_related("customer")


def interactions_seen_by(user: Actor) -> QuerySet[Interaction]:
    """The interactions of customers that the user sees. An interaction without a customer is shown on its ticket
    only."""
    seen = visible_to(user).order_by().values("pk")
    return Interaction.objects.filter(customer__in=seen).select_related("customer", "contact", "user")


def products() -> QuerySet[Product]:
    return Product.objects.order_by("code")


def find_products(*, text: str = "") -> QuerySet[Product]:
    """Products by a part of the name, code or category; active ones first."""
    rows = Product.objects.order_by("-is_active", "code")
    if not text:
        return rows
    wanted = Q(name__icontains=text) | Q(name_en__icontains=text) | Q(code__icontains=text)
    return rows.filter(wanted | Q(category__icontains=text))
