"""How long the most used pages take, each time for another row: p50 and p95 in milliseconds.

    DATA_DIR=/path/to/a/demo/company python bench/random_pages.py [--rounds 60] [--seed 1]

In one process, without a server. Each round opens one page of every kind, so that a slow moment of the machine affects
all kinds alike. The same seed draws the same pages: run it with the code before and after a change, on the same
DATA_DIR. Nothing is written: the transaction is rolled back.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftersales.settings")

import django

django.setup()

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from aftersales.staff.enums import Role
from aftersales.staff.models import Region, User
from complaints.enums import State
from complaints.models import Ticket
from customers.models import Customer

WARM_UP = 3
PAGE_SIZE = 50


def address(name: str, *args: object, **query: object) -> str:
    asked = urlencode({key: value for key, value in query.items() if value not in ("", None)})
    return reverse(name, args=args) + (f"?{asked}" if asked else "")


def kinds(dice: random.Random) -> dict[str, Callable[[], str]]:
    """The kinds of pages: each call draws another address."""
    tickets = list(Ticket.objects.order_by("pk").values_list("number", "customer__name"))
    customers = list(Customer.objects.order_by("pk").values_list("number", "name"))
    regions = list(Region.objects.order_by("pk").values_list("code", flat=True))
    words = [name[:2] for _number, name in customers]

    def page_of(count: int) -> int:
        return dice.randint(1, max(1, count // PAGE_SIZE))

    return {
        "tickets": lambda: address("tickets", sort="-reported", page=page_of(len(tickets))),
        "tickets filtered": lambda: address("tickets", state=dice.choice(State.values), region=dice.choice(regions)),
        "tickets searched": lambda: address("tickets", q=dice.choice(words)),
        "ticket": lambda: address("ticket", dice.choice(tickets)[0]),
        "customers": lambda: address("customers", page=page_of(len(customers))),
        "customers searched": lambda: address("customers", q=dice.choice(words)),
        "customer": lambda: address("customer", dice.choice(customers)[0]),
    }


def measure(client: Client, pages: dict[str, Callable[[], str]], rounds: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in pages}
    for turn in range(WARM_UP + rounds):
        for name, draw in pages.items():
            path, start = draw(), time.perf_counter()
            answer = client.get(path, secure=True)
            took = 1000 * (time.perf_counter() - start)
            if answer.status_code != 200:
                sys.exit(f"{path}: {answer.status_code}")
            if turn >= WARM_UP:
                times[name].append(took)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    settings.ALLOWED_HOSTS = ["testserver"]
    with transaction.atomic():
        client = Client()
        client.force_login(User.objects.filter(role=Role.MANAGER, is_active=True).order_by("pk")[0])
        times = measure(client, kinds(random.Random(asked.seed)), asked.rounds)
        transaction.set_rollback(True)
    print(f"{'':20}{'p50':>8}{'p95':>8}  ms of {asked.rounds} each")
    for name, found in times.items():
        ordered = sorted(found)
        p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        print(f"{name:20}{statistics.median(ordered):8.1f}{p95:8.1f}")


if __name__ == "__main__":
    main()
