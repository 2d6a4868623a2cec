"""Reads of the archive."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When

from aftersales.staff.models import Actor
from aftersales.web.text import normalise, normalise_phone, pinyin, query_grams

from ..models import Contact, Customer, Interaction, Product, ProductSold
from ..permissions import visible_to

MIN_PHONE = 5  # a shorter number is an extension that many share
MIN_DIGITS = 3
SHOWN_PURCHASES = 6
CANDIDATES, EXACT = 300, 30
_NUMBER = re.compile(r"[\d\s+()\-]+")
FILTERS = {"region": "region", "tier": "tier", "rep": "rep", "grade": "grade"}


def find_customers(user: Actor, text: str, limit: int = 8) -> list[Customer]:
    """The best matches for what somebody types while a customer talks, exact ones first.

    Found by any part of a phone (three digits or more), a name (two Chinese characters), pinyin or its initials,
    the contacts' names, contract, batch or serial numbers. Each has region and rep, its contacts, and its latest
    purchases with their products as `recent_purchases`.
    """
    ids = _candidates(visible_to(user), text)
    latest = ProductSold.objects.select_related("product")[:SHOWN_PURCHASES]
    return list(
        _ranked(Customer.objects.filter(pk__in=ids), text)
        .select_related("region", "rep")
        .prefetch_related("contacts", Prefetch("purchases", latest, to_attr="recent_purchases"))[:limit]
    )


def _candidates(customers: QuerySet[Customer], text: str) -> set[int]:
    """Whom to rank. Half of the archive may hold two common characters: those that fit exactly, or begin so, come by
    their own indexes, and of the rest as many as a reader would ever look at."""
    plain, digits = text.strip(), _digits(text)
    sound = pinyin(plain).split(" ")[0] or normalise(plain).replace(" ", "")
    ways = [Q(number=plain.upper()), Q(name=plain), Q(pk__found_by=_buyers(plain))]
    if sound and digits is None:
        ways.append(Q(name_key__startswith=sound))
    if digits:
        theirs = Contact.objects.filter(phone_digits=digits).order_by()
        ways += [Q(phone_digits=digits), Q(pk__found_by=theirs.values("customer"))]
    ids: set[int] = set()
    found = matching(customers, text).order_by()
    if plain:
        ids.update(found.values_list("pk", flat=True)[:CANDIDATES])
    for way in ways if ids else ():
        ids.update(customers.filter(way).order_by().values_list("pk", flat=True)[:EXACT])
    return ids


def matching(customers: QuerySet[Customer], text: str) -> QuerySet[Customer]:
    """Those of the customers that hold every part of the text."""
    digits = _digits(text)
    if digits is not None:
        return _with_number(customers, digits, text.strip()) if len(digits) >= MIN_DIGITS else customers.none()
    grams = query_grams(text)
    if not grams:
        return customers.none()
    return customers.filter(Q(search_text__grams=grams) | Q(pk__found_by=_buyers(text.strip())))


def _digits(text: str) -> str | None:
    """The digits of what looks like a number, None for words."""
    plain = normalise(text)
    if not _NUMBER.fullmatch(plain):
        return None
    return normalise_phone(plain)


def _with_number(customers: QuerySet[Customer], digits: str, text: str) -> QuerySet[Customer]:
    """The grams of a number say where it may be; the number itself says where it is."""
    held = Q(search_text__grams=query_grams(digits))
    theirs = Contact.objects.filter(customer=OuterRef("pk"), phone_digits__contains=digits)
    parts = [Q(contract_number__icontains=text), Q(batch__icontains=text), Q(serial__icontains=text)]
    bought = ProductSold.objects.filter(parts[0] | parts[1] | parts[2], customer=OuterRef("pk"))
    here = Q(phone_digits__contains=digits) | Q(number__icontains=text) | Q(name__contains=text)
    held &= here | Exists(theirs) | Exists(bought)
    return customers.filter(held | Q(pk__found_by=_buyers(text)))


def _buyers(text: str) -> QuerySet[Any, Any]:
    """Customers by an exact number of a purchase: also of one too old for the search column."""
    ways = {text, text.upper()}
    exact = Q(serial__in=ways) | Q(batch__in=ways) | Q(contract_number__in=ways)
    return ProductSold.objects.filter(exact).order_by().values("customer")


def _ranked(found: QuerySet[Customer], text: str) -> QuerySet[Customer]:
    plain, key = text.strip(), normalise(text)
    digits = _digits(text) or None
    people = Contact.objects.filter(customer=OuterRef("pk"))
    best: list[Any] = [Q(name__iexact=plain), Q(number__iexact=plain), Exists(people.filter(name=plain))]
    good: list[Any] = [Q(name__istartswith=plain), Q(name_key__startswith=key), Q(pk__in=_buyers(plain))]
    good += [Exists(people.filter(name__istartswith=plain)), Exists(people.filter(name_key__startswith=key))]
    if digits:
        best += [Q(phone_digits=digits), Exists(people.filter(phone_digits=digits))]
        good += [Q(phone_digits__endswith=digits), Exists(people.filter(phone_digits__endswith=digits))]
    ranks = [
        When(_any(best), then=0),
        When(_any(good), then=1),
        When(Q(name__icontains=plain) | Q(name_key__contains=key), then=2),
    ]
    rank = Case(*ranks, default=Value(3), output_field=IntegerField())
    return found.annotate(rank=rank).order_by("rank", "name", "pk")


def _any(conditions: list[Any]) -> Q:
    met = Q(conditions[0])
    for condition in conditions[1:]:
        met |= Q(condition)
    return met


def customer_list(user: Actor, filters: Mapping[str, Any]) -> QuerySet[Customer]:
    """The rows of the list, filtered by region, tier, rep and grade where these are given."""
    asked = {field: filters[name] for name, field in FILTERS.items() if filters.get(name)}
    rows = visible_to(user).filter(**asked)
    return rows.select_related("region", "rep").prefetch_related("contacts").order_by("name", "pk")


def possible_duplicates(
    *, name_key: str, phones: Iterable[str], exclude: Customer | None = None, limit: int = 5
) -> list[Customer]:
    """Customers with the same phone, or a name that sounds the same, anywhere in the archive (A5)."""
    digits = {number for phone in phones if len(number := normalise_phone(phone)) >= MIN_PHONE}
    same = Q(name_key=name_key) if name_key else Q(pk=None)
    if digits:
        theirs = Contact.objects.filter(phone_digits__in=digits).values("customer")
        same |= Q(phone_digits__in=digits) | Q(pk__in=theirs)
    found = Customer.objects.filter(same).select_related("region", "rep")
    if exclude is not None:
        found = found.exclude(pk=exclude.pk)
    return list(found[:limit])


def purchases_of(customer: Customer) -> QuerySet[ProductSold]:
    return customer.purchases.select_related("product")


def purchases_seen_by(user: Actor) -> QuerySet[ProductSold]:
    seen = visible_to(user).order_by().values("pk")
    return ProductSold.objects.filter(customer__in=seen).select_related("product", "customer")


def contacts_seen_by(user: Actor) -> QuerySet[Contact]:
    return Contact.objects.filter(customer__in=visible_to(user).order_by().values("pk")).select_related("customer")


def interactions_seen_by(user: Actor) -> QuerySet[Interaction]:
    """The timeline of the customers that the user sees. One without a customer is shown by its ticket."""
    seen = visible_to(user).order_by().values("pk")
    return Interaction.objects.filter(customer__in=seen).select_related("customer", "contact", "user")


def products() -> QuerySet[Product]:
    return Product.objects.order_by("code")


def find_products(*, text: str = "") -> QuerySet[Product]:
    """Those in use first, by a part of name, code or category."""
    rows = Product.objects.order_by("-is_active", "code")
    if not text:
        return rows
    wanted = Q(name__icontains=text) | Q(name_en__icontains=text) | Q(code__icontains=text)
    return rows.filter(wanted | Q(category__icontains=text))
