"""What some hundred rows of a table name, asked for once for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from aftersales.search.text import normalise_phone

from ..models import Contact, Customer, CustomerAlias, Product, Purchase


def products_with(codes: Collection[str]) -> dict[str, Product]:
    """The products by these codes, also those out of use."""
    return {product.code: product for product in Product.objects.filter(code__in=codes).order_by()}


def sales_known(keys: Collection[str]) -> set[str | None]:
    """Which of these rows came already."""
    return set(Purchase.objects.filter(import_key__in=keys).order_by().values_list("import_key", flat=True))


class CustomersNamed:
    """Customers by their number, or one that they had before, else by name."""

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
        """The keys of those that are meant; a phone chooses among those of one name."""
        if text in self.numbered:
            return [self.numbered[text]]
        same = self.named.get(text, [])
        number = normalise_phone(phone)
        return [pk for pk in same if pk in self.reached.get(number, ())] if number else same

    def _by_number(self, texts: Collection[str]) -> dict[str, int]:
        current = Customer.objects.filter(number__in=texts).order_by().values_list("number", "pk")
        former = CustomerAlias.objects.filter(number__in=texts).order_by().values_list("number", "customer_id")
        return dict(former) | dict(current)
