"""kill -9 of the worker in the middle of due notices and visits: none lost, none doubled (proof: kill -9)."""

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
FILL = (
    f"DUE = {DUE}"
    """
from datetime import timedelta
from django.utils import timezone
from aftersales.office.models import Notice
from customers.models import Customer
from tests.factories import cast
from visits.services.setup import install_defaults
now = timezone.now()
people = cast()
install_defaults(actor=None, now=now)
since = (now - timedelta(days=400)).date()
Customer.objects.bulk_create(
    Customer(number=f"KW-{n:05}", name=f"客户 {n}", tier="important", since=since, region=people.east, rep=people.rep,
             created_at=now)
    for n in range(DUE)
)
Notice.objects.bulk_create(
    Notice(key=f"kill:{n}", channel="mail", address=f"n{n}@example.test", template="ticket_taken", created_at=now, due_at=now,
           params={"number": str(n), "who": "x", "subject": "y", "to": "", "note": ""})
    for n in range(DUE)
)
"""
)
COUNT = """
import json
from django.db.models import Count
from aftersales.office.models import Notice
from visits.models import Visit
planned = Visit.objects.filter(customer__number__startswith="KW-")
print(json.dumps({
    "sent": Notice.objects.filter(key__startswith="kill:", state="sent").count(),
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


@pytest.mark.slow
def test_killed_workers_lose_and_double_nothing(tmp_path, prepared):
    chance = random.Random(7)
    with Product(tmp_path, servers=os.environ["TEST_DB"] == "postgres", prepared=prepared) as product:
        product.kill("worker")
        product.manage("shell", "--no-imports", "-c", FILL)
        for _ in range(KILLS):
            product.manage(
                "shell", "--no-imports", "-c", "from aftersales.celery import app; app.send_task('visits.plan_due')"
            )
            product.start("worker")
            time.sleep(chance.uniform(2.5, 5.0))
            product.kill("worker")
        product.start("worker")
        until = time.monotonic() + 120
        figures = counted(product)
        while time.monotonic() < until and (figures["sent"] < DUE or figures["visits"] < DUE):
            product.manage("run_due")
            time.sleep(1)
            figures = counted(product)
        assert figures == {"sent": DUE, "visits": DUE, "customers": DUE, "history": DUE}
        mailed = mailbox(tmp_path)
        assert len(mailed) == len(set(mailed)) >= DUE
