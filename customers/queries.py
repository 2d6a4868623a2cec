"""Reads of the archive."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from aftersales.web.text import normalise_phone

from .models import Contact, Customer

MIN_PHONE = 5  # a shorter number is an extension that many share


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
