"""Notices of a recall to ten thousand customers; the worker is killed at random moments until all are out.

NOTICE_ROWS=500 makes it shorter.
"""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path
from typing import Any

import pytest

from tests.processes import Product

pytestmark = pytest.mark.drill
ROWS = int(os.environ.get("NOTICE_ROWS", "10000"))
KILLS = 8
WITHIN = 3600  # seconds
FILL = """
from datetime import timedelta
from django.utils import timezone
from complaints.quality.services import campaigns as services
from customers.models import Contact, Customer, Purchase
from tests.factories import cast
from tests.quality.campaigns import factories as make
people, now = cast(), timezone.now()
make.NOW = now
made = Customer.objects.bulk_create(
    [Customer(number=f"DR-{n:06}", name=f"演练客户{n}", email=f"c{n}@example.test", created_at=now) for n in range(ROWS)],
    batch_size=500,
)
Purchase.objects.bulk_create(
    [Purchase(customer=row, product=people.sold.product, batch="DRILL", quantity=1 + row.pk % 3) for row in made],
    batch_size=500,
)
day = timezone.localdate()
phases = {kind: day + timedelta(days=n) for n, kind in enumerate(("prepare", "notify", "remedy", "check", "close"))}
row = services.draft_campaign(facts=make.facts(people, batch="DRILL"), phases=phases, actor=people.quality, now=now)
services.sign_campaign(campaign_id=row.pk, actor=people.gm, now=now)
services.start_campaign(campaign_id=row.pk, actor=people.quality, now=now)
"""
COUNT = """
import json
from django.db.models import Count
from aftersales.notifications.models import Notification
from complaints.quality.models import CampaignAttempt, CampaignCustomer
mails = Notification.objects.filter(template="campaign_notice")
twice = CampaignAttempt.objects.values("row").annotate(n=Count("pk")).filter(n__gt=1)
print(json.dumps({
    "due": CampaignCustomer.objects.filter(notice_due_at__isnull=False).count(),
    "told": CampaignCustomer.objects.filter(reach="told").count(),
    "mails": mails.count(), "addresses": mails.values("address").distinct().count(),
    "attempts": CampaignAttempt.objects.count(), "twice": twice.count(),
    "history": CampaignAttempt.history.filter(history_type="+").count(),
}))
"""


def counted(product: Product) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(product.manage("shell", "--no-imports", "-c", COUNT).stdout)
    return found


def test_everybody_is_told_once_although_the_worker_is_killed(tmp_path, capsys):
    servers = os.environ.get("TEST_DB") == "postgres"
    chance, files = random.Random(11), Path(tmp_path) / "mail"
    with Product(tmp_path, servers=servers) as product:
        product.wait("worker")
        product.manage("shell", "--no-imports", "-c", f"ROWS = {ROWS}\n{FILL}")
        started, found = time.monotonic(), counted(product)
        kills = 0
        while kills < KILLS and found["told"] < ROWS:
            time.sleep(chance.uniform(1, 15))
            product.kill("worker")
            product.start("worker")
            kills += 1
            found = counted(product)
            assert found["twice"] == 0, found
        while found["told"] < ROWS and time.monotonic() - started < WITHIN:
            time.sleep(10)
            found = counted(product)
        took = time.monotonic() - started
    once = dict.fromkeys(("told", "mails", "addresses", "attempts", "history"), ROWS)
    assert found == {**once, "due": 0, "twice": 0}
    told = [path for path in files.glob("*.eml") if b"/notice/" in path.read_bytes().replace(b"=\n", b"")]
    assert len(told) in (0, ROWS) or len(list(files.glob("*.eml"))) >= ROWS
    with capsys.disabled():
        print(f"\n{'PostgreSQL' if servers else 'SQLite'}: {ROWS} customers told in {took:.0f} s, {kills} kills")
