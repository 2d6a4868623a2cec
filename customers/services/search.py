"""What a customer is found by: kept beside the archive by every service that changes it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, prefetch_related_objects

from aftersales.web.text import MAX_TEXT, grams, name_grams, normalise, normalise_phone, pinyin

from ..models import Contact, Customer, CustomerAlias, ProductSold

KEPT_PURCHASES = 200  # older ones are found by their exact number


def search_text_of(
    customer: Customer,
    contacts: Iterable[Contact],
    purchases: Iterable[ProductSold],
    former: Iterable[CustomerAlias] = (),
) -> str:
    """The search column: names with pinyin, phones, the archive's number, what the purchases are known by.

    former: what was merged into it, still found by its name and number.
    """
    contacts = list(contacts)
    former = list(former)
    names = name_grams(customer.name, *(contact.name for contact in contacts), *(alias.name for alias in former))
    owners: list[Customer | Contact] = [customer, *contacts]
    phones = [phone for owner in owners for phone in (owner.phone, owner.phone_digits)]
    emails = [owner.email for owner in owners]
    known_by = {text for sold in purchases for text in (sold.contract_number, sold.batch, sold.serial)}
    numbers = [customer.number, *(alias.number for alias in former)]
    rest = grams(" ".join(filter(None, [*numbers, *phones, *emails, *sorted(known_by)])))
    found = dict.fromkeys(f"{names} {rest}".split())
    # Spaces at both ends, so that a question can ask for a whole gram.
    return f" {' '.join(found)} "[:MAX_TEXT]


def name_key(name: str) -> str:
    """The same for names that sound the same: 张三 and 章三 are both zhangsan."""
    return (pinyin(name).split(" ")[0] or normalise(name).replace(" ", ""))[:200]


def fill_keys(owner: Customer | Contact) -> None:
    """Set what is compared: the digits of the phone, the sound of the name."""
    owner.phone_digits = normalise_phone(owner.phone)[:40]
    owner.name_key = name_key(owner.name)


def index_customer(customer: Customer) -> None:
    """Write the search column anew from what is stored."""
    purchases = customer.purchases.all()[:KEPT_PURCHASES]
    text = search_text_of(customer, customer.contacts.all(), purchases, customer.aliases.all())
    Customer.objects.filter(pk=customer.pk).update(search_text=text)
    customer.search_text = text


def index_customers(customers: Iterable[Customer]) -> None:
    """The same for many, just read, with as many queries as for one."""
    rows = list(customers)
    newest = Prefetch("purchases", ProductSold.objects.all()[:KEPT_PURCHASES], to_attr="newest_purchases")
    prefetch_related_objects(rows, "contacts", "aliases", newest)
    for row in rows:
        row.search_text = search_text_of(row, row.contacts.all(), row.newest_purchases, row.aliases.all())  # type: ignore[attr-defined]
    Customer.objects.bulk_update(rows, ["search_text"], batch_size=500)
