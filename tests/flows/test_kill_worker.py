"""kill -9 of the worker while it sends notifications and plans visits: none lost, none doubled."""

import email
import json
import os
import random
import time
from pathlib import Path

import pytest

from tests.processes import Product

DUE = 200
KILLS = 5
RECOVERED = 120.0  # seconds after the last kill
FILL = """
DUE = {due}
from datetime import timedelta
from django.utils import timezone
from aftersales.notifications.models import Notification
from customers.models import Customer
from tests.factories import cast
from visits.services.installation import install_defaults
from visits.services.schedules import sweep_schedules
now = timezone.now()
people = cast()
since = (now - timedelta(days=400)).date()
Customer.objects.bulk_create(
    Customer(number="KW-%05d" % n, name="客户 %d" % n, tier="important", since=since, region=people.east, rep=people.rep,
             created_at=now)
    for n in range(DUE)
)
install_defaults(actor=None, now=now)
sweep_schedules(now=now)
Notification.objects.bulk_create(
    Notification(key="kill:%d" % n, channel="mail", address="n%d@example.test" % n, template="ticket_taken", created_at=now, due_at=now,
           params=dict(number=str(n), who="x", subject="y", to="", note=""))
    for n in range(DUE)
)
"""
COUNT = """
import json
from django.db.models import Count
from aftersales.notifications.models import Notification
from visits.models import Visit
planned = Visit.objects.filter(customer__number__startswith="KW-")
print(json.dumps({
    "sent": Notification.objects.filter(key__startswith="kill:", state="sent").count(),
    "visits": planned.count(),
    "customers": planned.values("customer").distinct().count(),
    "history": Visit.history.filter(customer__number__startswith="KW-", history_type="+").count(),
}))
"""


def counted(product: Product) -> dict[str, int]:
    return json.loads(product.manage("shell", "--no-imports", "-c", COUNT).stdout)


def mailbox(folder: Path) -> list[str]:
    """The Message-IDs of what was mailed, one for each file."""
    files = (folder / "mail").glob("*.eml")
    messages = [email.message_from_bytes(file.read_bytes()) for file in files]
    return [m["Message-ID"] for m in messages if str(m["To"]).endswith("@example.test")]


def filled(product: Product, due: int) -> None:
    product.manage("shell", "--no-imports", "-c", FILL.format(due=due))


def kill_and_start(product: Product, name: str, after: float) -> None:
    product.manage("shell", "--no-imports", "-c", "from aftersales.celery import app; app.send_task('visits.plan_due')")
    product.start(name)
    time.sleep(after)
    product.kill(name)


def whole(product: Product, due: int) -> dict[str, int]:
    """The state once all is done, or after two minutes."""
    until = time.monotonic() + RECOVERED
    figures = counted(product)
    while time.monotonic() < until and (figures["sent"] < due or figures["visits"] < due):
        product.manage("run_due")
        time.sleep(1)
        figures = counted(product)
    return figures


def once(folder: Path, due: int) -> bool:
    mailed = mailbox(folder)
    return len(mailed) == len(set(mailed)) >= due


@pytest.mark.slow
def test_killed_workers_lose_and_double_nothing(tmp_path, prepared):
    chance = random.Random(7)
    with Product(tmp_path, servers=os.environ["TEST_DB"] == "postgres", prepared=prepared) as product:
        product.kill("worker")
        filled(product, DUE)
        for _ in range(KILLS):
            kill_and_start(product, "worker", chance.uniform(2.5, 5.0))
        product.start("worker")
        assert whole(product, DUE) == {"sent": DUE, "visits": DUE, "customers": DUE, "history": DUE}
        assert once(tmp_path, DUE)


@pytest.mark.drill
def test_hundred_kills_over_ten_thousand_rows_lose_and_double_nothing(tmp_path, prepared, capsys):
    """Kills worker, scheduler and web at random."""
    chance, due = random.Random(11), 10_000
    with Product(tmp_path, servers=os.environ["TEST_DB"] == "postgres", prepared=prepared) as product:
        filled(product, due)
        for _ in range(100):
            name = chance.choice([*product.children, "worker"])
            product.kill(name)
            kill_and_start(product, name, chance.uniform(0.5, 4.0))
            product.start(name)
            time.sleep(chance.uniform(0.0, 2.0))
        started = time.monotonic()
        assert whole(product, due) == {"sent": due, "visits": due, "customers": due, "history": due}
        assert once(tmp_path, due)
        with capsys.disabled():
            print(f"\n100 kills, {due} notices and visits: whole {time.monotonic() - started:.0f} s after the last")
