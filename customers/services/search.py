"""What a customer is found by: every service that changes a customer keeps it up to date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from aftersales.search.text import MAX_TEXT, name_words, normalise, normalise_phone, pinyin, squeeze, word_grams
from aftersales.staff.models import Actor

from ..models import Contact, Customer, CustomerAlias, Purchase

KEPT_PURCHASES = 200  # older ones are found by their exact number
BATCH = 500
INDEXED = ("name", "phone", "phone_digits", "email", "search_words", "search_text")


def set_search(
    customer: Customer,
    contacts: Iterable[Contact],
    purchases: Iterable[Purchase],
    former: Iterable[CustomerAlias] = (),
) -> bool:
    """Set what the customer is found by; whether that is new.

    search_words: names with pinyin and initials (its own first), numbers, phones, addresses of mail, what the purchases
    are known by. search_text: their grams. former: what was merged into it, still found by its name and number.
    """
    contacts, former = list(contacts), list(former)
    owners: list[Customer | Contact] = [customer, *contacts]
    names = [owner.name for owner in owners] + [alias.name for alias in former]
    words = [word for name in names for word in name_words(name)]
    words += map(squeeze, [customer.number, *(alias.number for alias in former)])
    words += [digits for owner in owners for digits in (squeeze(owner.phone), owner.phone_digits)]
    words += [squeeze(owner.email) for owner in owners]
    words += sorted(
        {
            squeeze(code)
            for purchase in purchases
            for code in (purchase.contract_number, purchase.batch, purchase.serial)
        }
    )
    before = customer.search_words, customer.search_text
    customer.search_words = _joined(words)
    customer.search_text = _joined(word_grams(customer.search_words.split()))
    return before != (customer.search_words, customer.search_text)


def _joined(words: Iterable[str]) -> str:
    """Each once, with spaces at both ends, so that a question can ask for a whole one."""
    return f" {' '.join(dict.fromkeys(filter(None, words)))} "[:MAX_TEXT]


def name_key(name: str) -> str:
    """The same for names that sound the same: 张三 and 章三 are both zhangsan."""
    return (pinyin(name).split(" ")[0] or normalise(name).replace(" ", ""))[:200]


def fill_keys(owner: Customer | Contact) -> None:
    """Set what is compared: the digits of the phone, the sound of the name."""
    owner.phone_digits = normalise_phone(owner.phone)[:40]
    owner.name_key = name_key(owner.name)


def index_customer(customer: Customer) -> None:
    """Write the search columns anew from what is stored."""
    purchases = customer.purchases.all()[:KEPT_PURCHASES]
    if set_search(customer, customer.contacts.all(), purchases, customer.aliases.all()):
        columns = {"search_words": customer.search_words, "search_text": customer.search_text}
        Customer.objects.filter(pk=customer.pk).update(**columns)


def index_customers(customers: Iterable[Customer]) -> None:
    """The same for many, just read, with as many queries as for one."""
    rows = list(customers)
    newest = Prefetch("purchases", Purchase.objects.all()[:KEPT_PURCHASES], to_attr="newest_purchases")
    prefetch_related_objects(rows, "contacts", "aliases", newest)
    new = [row for row in rows if set_search(row, row.contacts.all(), row.newest_purchases, row.aliases.all())]  # type: ignore[attr-defined]
    Customer.objects.bulk_update(new, ["search_words", "search_text"], batch_size=100)


def index_missing(*, now: datetime, actor: Actor = None, limit: int = BATCH) -> int:
    """Index those that are not: after an upgrade, or rows that came past the services. Safe to run twice at once."""
    return len(_index(Customer.objects.filter(search_words=""), limit))


def index_all(*, now: datetime, actor: Actor = None) -> int:
    """Index every customer anew; writes only what is different. Returns how many it looked at."""
    last, total = 0, 0
    while done := _index(Customer.objects.filter(pk__gt=last), BATCH):
        last, total = done[-1], total + len(done)
    return total


@transaction.atomic
def _index(rows: QuerySet[Customer], limit: int) -> list[int]:
    rows = rows.select_for_update(skip_locked=True, of=("self",)).order_by("pk").only("number", *INDEXED)
    found = list(rows[:limit])
    index_customers(found)
    return [row.pk for row in found]
