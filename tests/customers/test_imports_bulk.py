"""Rows imported in chunks equal rows created one by one: same errors, history and audit log, in few queries."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aftersales.audit.queries.verification import verify
from aftersales.audit.services.seals import seal_all
from aftersales.kernel.errors import NotPermitted
from aftersales.store.writing import create_all_with_history, save_with_history
from aftersales.tables.importing import Pass, importer_of
from aftersales.tables.outcomes import Refusal
from aftersales.transfers.services.imports.asking import begin, receive
from aftersales.transfers.services.imports.running import run_due_imports
from customers.models import Contact, Customer, Product, Purchase
from customers.queries import find_customers
from customers.services.bulk import create_customers
from customers.services.customers import create_customer
from customers.services.products import create_product
from customers.services.purchases import add_purchase, add_purchases
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.factories.customers import make_customer, make_product

pytestmark = pytest.mark.django_db
HEADS = {
    "customers": "客户名称,电话,大区,联系人",
    "products": "型号,产品名称,目录价",
    "sales": "客户名称,型号,批号,购买日期,数量",
}
ROWS = {
    "customers": "第{n}样例厂,021-5555{n:04},华东,李四",
    "products": "XP-{n},样例设备,{n}.50",
    "sales": "第{n}样例厂,HX-250,B-{n},2025/3/{d},１",
}


def table(folder, kind, rows):
    path = folder / "table.csv"
    path.write_text("\n".join([HEADS[kind], *rows]), encoding="utf-8")
    return path


def landed(folder, kind, rows, actor=None):
    importer = importer_of(kind)
    return Pass(importer, actor=actor, now=NOW).take(list(importer.read(table(folder, kind, rows))))


@pytest.fixture(autouse=True)
def forty_customers(people):
    """Of former years, because imported customers are numbered from 1 in the test's year."""
    people.customer.number = "CU-2019-00001"
    save_with_history(people.customer, actor=None, reason="corrected")
    make_product()
    rows = [
        Customer(name=f"第{n}样例厂", number=f"CU-2018-{n:05}", region=people.east, created_at=NOW) for n in range(40)
    ]
    create_all_with_history(Customer, rows, actor=None, reason="import")


@pytest.mark.parametrize("kind", ["customers", "products", "sales"])
def test_chunk_takes_the_same_number_of_queries_for_any_rows(people, tmp_path, kind):
    if kind == "customers":
        Customer.objects.filter(number__startswith="CU-2018").delete()
    counts = []
    # The first chunk of a process reads settings that are kept from then on.
    for first, many in ((4, 2), (0, 2), (10, 20)):
        rows = [ROWS[kind].format(n=n, d=n % 28 + 1) for n in range(first, first + many)]
        with CaptureQueriesContext(connection) as found:
            assert (
                landed(tmp_path, kind, [*rows, rows[0].replace("样例厂", "没有").replace("样例设备", "")]).count(True)
                == many
            )
        counts.append(len(found))
    assert counts[1] == counts[2] < 30


def kept(model, **where):
    """Each row with its history, without what differs from row to row."""
    unlike = {
        "id",
        "number",
        "history_id",
        "history_date",
        "code",
        "customer_id",
        "customer",
        "import_key",
        "name",
        "name_key",
    }
    found = []
    for row in model.objects.filter(**where).order_by("pk"):
        values = [row.__dict__, *(past.__dict__ for past in row.history.all())]
        found.append([{k: v for k, v in one.items() if k[0] != "_" and k not in unlike} for one in values])
    return found


