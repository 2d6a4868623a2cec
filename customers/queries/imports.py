"""What the rows of an import refer to, and which customers may exist already: read once for a whole batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q

from aftersales.kernel.lists import chunks
from aftersales.kernel.phones import phone_key, same_line
from aftersales.kernel.words import code_key

from ..models import Contact, Customer, CustomerAlias, Product, Purchase
from ..rules.names import MIN_BRAND
from .alike import Asked, core_keys, is_alike, longer_than, name_core

LONG = ("search_words", "reach_words", "search_text", "remarks", "grade_reasons")
CHUNK, RANGES = 2_000, 100


def products_with(codes: Collection[str]) -> dict[str, Product]:
    """The products with these codes, including inactive ones; keys as code_key."""
    return {code_key(product.code): product for product in Product.objects.filter(code__in=codes).order_by()}


def known_purchase_keys(keys: Collection[str]) -> set[str | None]:
    """The keys among these that were imported before."""
    return set(Purchase.objects.filter(import_key__in=keys).order_by().values_list("import_key", flat=True))


def customers_numbered(texts: Collection[str]) -> dict[str, set[int]]:
    """The ids of the customers with these numbers; keys as code_key. A number that another system has given may be one
    of ours too, so there may be two."""
    found: dict[str, set[int]] = defaultdict(set)
    for numbers in (own_numbers(texts), external_numbers(texts)):
        for key, pk in numbers.items():
            found[key].add(pk)
    return found


def own_numbers(texts: Iterable[str]) -> dict[str, int]:
    """The customers with these numbers or former numbers of ours."""
    if not (asked := {code_key(text) for text in texts} - {""}):
        return {}
    former = CustomerAlias.objects.filter(number__in=asked).order_by().values_list("number", "customer_id")
    return dict(former) | dict(Customer.objects.filter(number__in=asked).order_by().values_list("number", "pk"))


def external_numbers(texts: Iterable[str]) -> dict[str, int]:
    """The customers that another system numbers so."""
    if not (asked := {code_key(text) for text in texts} - {""}):
        return {}
    rows = Customer.objects.filter(external_number__in=asked).order_by()
    return dict(rows.values_list("external_number", "pk"))


class CustomersNamed:
    """Looks up customers by their number, a former one or one of another system, else by name."""

    def __init__(self, asked: Iterable[tuple[str, str]]) -> None:
        pairs = set(asked)
        texts = {text for text, _phone in pairs} - {""}
        digits = {phone_key(phone) for _text, phone in pairs} - {""}
        self.numbered = customers_numbered(texts)
        self.named: dict[str, list[int]] = defaultdict(list)
        self.reached: dict[str, set[int]] = defaultdict(set)
        ids = {pk for pks in self.numbered.values() for pk in pks}
        called = Customer.objects.filter(Q(name__in=texts) | Q(pk__in=ids)).order_by("pk")
        for pk, name, number in called.values_list("pk", "name", "phone_digits"):
            self.named[name].append(pk)
            self.reached[number].add(pk)
        theirs = Contact.objects.filter(customer__in=called.order_by(), phone_digits__in=digits).order_by()
        for pk, number in theirs.values_list("customer_id", "phone_digits"):
            self.reached[number].add(pk)

    def find(self, text: str, phone: str) -> list[int]:
        """The ids of the customers that match. If several have the same name, the phone number decides."""
        numbered = sorted(self.numbered.get(code_key(text), ()))
        if len(numbered) == 1:
            return numbered
        same = numbered or self.named.get(text, [])
        number = phone_key(phone)
        return [pk for pk in same if pk in self.reached.get(number, ())] if number else same


def digits_of(customer: Customer, contact: Contact | None) -> set[str]:
    """The phone numbers of a customer and its contact as digits, for comparison."""
    return {owner.phone_digits for owner in (customer, contact) if owner and owner.phone_digits}


class SimilarCustomers:
    """Finds customers with a similar name or the same phone, including those created in this batch. The answers are the
    same as those of queries.possible_duplicates, with a fixed number of queries for the batch."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.by_name: dict[str, list[Customer]] = defaultdict(list)
        self.by_core: dict[str, list[Customer]] = defaultdict(list)
        self.by_start: dict[str, list[Customer]] = defaultdict(list)
        self.by_phone: dict[str, list[Customer]] = defaultdict(list)
        self.numbers: dict[int, set[str]] = {}
        near, phones = _near(asked)
        for customer in near:
            self.add(customer, phones[customer.pk] | digits_of(customer, None))

    def add(self, customer: Customer, digits: Iterable[str]) -> None:
        numbers = set(digits)
        self.numbers[id(customer)] = numbers
        self.by_name[customer.name].append(customer)
        self.by_core[customer.name_core].append(customer)
        syllables = customer.name_core.split()
        for size in range(MIN_BRAND, len(syllables)):
            self.by_start[" ".join(syllables[:size])].append(customer)
        for number in {line for key in numbers for line in same_line(key)}:
            self.by_phone[number].append(customer)

    def same(self, name: str, digits: set[str], *, has_own_phone: bool) -> Customer | None:
        """The customer with this name that has one of these phones. Without a phone of its own the row may name
        another contact of the only customer with this name."""
        same = self.by_name.get(name, [])
        reached = [customer for customer in same if not digits.isdisjoint(self.numbers[id(customer)])]
        if reached:
            return reached[0]
        return same[0] if same and (not digits or (not has_own_phone and len(same) == 1)) else None

    def reaches(self, pk: int, digits: Iterable[str]) -> bool:
        """Whether a stored customer has one of these phones."""
        return any(customer.pk == pk for number in digits for customer in self.by_phone.get(number, ()))

    def similar(self, asked: Asked, limit: int = 5) -> Sequence[Customer]:
        """Customers whose name may be the same or who share a phone number."""
        found = [row for key in core_keys(asked.name) for row in self.by_core.get(key, ())]
        if longer_than(asked.name):
            found += self.by_start.get(name_core(asked.name), ())
        found += [row for line in asked.lines for row in self.by_phone.get(line, ())]
        rows = {id(row): row for row in found}.values()
        return [row for row in rows if is_alike(asked, row, self.numbers[id(row)])][:limit]


