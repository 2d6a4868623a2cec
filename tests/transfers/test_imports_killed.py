"""kill -9 of the worker of an import at random moments: each good row once, each error once, one notification."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from aftersales.notifications.models import Notification
from aftersales.transfers.models import ImportRun
from aftersales.transfers.services.imports import running
from aftersales.transfers.services.imports.running import LEASE, run_due_imports
from customers.models import Contact, Customer
from tests.factories import NOW, cast
from tests.factories.clients import client_of

# The long one, on both databases: tests/ops/test_drill_imports.py.
pytestmark = [pytest.mark.slow, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]
ROWS, KILLS = 150, 3
BAD = {line for line in range(2, ROWS + 2) if line % 31 == 3}
TABLE = "客户名称,电话,客户级别,联系人\n" + "".join(
    f"第{line}号样例厂,021-5555{line:04},{'黄金' if line in BAD else '重要'},李四\n" for line in range(2, ROWS + 2)
)


@pytest.fixture
def client(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setattr(running, "BATCH", 10)
    people = cast()
    Customer.objects.update(number="CU-2019-00001")  # so that numbers begin at 1 in the test's year
    return client_of(people.manager)


def brought(client) -> ImportRun:
    """An import as on the page: file, columns, trial of all rows, start."""
    file = SimpleUploadedFile("客户.csv", TABLE.encode("gb18030"))
    page = client.post("/settings/imports/new/", {"kind": "customers", "file": file})["Location"]
    columns = {f"column_{n}": field for n, field in enumerate(("name", "phone", "tier", "contact_name"))}
    assert client.post(f"{page}check/", columns).status_code == 302
    run_due_imports(now=NOW)
    assert client.post(f"{page}start/").status_code == 302
    return ImportRun.objects.get(pk=page.rstrip("/").split("/")[-1])


def worker(now) -> int:
    """A process that runs due imports, like a worker."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            run_due_imports(now=now)
        finally:
            os._exit(0)
    return child


def killed(child: int, after: float) -> bool:
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_import_killed_at_random_and_run_again_is_exact(client):
    run, chance, kills, now, seen = brought(client), random.Random(26), 0, NOW, []
    while kills < KILLS:
        kills += killed(worker(now), chance.uniform(0.05, 0.25))
        run.refresh_from_db()
        seen.append(run.done)
        assert run.done == Customer.objects.filter(name__endswith="号样例厂").count() + run.faults.count()
        if run.state == "done":
            break
        now += LEASE + timedelta(seconds=1)
    assert kills > 1
    assert seen == sorted(seen)
    run_due_imports(now=now)
    run.refresh_from_db()
    assert (run.state, run.total, run.added, run.known, run.failed) == ("done", ROWS, ROWS - len(BAD), 0, len(BAD))
    assert [fault.line for fault in run.faults.all()] == sorted(BAD)
    names = Counter(Customer.objects.filter(name__endswith="号样例厂").values_list("name", flat=True))
    assert names == Counter(f"第{line}号样例厂" for line in range(2, ROWS + 2) if line not in BAD)
    assert Contact.objects.filter(name="李四").count() == len(names) == Contact.history.filter(name="李四").count()
    assert Customer.history.filter(name__endswith="号样例厂").count() == len(names)
    assert Notification.objects.filter(template="import_done", channel="page").count() == 1
    again = brought(client)
    run_due_imports(now=NOW)
    again.refresh_from_db()
    assert (again.added, again.known, again.failed) == (0, len(names), len(BAD))
