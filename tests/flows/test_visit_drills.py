"""kill -9 of planners at random moments, and two planners at a time: no visit lost, none doubled.

VISIT_DUE, VISIT_KILLS and VISIT_SECONDS make the drills shorter:
VISIT_DUE=600 VISIT_KILLS=8 VISIT_SECONDS=40 pytest -m drill tests/flows/test_visit_drills.py
"""

import json
import os
import random
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from aftersales.bootstrap.paths import ROOT
from tests.processes import Product

DUE = int(os.environ.get("VISIT_DUE", 10_000))
KILLS = int(os.environ.get("VISIT_KILLS", 100))
SECONDS = int(os.environ.get("VISIT_SECONDS", 600))
FILL = """
from datetime import timedelta
from django.utils import timezone
from customers.models import Customer
from tests.factories import cast, person
from visits.enums import RunPurpose
from visits.services.installation import install_defaults
from visits.services.schedules import start_run
now = timezone.now()
people = cast()
install_defaults(actor=None, now=now)
reps = [people.rep, *(person("rep%02d" % n, "rep", region=people.east) for n in range(10, 19))]
Customer.objects.bulk_create(
    Customer(number="VD-%05d" % n, name="客户 %d" % n, tier="important", region=people.east, rep=reps[n % 10], created_at=now,
             address="样例市%s区" % "甲乙丙丁"[n % 4], since=(now - timedelta(days=180 + n % 900)).date())
    for n in range({due})
)
start_run(purpose=RunPurpose.CADENCE, now=now)
"""
# A planner: it computes when visits are due, plans them, lets overdue visits climb and sends digests, again and again.
WORK = """
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from visits.services.digests import sweep_digests
from visits.services.levelling import plan_ahead
from visits.services.planning import plan_due
from visits.services.reminders import sweep_reminders
from visits.services.schedules import sweep_schedules
print("ready", flush=True)
while True:
    now = timezone.now()
    sweep_schedules(now=now, chunk=100)
    plan_due(now=now, batch=40)
    plan_ahead(now=now, batch=40)
    # In two years and on the same workday, so that there is overdue work.
    late = (now + timedelta(days=728)).replace(hour=4)
    while late.weekday() > 4:
        late += timedelta(days=1)
    sweep_reminders(now=late)
    sweep_digests(now=late)
"""
COUNT = """
import json
from collections import Counter
from aftersales.notifications.models import Notification
from customers.models import Customer
from visits.models import Visit, VisitEscalation
visits = Visit.objects.filter(customer__number__startswith="VD-")
figures = {
    "customers": Customer.objects.filter(number__startswith="VD-").count(),
    "visits": visits.count(),
    "visited": visits.values("customer").distinct().count(),
    "history": Visit.history.filter(customer__number__startswith="VD-").count(),
    "climbed": visits.filter(remind_level=2).count(),
    "escalations": VisitEscalation.objects.filter(visit__in=visits).count(),
    "told": VisitEscalation.objects.filter(visit__in=visits).exclude(told_on=None).count(),
}
# Read last: what was told when the figures above were read has its digest.
digests = Counter(Notification.objects.filter(template__startswith="visits.digest", channel="page").values_list("user", "params__day"))
print(json.dumps(figures | {"digests": len(digests), "most_digests": max(digests.values(), default=0)}))
"""


def counted(product):
    return json.loads(product.manage("shell", "--no-imports", "-c", COUNT).stdout)


@contextmanager
def planner(product):
    variables = {**product.variables, "DJANGO_SETTINGS_MODULE": "aftersales.settings"}
    process = subprocess.Popen(
        [sys.executable, "-c", WORK], cwd=ROOT, env=variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        yield process
    finally:
        process.kill()
        process.wait(60)


def whole(product, due, seconds=1_800):
    """The figures once everything is planned, has climbed and was told. A busy machine gets half an hour for it."""
    until = time.monotonic() + seconds
    with planner(product):
        figures = counted(product)
        while time.monotonic() < until and (figures["climbed"] < due or figures["told"] < 2 * due):
            time.sleep(1)
            figures = counted(product)
    return figures


def assert_none_lost_none_doubled(figures, due):
    exact = {"customers": due, "visits": due, "visited": due, "history": due, "climbed": due}
    assert {name: figures[name] for name in exact} == exact
    # Each visit climbed to one manager and one general manager, who were told.
    assert figures["escalations"] == figures["told"] == 2 * due
    assert figures["digests"] and figures["most_digests"] == 1


def product_in(folder, prepared):
    return Product(folder, servers=os.environ["TEST_DB"] == "postgres", prepared=prepared, quiet=True)


@pytest.mark.drill
def test_killed_planners_lose_and_double_no_visit(tmp_path, prepared, capsys):
    chance = random.Random(5)
    with product_in(tmp_path, prepared) as product:
        product.manage("shell", "--no-imports", "-c", FILL.replace("{due}", str(DUE)))
        planned = 0
        for _ in range(KILLS):
            with planner(product):
                time.sleep(chance.uniform(0.0, 1.5))
        planned = counted(product)["visits"]
        figures = whole(product, DUE)
    assert_none_lost_none_doubled(figures, DUE)
    with capsys.disabled():
        print(f"\n{KILLS} kills over {DUE} due visits: {planned} planned meanwhile, {figures}")


@pytest.mark.drill
def test_two_planners_at_a_time_double_no_visit(tmp_path, prepared, capsys):
    with product_in(tmp_path, prepared) as product:
        product.manage("shell", "--no-imports", "-c", FILL.replace("{due}", str(DUE)))
        started = time.monotonic()
        with planner(product), planner(product):
            time.sleep(SECONDS)
        figures = whole(product, DUE)
    assert_none_lost_none_doubled(figures, DUE)
    with capsys.disabled():
        print(f"\ntwo planners for {time.monotonic() - started:.0f} s over {DUE} due visits: {figures}")