def test_chunk_writes_what_single_writes_do(people, tmp_path):
    """Rows, history with actor and reason, search columns, and the sealed audit log."""
    landed(tmp_path, "products", ["XP-1,样例设备,9.50"], people.admin)
    create_product(
        actor=people.admin, now=NOW, code="XP-2", name="样例设备", list_price=Decimal("9.50"), reason="import"
    )
    landed(tmp_path, "sales", ["第1样例厂,XP-1,B-7,2025/3/4,2"], people.manager)
    add_purchase(
        actor=people.manager,
        now=NOW,
        customer_id=Customer.objects.get(name="第2样例厂").pk,
        product=Product.objects.get(code="XP-2"),
        batch="B-7",
        purchased_on=NOW.date().replace(2025, 3, 4),
        quantity=2,
        reason="import",
    )
    landed(tmp_path, "customers", ["蓝天甲厂,,华东,李四"], people.manager)
    create_customer(
        actor=people.manager, now=NOW, name="碧水乙所", region=people.east, contact={"name": "李四"}, reason="import"
    )
    for one, other in (
        kept(Product, code__startswith="XP-"),
        kept(Purchase, batch="B-7"),
        kept(Contact, customer__name__in=("蓝天甲厂", "碧水乙所")),
    ):
        assert len(one) == len(other) == 2
        for mine, theirs in zip(one, other, strict=True):
            assert {k: str(v) for k, v in mine.items() if k != "product_id"} == {
                k: str(v) for k, v in theirs.items() if k != "product_id"
            }
    assert {one.name for one in find_customers(people.manager, "B-7")} == {"第1样例厂", "第2样例厂"}
    histories = [Product, Purchase, Customer, Contact]
    rows = sum(model.history.count() for model in histories)
    assert seal_all(now=timezone.now()) >= rows
    assert verify(now=timezone.now()).fault is None


def test_each_bad_row_of_a_chunk_has_its_error(people, tmp_path):
    make_customer("第1样例厂", phone="021-1")
    Customer.objects.filter(name="第2样例厂").update(erased_at=NOW)
    make_product("OLD-1", is_active=False)
    good = "第3样例厂,HX-250,B1,2025-01-01,1"
    rows = {
        good: True,
        "没有这家,HX-250,B1,,1": "customer",
        "第1样例厂,HX-250,B1,,1": "customer",
        "第3样例厂,没有,B1,,1": "product",
        "第3样例厂,OLD-1,B1,,1": "product",
        "第3样例厂,HX-250,B1,2999-01-01,1": "purchased_on",
        "第3样例厂,HX-250,B1,昨天,1": "purchased_on",
        "第3样例厂,HX-250,B1,,零": "quantity",
        "第2样例厂,HX-250,B1,,1": "",
        good.replace("第3样例厂", "CU-2018-00003"): True,
    }
    outcomes = landed(tmp_path, "sales", [*rows, good])
    told = [one.field if isinstance(one, Refusal) else one for one in outcomes]
    assert told == [*rows.values(), True]
    assert all(len(one.reasons) == 2 and all(one.reasons.values()) for one in outcomes if isinstance(one, Refusal))
    assert landed(tmp_path, "sales", [*rows, good]).count(False) == 3
    assert Purchase.objects.filter(batch="B1").count() == 3


@pytest.mark.parametrize("kind", ["customers", "products", "sales"])
def test_history_names_an_importer_who_may_not_create_customers(people, tmp_path, settings, kind):
    settings.MEDIA_ROOT = tmp_path
    if kind == "customers":
        Customer.objects.filter(number__startswith="CU-2018").delete()
    text = "\n".join([HEADS[kind], ROWS[kind].format(n=7, d=8)])
    upload = SimpleUploadedFile("table.csv", text.encode())
    admin = people.admin
    run = receive(actor=admin, now=NOW, kind=kind, upload=upload)
    begin(actor=admin, now=NOW, run_id=run.pk, trial=False)
    run_due_imports(now=NOW)
    model = {"customers": Customer, "products": Product, "sales": Purchase}[kind]
    latest = model.history.order_by("history_id").last()
    assert (latest.history_user, latest.history_change_reason) == (admin, f"import:{run.pk}")
    seal_all(now=timezone.now())
    page = client_of(people.auditor, "en").get("/audit/", {"model": f"customers.{model._meta.model_name}"}).text
    assert f"Imported: {run.pk}" in page and str(admin) in page
    with pytest.raises(NotPermitted):
        create_customer(actor=admin, now=NOW, name="手工新建")


def test_import_requires_permission(people):
    for service in (create_customers, add_purchases):
        with pytest.raises(NotPermitted):
            service(actor=people.clerk, now=NOW, rows=[], reason="import")


def test_command_imports_as_a_user(people, tmp_path):
    path = table(tmp_path, "customers", ["青山样例厂,,华东,李四"])
    with pytest.raises(CommandError):
        call_command("import_customers", str(path), "--as", people.clerk.username)
    call_command("import_customers", str(path), "--as", people.admin.username, stdout=io.StringIO())
    history = Customer.objects.get(name="青山样例厂").history.get()
    assert (history.history_user, history.history_change_reason) == (people.admin, "import")
