"""What the rows of an import refer to, and which customers may exist already: read once for a whole batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db.models import QuerySet

from aftersales.search.text import normalise_phone

from ..models import Contact, Customer, CustomerAlias, Product, Purchase
from .customer import MIN_PHONE


def products_with(codes: Collection[str]) -> dict[str, Product]:
    """The products with these codes, including inactive ones."""
    return {product.code: product for product in Product.objects.filter(code__in=codes).order_by()}


def known_purchase_keys(keys: Collection[str]) -> set[str | None]:
    """The keys among these that were imported before."""
    return set(Purchase.objects.filter(import_key__in=keys).order_by().values_list("import_key", flat=True))


class CustomersNamed:
    """Looks up customers by their number or a former one, else by name."""

    def __init__(self, asked: Iterable[tuple[str, str]]) -> None:
        pairs = set(asked)
        texts = {text for text, _phone in pairs} - {""}
        digits = {normalise_phone(phone) for _text, phone in pairs} - {""}
        self.numbered = self._by_number(texts)
        self.named: dict[str, list[int]] = defaultdict(list)
        self.reached: dict[str, set[int]] = defaultdict(set)
        called = Customer.objects.filter(name__in=texts - self.numbered.keys()).order_by("pk")
        for pk, name, number in called.values_list("pk", "name", "phone_digits"):
            self.named[name].append(pk)
            self.reached[number].add(pk)
        theirs = Contact.objects.filter(customer__in=called.order_by(), phone_digits__in=digits).order_by()
        for pk, number in theirs.values_list("customer_id", "phone_digits"):
            self.reached[number].add(pk)

    def find(self, text: str, phone: str) -> list[int]:
        """The ids of the customers that match. If several have the same name, the phone number decides."""
        if text in self.numbered:
            return [self.numbered[text]]
        same = self.named.get(text, [])
        number = normalise_phone(phone)
        return [pk for pk in same if pk in self.reached.get(number, ())] if number else same

    def _by_number(self, texts: Collection[str]) -> dict[str, int]:
        current = Customer.objects.filter(number__in=texts).order_by().values_list("number", "pk")
        former = CustomerAlias.objects.filter(number__in=texts).order_by().values_list("number", "customer_id")
        return dict(former) | dict(current)


def digits_of(customer: Customer, contact: Contact | None) -> set[str]:
    """The phone numbers of a customer and its contact as digits, for comparison."""
    return {owner.phone_digits for owner in (customer, contact) if owner and owner.phone_digits}


class SimilarCustomers:
    """Finds customers with the same name, sound or phone, including those created in this batch. The answers are the
    same as those of queries.possible_duplicates, with one query for the batch."""

    def __init__(self, names: Iterable[str], keys: Iterable[str], digits: Iterable[str]) -> None:
        self.by_name: dict[str, list[Customer]] = defaultdict(list)
        self.by_key: dict[str, list[Customer]] = defaultdict(list)
        self.by_phone: dict[str, list[Customer]] = defaultdict(list)
        phones: dict[int, set[str]] = defaultdict(set)
        digits = set(digits)
        found = {c.pk: c for c in _with_keys().filter(name__in=set(names))}
        found |= {c.pk: c for c in _with_keys().filter(name_key__in=set(keys) - {""})}
        found |= {c.pk: c for c in _with_keys().filter(phone_digits__in=digits)}
        reached = Contact.objects.order_by().filter(phone_digits__in=digits).values_list("customer_id", flat=True)
        found |= {c.pk: c for c in _with_keys().filter(pk__in=set(reached) - found.keys())}
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
        """Whether a customer with this name exists that has one of these phones, if any are given."""
        same = self.by_name.get(name, [])
        if not digits:
            return bool(same)
        return any(customer in self.by_phone.get(number, ()) for customer in same for number in digits)

    def similar(self, key: str, digits: Iterable[str], limit: int = 5) -> Sequence[Customer]:
        """Customers whose name sounds the same or who share a phone number."""
        found = list(self.by_key.get(key, ()) if key else ())
        for number in digits:
            found += self.by_phone.get(number, ()) if len(number) >= MIN_PHONE else ()
        return list({id(customer): customer for customer in found}.values())[:limit]


def _with_keys() -> QuerySet[Customer]:
    return Customer.objects.order_by().only("pk", "number", "name", "name_key", "phone_digits")
