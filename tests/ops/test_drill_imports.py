"""Import of a hundred thousand rows with a thousand bad ones by the API; the worker is killed three times at random.

IMPORT_ROWS=5000 makes it shorter.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import time
import urllib.request
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.processes import Product
from tests.tables.test_tables import blown

pytestmark = pytest.mark.drill
ROWS = int(os.environ.get("IMPORT_ROWS", "100000"))
EVERY = 100  # one of so many rows is bad
KILLS = 3
LIMIT_MB = 300
FILL = """
from django.utils import timezone
from aftersales.staff.services.tokens import issue_token
from tests.factories import cast
from customers.models import Customer
people = cast()
Customer.objects.update(number="CU-2019-00001")
print(issue_token(actor=people.admin, label="drill", now=timezone.now())[1])
"""
# The lease of a killed worker ends at once, so that the drill need not wait for it.
EXPIRE = "from aftersales.transfers.models import ImportRun as R; R.objects.filter(state='running').update(leased_until=None)"
COUNT = """
import json
from aftersales.notifications.models import Notification
from aftersales.transfers.models import ImportRun
from aftersales.audit.queries.verification import verify
from aftersales.audit.services.seals import seal_all
from customers.models import Contact, Customer, Product, ProductSold
from django.utils import timezone
def tally(model, **where):
    rows = model.objects.filter(**where)
    return [rows.count(), model.history.filter(history_type="+", **where).count()]
