"""Which archives some hundred new customers may already be: asked once for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from ..models import Contact, Customer
from .archive import MIN_PHONE


def digits_of(customer: Customer, contact: Contact | None) -> set[str]:
    """What an archive is reached by."""
    return {owner.phone_digits for owner in (customer, contact) if owner and owner.phone_digits}


class Neighbours:
    """The archives with these names, sounds and phones, and those that are opened meanwhile: what one by one would
    have found (queries.possible_duplicates)."""

    def __init__(self, names: Iterable[str], keys: Iterable[str], digits: Iterable[str]) -> None:
        self.by_name: dict[str, list[Customer]] = defaultdict(list)
        self.by_key: dict[str, list[Customer]] = defaultdict(list)
        self.by_phone: dict[str, list[Customer]] = defaultdict(list)
        phones: dict[int, set[str]] = defaultdict(set)
        digits = set(digits)
        found = {c.pk: c for c in _plain().filter(name__in=set(names))}
        found |= {c.pk: c for c in _plain().filter(name_key__in=set(keys) - {""})}
        found |= {c.pk: c for c in _plain().filter(phone_digits__in=digits)}
        reached = Contact.objects.order_by().filter(phone_digits__in=digits).values_list("customer_id", flat=True)
        found |= {c.pk: c for c in _plain().filter(pk__in=set(reached) - found.keys())}
        theirs = Contact.objects.order_by().filter(customer__in=list(found)).exclude(phone_digits="")
        for pk, number in theirs.values_list("customer_id", "phone_digits"):
            phones[pk].add(number)
        for pk, customer in sorted(found.items()):
            self.add(customer, phones[pk] | digits_of(customer, None))

    def add(self, customer: Customer, digits: Iterable[str]) -> None:
        self.by_name[customer.name].append(customer)
        if customer.name_key:
            self.by_key[customer.name_key].append(customer)
        for number in digits:
            self.by_phone[number].append(customer)

    def has(self, name: str, digits: set[str]) -> bool:
        """Whether an archive with this name, and one of these phones if there are any, is there."""
        same = self.by_name.get(name, [])
        if not digits:
            return bool(same)
        return any(customer in self.by_phone.get(number, ()) for customer in same for number in digits)

    def like(self, key: str, digits: Iterable[str], limit: int = 5) -> Sequence[Customer]:
        """Archives that sound the same or share a phone."""
        found = list(self.by_key.get(key, ()) if key else ())
        for number in digits:
            found += self.by_phone.get(number, ()) if len(number) >= MIN_PHONE else ()
        return list({id(customer): customer for customer in found}.values())[:limit]


def _plain() -> QuerySet[Customer]:
    return Customer.objects.order_by().only("pk", "number", "name", "name_key", "phone_digits")
