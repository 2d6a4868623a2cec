"""Customers by number, by the number of a customer that was merged into them, or by the number in the old system."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from django.db.models import Q

from ..models import Customer, CustomerAlias

LONGEST = 60


def written(text: str) -> str:
    """A number in one spelling: half-width, upper case, without spaces around it."""
    return unicodedata.normalize("NFKC", str(text)[:LONGEST]).replace("\0", "").strip().upper()


def current_numbers(numbers: Iterable[str]) -> dict[str, str]:
    """{number as asked: number of the customer today} for the numbers that are known."""
    asked = {text: written(text) for text in numbers}
    wanted = set(asked.values()) - {""}
    if not wanted:
        return {}
    own = Customer.objects.filter(Q(number__in=wanted) | Q(external_number__in=wanted))
    rows = list(own.order_by().values_list("number", "external_number"))
    former: list[tuple[str, str, str]] = []
    # Only a number that nobody has today may be that of a customer who was merged.
    if wanted - {number for number, _external in rows}:
        aliases = CustomerAlias.objects.filter(Q(number__in=wanted) | Q(external_number__in=wanted))
        former = list(aliases.order_by().values_list("number", "external_number", "customer__number"))
    found = {old: today for _number, old, today in former} | {old: today for old, _external, today in former}
    found |= {external: number for number, external in rows} | {number: number for number, _external in rows}
    found.pop("", None)
    return {text: found[number] for text, number in asked.items() if number in found}


def current_number(number: str) -> str:
    """The number of the customer today; the number as it was asked if nobody has it."""
    return current_numbers([number]).get(number, number)
