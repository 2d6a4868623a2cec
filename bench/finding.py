"""How long searches take in many rows, with and without the index: the database time of all queries of one search, in
milliseconds.

    python bench/finding.py [--customers 200000]

Run it on an empty, migrated PostgreSQL. It adds customers, unless there are some. In a database of fill.py it also
searches tickets: the newest in the search box, and the first page of the list.
"""

import argparse
import os
import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftersales.settings")

import django

django.setup()

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from aftersales.demo import customers as customer_data
from aftersales.demo.cast import COMPANY
from aftersales.demo.company import _world
from aftersales.demo.world import Shape
from aftersales.desk.installation import set_up
from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.store.paging import page_of
from complaints.models import Ticket
from complaints.presentation.ticket_row import for_rows
from complaints.queries.ticket_list import FREQUENT, filtered, is_frequent, listed
from complaints.queries.tickets import find_tickets
from customers.models import Contact, Customer, Purchase
from customers.queries import find_customers

ROUNDS = 7
TICKET_WORDS = ("flangewort", "漏水", "天平", "更换", "部件", "display")  # from rare to frequent


def fill(customers: int) -> None:
    now = timezone.now()
    with translation.override(None):
        set_up(actor=None, now=now, company=COMPANY, is_demo=True, since=now)
        customer_data.furnish(_world(now, 1, Shape()), customers=customers)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def asked() -> dict[str, str]:
    """Search texts, taken from a row in the middle, so that there is a result."""
    customer = Customer.objects.order_by("pk")[Customer.objects.count() // 2]
    contact = Contact.objects.filter(customer=customer).first()
    sold = Purchase.objects.exclude(serial="").order_by("pk")[Purchase.objects.exclude(serial="").count() // 2]
    return {
        "two characters": customer.name[2:4],
        "name": customer.name,
        "contact": contact.name,
        "pinyin": customer.name_key[:8],
        "initials": "zs",
        "three digits": "138",
        "part of a phone": contact.phone_digits[3:9],
        "end of a phone": contact.phone_digits[-4:],
        "number": customer.number,
        "contract": sold.contract_number,
        "serial": sold.serial,
        "batch": sold.batch,
    }


def find_all(text: str) -> list[Customer]:
    return find_customers(None, text)


def in_box(text: str) -> list[Ticket]:
    return find_tickets(reader(), text)


def in_list(text: str) -> list[Ticket]:
    user, params = reader(), {"q": text}
    rows = for_rows(listed(filtered(user, params, timezone.now()), ""))
    page = page_of(RequestFactory().get("/", params), rows, limit=FREQUENT, is_beyond=is_frequent(user, params))
    return list(page)


@cache
def reader() -> User:
    return User.objects.filter(role=Role.SERVICE).order_by("pk")[0]


def milliseconds(text: str, find: Callable[[str], list[Any]] = find_all) -> tuple[int, float]:
    """The number of results, and the database time of all queries."""
    with CaptureQueriesContext(connection) as asked:
        found = find(text)
    questions = [query["sql"] for query in asked.captured_queries]
    with connection.cursor() as cursor:
        took = 0.0
        for question in questions:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {question}")
            plan = cursor.fetchone()[0]
            took += (json.loads(plan) if isinstance(plan, str) else plan)[0]["Execution Time"]
    return len(found), took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=200_000)
    options, started = parser.parse_args(), time.monotonic()
    if not Customer.objects.exists():
        fill(options.customers)
        print(f"filled in {time.monotonic() - started:.0f} s")
    print(f"{Customer.objects.count()} customers, {Purchase.objects.count()} products sold")
    print(f"{'':16}{'found':>6}{'index':>9}{'scan':>9}")
    for what, text in asked().items():
        measure(what, text, find_all)
    for text in TICKET_WORDS if Ticket.objects.exists() else ():
        measure(f"box: {text}", text, in_box)
        measure(f"list: {text}", text, in_list)


def measure(what: str, text: str, find: Callable[[str], list[Any]]) -> None:
    with connection.cursor() as cursor:
        found = milliseconds(text, find)[0]
        by_index = median(milliseconds(text, find)[1] for _ in range(ROUNDS))
        cursor.execute("SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off")
        scanned = milliseconds(text, find)[1]
        cursor.execute("RESET ALL")
    print(f"{what:16}{found:6}{by_index:9.1f}{scanned:9.1f}", flush=True)


if __name__ == "__main__":
    main()