def _near(asked: Sequence[Asked]) -> tuple[list[Customer], dict[int, set[str]]]:
    """The customers that may be meant by any row of a batch, and the phone numbers of each."""
    names = {one.name for one in asked}
    lines = {line for one in asked for line in one.lines}
    local = {line for one in asked for line in one.local}
    rows = Customer.objects.order_by().filter(erased_at=None)
    found = set(rows.filter(name__in=names).values_list("pk", flat=True))
    for chunk in chunks(sorted({key for name in names for key in core_keys(name)}), CHUNK):
        found.update(rows.filter(name_core__in=chunk).values_list("pk", flat=True))
    for ranges in chunks([longer for name in sorted(names) if (longer := longer_than(name))], RANGES):
        found.update(rows.filter(reduce(or_, ranges)).values_list("pk", flat=True))
    for chunk in chunks(sorted(lines), CHUNK):
        numbers = Q(phone_digits__in=chunk) | Q(phone_local__in=local.intersection(chunk))
        found.update(rows.filter(numbers).values_list("pk", flat=True))
        found.update(Contact.objects.order_by().filter(numbers).values_list("customer_id", flat=True))
    phones: dict[int, set[str]] = defaultdict(set)
    theirs = Contact.objects.order_by().filter(customer__in=found).exclude(phone_digits="")
    for pk, number in theirs.values_list("customer_id", "phone_digits"):
        phones[pk].add(number)
    return list(rows.filter(pk__in=found).defer(*LONG).order_by("pk")), phones
