"""How long finding a customer takes among many, by index and without: the times of the database alone, in milliseconds.

    python bench/finding.py [--customers 200000]

On an empty, migrated PostgreSQL. Fills it first, unless it holds so many already.
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

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from aftersales.desk.demo import archive
from aftersales.desk.demo.cast import COMPANY
from aftersales.desk.demo.company import _world
from aftersales.desk.demo.world import Shape
from aftersales.desk.setup import set_up
from customers.models import Contact, Customer, ProductSold
from customers.queries import find_customers

ROUNDS = 7


def fill(customers: int) -> None:
    now = timezone.now()
    with translation.override(None):
        set_up(actor=None, now=now, company=COMPANY, is_demo=True, since=now)
        archive.furnish(_world(now, 1, Shape()), customers=customers)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def asked() -> dict[str, str]:
    """What people type, taken from a row in the middle, so that there is something to find."""
    customer = Customer.objects.order_by("pk")[Customer.objects.count() // 2]
    contact = Contact.objects.filter(customer=customer).first()
    sold = ProductSold.objects.exclude(serial="").order_by("pk")[ProductSold.objects.exclude(serial="").count() // 2]
    return {
        "two characters": customer.name[2:4], "name": customer.name, "contact": contact.name,
        "pinyin": customer.name_key[:8], "initials": "zs", "part of a phone": contact.phone_digits[3:9],
        "end of a phone": contact.phone_digits[-4:], "number": customer.number, "contract": sold.contract_number,
        "serial": sold.serial, "batch": sold.batch,
    }  # fmt: skip


def milliseconds(text: str) -> tuple[int, float]:
    """How many are found, and the time of the database for all that finding them asks."""
    with CaptureQueriesContext(connection) as asked:
        found = find_customers(None, text)
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
    print(f"{Customer.objects.count()} customers, {ProductSold.objects.count()} products sold")
    print(f"{'':16}{'found':>6}{'index':>9}{'scan':>9}")
    for what, text in asked().items():
        with connection.cursor() as cursor:
            found = milliseconds(text)[0]
            by_index = median(milliseconds(text)[1] for _ in range(ROUNDS))
            cursor.execute("SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off")
            scanned = milliseconds(text)[1]
            cursor.execute("RESET ALL")
        print(f"{what:16}{found:6}{by_index:9.1f}{scanned:9.1f}", flush=True)


if __name__ == "__main__":
    main()