seal_all(now=timezone.now())
print(json.dumps({
    "customers": tally(Customer, name__startswith="演练客户"), "contacts": tally(Contact, name="李四"),
    "names": Customer.objects.filter(name__startswith="演练客户").values("name").distinct().count(),
    "sales": tally(ProductSold, batch__startswith="DR-"), "products": tally(Product, code__startswith="DR-"),
    "batches": ProductSold.objects.filter(batch__startswith="DR-").values("batch").distinct().count(),
    "notices": Notification.objects.filter(template="import_done", channel="page").count(),
    "fault": str(verify(now=timezone.now()).fault),
}))
"""


def is_bad(line: int) -> bool:
    return line % EVERY == 7


def customers(line: int) -> tuple[str, ...]:
    tier = "黄金" if is_bad(line) else "重要"
    return f"演练客户{line:06}号", f"021-{line:08}", tier, "华东", "李四", f"139{line:08}", "2024年5月6日"


def sales(line: int) -> tuple[str, ...]:
    name = "没有这家" if is_bad(line) else customers((line - 2) // 10 * 10 + 2)[0]
    return name, "HX-250", f"DR-{line:06}", "2026/3/4", "１"


def products(line: int) -> tuple[str, ...]:
    return f"DR-{line:06}", "" if is_bad(line) else f"演练产品{line}", "培养箱", "￥1,280.50", "24"


HEADS = {
    "customers": ("客户名称", "电话", "客户等级", "大区", "联系人", "手机", "成为客户日期"),
    "sales": ("客户名称", "型号", "批号", "购买日期", "数量"),
    "products": ("型号", "产品名称", "类别", "标价", "保修期"),
}


def text(encoding: str) -> Callable[[Path, list[tuple[str, ...]]], None]:
    def write(path: Path, rows: list[tuple[str, ...]]) -> None:
        with path.open("w", encoding=encoding, newline="") as handle:
            csv.writer(handle).writerows(rows)

    return write


def workbook(path: Path, rows: list[tuple[str, ...]]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(path)


FILES = [
    ("customers", customers, text("gb18030"), "客户.csv"),
    ("sales", sales, text("utf-8-sig"), "sales.csv"),
    ("products", products, workbook, "产品.xlsx"),
]


class Api:
    def __init__(self, product: Product, token: str) -> None:
        self.base, self.token = f"{product.address}/api/v1/imports/", token

    def ask(self, path: str = "", body: bytes | None = None, kind: str = "application/json") -> bytes:
        heads = {"Authorization": f"Token {self.token}", "Content-Type": kind}
        with urllib.request.urlopen(urllib.request.Request(self.base + path, body, heads), timeout=300) as answer:
            return answer.read()

    def bring(self, kind: str, path: Path) -> int:
        edge = uuid.uuid4().hex
        parts = f'--{edge}\r\nContent-Disposition: form-data; name="kind"\r\n\r\n{kind}\r\n--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n\r\n'
        body = parts.encode() + path.read_bytes() + f"\r\n--{edge}--\r\n".encode()
        return json.loads(self.ask(body=body, kind=f"multipart/form-data; boundary={edge}"))["id"]

    def run(self, pk: int) -> dict[str, Any]:
        return json.loads(self.ask(f"{pk}/"))


class Meter:
    """The highest memory of any process of the worker, and the seconds of CPU of all of them."""

    def __init__(self, product: Product) -> None:
        self.product, self.peak, self.spent, self.now = product, 0, 0.0, {}

    def look(self) -> None:
        group = self.product.children["worker"].process.pid
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                facts = status.read_text().rpartition(")")[2].split()
                if int(facts[2]) == group:
                    self.now[status.parent.name] = (int(facts[11]) + int(facts[12])) / os.sysconf("SC_CLK_TCK")
                    peak = next(line for line in (status.parent / "status").read_text().splitlines() if "VmHWM" in line)
                    self.peak = max(self.peak, int(peak.split()[1]) // 1024)
            except (OSError, StopIteration):
                continue

    def kill(self) -> None:
        self.look()
        self.product.kill("worker")
        self.spent += sum(self.now.values())
        self.now = {}


def until_done(api: Api, meter: Meter, pk: int, kills: int) -> dict[str, Any]:
    """Poll the progress, and meanwhile kill the worker."""
    chance, done = random.Random(), 0
    moments = sorted(chance.uniform(0.05, 0.9) * ROWS for _ in range(kills))
    while True:
        run = api.run(pk)
        meter.look()
        assert run["done"] >= done, "what was done is never undone"
        done = run["done"]
        if run["state"] in ("done", "failed"):
            return run
        if moments and done >= moments[0]:
            moments.pop(0)
            meter.kill()
            meter.product.start("worker")
            meter.product.manage("shell", "--no-imports", "-c", EXPIRE)
        time.sleep(0.5)


@pytest.mark.slow  # with a database of its own: on both
def test_hundred_thousand_rows_are_imported_once_with_three_kills(tmp_path, capsys):
    with Product(tmp_path, servers=os.environ["TEST_DB"] == "postgres") as product:
        token = product.manage("shell", "--no-imports", "-c", FILL).stdout.strip().splitlines()[-1]
        api, lines = Api(product, token), range(2, ROWS + 2)
        bad = [line for line in lines if is_bad(line)]
        good = ROWS - len(bad)
        for kind, row, write, name in FILES:
            path = tmp_path / name
            write(path, [HEADS[kind], *map(row, lines)])
            for again, wanted in ((False, (good, 0, len(bad))), (True, (0, good, len(bad)))):
                meter, began = Meter(product), datetime.now().astimezone()
                pk = api.bring(kind, path)
                run = until_done(api, meter, pk, 0 if again else KILLS)
                took = (datetime.now().astimezone() - began).total_seconds()
                assert (run["state"], run["added"], run["known"], run["failed"], run["total"]) == (
                    "done",
                    *wanted,
                    ROWS,
                )
                told = list(csv.reader(io.StringIO(api.ask(f"{pk}/errors/").decode("utf-8-sig"))))
                assert [cells[:-1] for cells in told[1:]] == [list(row(line)) for line in bad]
                assert [one["line"] for one in run["bad_rows"]] == bad[:100]
                with capsys.disabled():
                    size = path.stat().st_size / 1e6
                    cpu = meter.spent + sum(meter.now.values())
                    print(
                        f"\n{os.environ['TEST_DB']} {kind} {name} {size:.1f} MB{' again' if again else ''}: {ROWS} rows, "
                        f"{took:.0f} s, CPU {cpu:.0f} s, peak {meter.peak} MB",
                        end="",
                        flush=True,
                    )
                assert meter.peak <= LIMIT_MB
        found = json.loads(product.manage("shell", "--no-imports", "-c", COUNT).stdout)
        twice = [good, good]
        assert found == {
            "customers": twice,
            "contacts": twice,
            "names": good,
            "sales": twice,
            "products": twice,
            "batches": good,
            "notices": len(FILES) * 2,
            "fault": "None",
        }


@pytest.mark.once
def test_files_that_unpack_to_a_quarter_of_a_gigabyte_take_little_memory(tmp_path, capsys):
    found = blown(240, tmp_path)
    with capsys.disabled():
        print(
            "\n"
            + "\n".join(
                f"{name}: {size} bytes, {memory} MB, {came}, {took} s" for name, size, memory, came, took in found
            )
        )
    assert max(memory for _name, _size, memory, _came, _took in found) <= 60
