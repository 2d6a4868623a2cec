"""Customers that may be the same as one that is being typed, changed or imported (A5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from aftersales.kernel.phones import is_local, local_part, phone_key, same_line
from aftersales.search.sounds import sound_key, sounds_same
from aftersales.staff.models import Actor

from ..models import Contact, Customer
from ..permissions import is_seen
from ..rules.names import MIN_BRAND, alike, parts_of

MIN_PHONE = 5  # a shorter number is an extension that many customers share
CANDIDATES = 60
_LAST = "\u9fa5"  # sorts after every sign of a key


@dataclass(frozen=True)
class Asked:
    """What is compared: a name and phone numbers. region: a number without an area code is compared within it."""

    name: str
    phones: frozenset[str] = frozenset()
    region: int | None = None

    @classmethod
    def of(cls, name: str, phones: Iterable[str], region: int | None = None) -> Asked:
        keys = {key for phone in phones if len(key := phone_key(phone)) >= MIN_PHONE}
        return cls(name.strip(), frozenset(keys), region)

    @property
    def lines(self) -> set[str]:
        """The keys of the numbers with and without the area code."""
        return {line for key in self.phones for line in same_line(key)}

    @property
    def local(self) -> set[str]:
        """The numbers that were given without an area code."""
        return set(filter(is_local, self.phones))


@dataclass(frozen=True)
class Found:
    """Existing customers that may be the same. seen: those that the asker may see. hidden: the others."""

    seen: Sequence[Customer] = ()
    hidden: Sequence[Customer] = ()

    def __bool__(self) -> bool:
        return bool(self.seen or self.hidden)


def name_core(name: str) -> str:
    """The key by which names are looked up: the sound of the brand, without place, legal form and trade."""
    return sound_key(parts_of(name).brand)[:200]


def core_keys(name: str) -> list[str]:
    """The keys of names that may be the same or a short form of this one."""
    syllables = sound_key(parts_of(name).core).split()
    shorter = (" ".join(syllables[:size]) for size in range(MIN_BRAND, len(syllables) + 1))
    return [key[:200] for key in dict.fromkeys([name_core(name), *shorter]) if key]


def longer_than(name: str) -> Q | None:
    """The names that this one may be a short form of."""
    parts, key = parts_of(name), name_core(name)
    if not parts.is_bare or parts.trade or len(key.split()) < MIN_BRAND:
        return None
    return Q(name_core__gt=f"{key} ", name_core__lt=f"{key} {_LAST}")


def possible_duplicates(asked: Asked, *, exclude: int | None = None, limit: int = 5) -> list[Customer]:
    """Customers with the same phone or a name of the same core, including customers that the user may not see."""
    same = Q(pk=None)
    if asked.name:
        same |= Q(name_core__in=core_keys(asked.name))
        if longer := longer_than(asked.name):
            same |= longer
    if asked.phones:
        numbers = Q(phone_digits__in=asked.lines) | Q(phone_local__in=asked.local)
        same |= numbers | Q(pk__found_by=Contact.objects.filter(numbers).order_by().values("customer"))
    rows = Customer.objects.filter(same, erased_at=None).select_related("region", "rep").order_by("pk")
    if exclude is not None:
        rows = rows.exclude(pk=exclude)
    candidates = list(rows.prefetch_related("contacts")[:CANDIDATES])
    return [row for row in candidates if is_alike(asked, row, numbers_of(row))][:limit]


def seen_by(user: Actor, found: Iterable[Customer]) -> Found:
    rows = list(found)
    seen = [row for row in rows if is_seen(user, row)]
    return Found(seen, [row for row in rows if row not in seen])


def numbers_of(customer: Customer) -> set[str]:
    """The phone numbers of a customer and its contacts (prefetch them) as keys."""
    theirs = {contact.phone_digits for contact in customer.contacts.all()}
    return {customer.phone_digits, *theirs} - {""}


def is_alike(asked: Asked, customer: Customer, numbers: Collection[str]) -> bool:
    """Whether a candidate may be the same customer."""
    if not asked.phones.isdisjoint(numbers):
        return True
    without_code = not asked.lines.isdisjoint(numbers) or not asked.local.isdisjoint(map(local_part, numbers))
    if without_code and not _elsewhere(asked, customer):
        return True
    return bool(asked.name) and same_name(asked.name, customer.name)


def _elsewhere(asked: Asked, customer: Customer) -> bool:
    """A number without an area code means a line of another city in another region."""
    return None not in (asked.region, customer.region_id) and asked.region != customer.region_id


def same_name(one: str, other: str) -> bool:
    return alike(parts_of(one), parts_of(other), sounds_same)
