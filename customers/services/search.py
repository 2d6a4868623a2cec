"""The search columns of customers. Every service that changes a customer updates them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from aftersales.kernel.phones import local_part, phone_key
from aftersales.search.text import MAX_TEXT, name_words, normalise, pinyin, squeeze, word_grams
from aftersales.staff.models import Actor

from ..models import Contact, Customer, CustomerAlias, Purchase
from ..queries.alike import name_core
from ..rules.places import province_of

KEPT_PURCHASES = 200  # older purchases are found by their exact number only
BATCH = 500
KEYS = ("phone_digits", "phone_local", "name_key", "name_core", "province")
COLUMNS = ("search_words", "reach_words", "search_text", *KEYS)
INDEXED = ("number", "external_number", "name", "address", "phone", "email", *COLUMNS)


def set_search(
    customer: Customer,
    contacts: Iterable[Contact],
    purchases: Iterable[Purchase],
    former: Iterable[CustomerAlias] = (),
) -> bool:
    """Set the search columns of a customer. Returns whether they have changed.

    search_words: names with pinyin and initials (the customer's own name first), numbers, and codes of the purchases.
    reach_words: phones and email addresses. search_text: the grams of both. former: the names and numbers of customers
    merged into this one. The keys of the customer are set, too.
    """
    before = [getattr(customer, column) for column in COLUMNS]
    fill_keys(customer)
    contacts, former = list(contacts), list(former)
    owners: list[Customer | Contact] = [customer, *contacts]
    names = [owner.name for owner in owners] + [alias.name for alias in former]
    words = [word for name in names for word in name_words(name)]
    words += map(squeeze, [customer.number, customer.external_number])
    words += [squeeze(number) for alias in former for number in (alias.number, alias.external_number)]
    reach = [digits for owner in owners for digits in (squeeze(owner.phone), owner.phone_digits)]
    reach += [squeeze(owner.email) for owner in owners]
    words += sorted(
        {
            squeeze(code)
            for purchase in purchases
            for code in (purchase.contract_number, purchase.batch, purchase.serial)
        }
    )
    customer.search_words, customer.reach_words = _joined(words), _joined(reach)
    customer.search_text = _joined(word_grams([*customer.search_words.split(), *customer.reach_words.split()]))
    return before != [getattr(customer, column) for column in COLUMNS]


def _joined(words: Iterable[str]) -> str:
    """Each word once, with spaces at both ends, so that a query can ask for a whole word."""
    return f" {' '.join(dict.fromkeys(filter(None, words)))} "[:MAX_TEXT]


def name_key(name: str) -> str:
    """A key that is equal for names that sound the same: 张三 and 章三 are both zhangsan."""
    return (pinyin(name).split(" ")[0] or normalise(name).replace(" ", ""))[:200]


def fill_keys(owner: Customer | Contact) -> None:
    """Set the fields for comparison: the digits of the phone number, the sound of the name, the
    province."""
    owner.phone_digits = phone_key(owner.phone)[:40]
    owner.phone_local = local_part(owner.phone_digits)
    owner.name_key = name_key(owner.name)
    if isinstance(owner, Customer):
        owner.name_core = name_core(owner.name)
        owner.province = province_of(owner.address) or province_of(owner.name)


def index_customer(customer: Customer) -> None:
    """Compute the search columns of one customer from the database, and save them."""
    purchases = customer.purchases.all()[:KEPT_PURCHASES]
    if set_search(customer, customer.contacts.all(), purchases, customer.aliases.all()):
        Customer.objects.filter(pk=customer.pk).update(**{column: getattr(customer, column) for column in COLUMNS})


def index_customers(customers: Iterable[Customer]) -> None:
    """Like index_customer for several customers just read, with a fixed number of queries."""
    rows = list(customers)
    newest = Prefetch("purchases", Purchase.objects.all()[:KEPT_PURCHASES], to_attr="newest_purchases")
    prefetch_related_objects(rows, "contacts", "aliases", newest)
    new = [row for row in rows if set_search(row, row.contacts.all(), row.newest_purchases, row.aliases.all())]  # type: ignore[attr-defined]
    Customer.objects.bulk_update(new, COLUMNS, batch_size=100)


def index_missing(*, now: datetime, actor: Actor = None, limit: int = BATCH) -> int:
    """Index customers without search columns: after an upgrade, or rows that no service wrote. It is safe to run
    concurrently."""
    return len(_index(Customer.objects.filter(search_words=""), limit))


def index_all(*, now: datetime, actor: Actor = None) -> int:
    """Index every customer again; writes only what differs. Returns how many customers it has checked."""
    last, total = 0, 0
    while done := _index(Customer.objects.filter(pk__gt=last), BATCH):
        last, total = done[-1], total + len(done)
    return total


@transaction.atomic
def _index(rows: QuerySet[Customer], limit: int) -> list[int]:
    rows = (
        rows.select_for_update(skip_locked=True, of=("self",))
        .order_by("pk")
        .only("number", "external_number", *INDEXED)
    )
    found = list(rows[:limit])
    index_customers(found)
    return [row.pk for row in found]
