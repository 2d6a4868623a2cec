"""Imports of customers, products and purchases: good rows are imported once, bad rows are named."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from customers.models import Customer, Product, Purchase
from tests.factories.customers import make_customer, make_product, make_region

pytestmark = pytest.mark.django_db

CUSTOMERS = """客户名称,电话,客户级别,大区,联系人,手机,成为客户日期,年需求量
青禾样例食品厂,021-5555 0001,重要,华东,李四,139 1111 2222,2019/3/1,"120,000"
云杉虚构酒店,,长期客户,East,王小明,13633334444,2020年4月2日,
"""


def run(command, path, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command(command, str(path), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def table(tmp_path):
    make_region()

    def write(text, encoding="utf-8"):
        path = tmp_path / "table.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_customers_are_imported_in_any_encoding(table, encoding):
    run("import_customers", table(CUSTOMERS, encoding))
    customer = Customer.objects.get(name="青禾样例食品厂")
    assert (customer.tier, customer.region.code, customer.since, customer.annual_demand) == (
        "important",
        "east",
        date(2019, 3, 1),
        120000,
    )
    assert (customer.main_contact.name, customer.main_contact.phone_digits) == ("李四", "13911112222")
    assert customer.history.get().history_change_reason == "import"
    assert Customer.objects.get(name="云杉虚构酒店").tier == "long_term"


def test_customers_are_imported_from_a_workbook(tmp_path):
    book = Workbook()
    book.active.append(["Customer name", "Mobile", "Contact", "Customer since"])
    book.active.append(["Sample Valley School", 13911112222, "Ann", date(2024, 5, 6)])
    book.save(tmp_path / "table.xlsx")
    run("import_customers", tmp_path / "table.xlsx")
    customer = Customer.objects.get()
    assert (customer.since, customer.main_contact.phone) == (date(2024, 5, 6), "13911112222")


def test_second_run_adds_nothing(table):
    path = table(CUSTOMERS)
    run("import_customers", path)
    out, _ = run("import_customers", path)
    assert Customer.objects.count() == 2
    assert "0" in out
    assert "2" in out


def test_bad_rows_are_named_and_good_ones_are_imported(table):
    make_customer("别家", phone="13911112222")
    _, err = run("import_customers", table(CUSTOMERS + "甲,,黄金,,,,,\n,021-1,,,,,,\n乙,,,,,,2999-01-01,\n"))
    assert Customer.objects.filter(name="云杉虚构酒店").exists()
    lines = err.strip().splitlines()
    assert len(lines) == 4
    assert Customer.objects.get(name="别家").number in lines[0]
    assert "客户级别" in lines[1]
    assert "客户名称" in lines[2]
    assert "成为客户日期" in lines[3]


def test_all_or_nothing_imports_nothing_with_a_bad_row(table):
    with pytest.raises(CommandError):
        run("import_customers", table(CUSTOMERS + "甲,,黄金,,,,,\n"), all_or_nothing=True)
    assert not Customer.objects.exists()


def test_trial_imports_nothing(table):
    run("import_customers", table(CUSTOMERS), dry_run=True)
    assert not Customer.objects.exists()


def test_own_headings_are_mapped(table, tmp_path):
    names = tmp_path / "map.json"
    names.write_text('{"单位全称": "name", "座机": "phone"}', encoding="utf-8")
    run("import_customers", table("单位全称,座机\n甲,021-55550001\n"), map=names)
    assert Customer.objects.get().phone_digits == "02155550001"


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "电话\n123\n"])
def test_unreadable_table_is_refused(table, text):
    with pytest.raises(CommandError):
        run("import_customers", table(text))


def test_products_are_imported_once(table):
    path = table(
        "型号,产品名称,英文名称,类别,目录价,保修期,按批号管理\nHX-250,恒温培养箱,Incubator,培养箱,￥12860.00,24,是\nLS-3,净水器,,净水,980,,否\n"
    )
    run("import_products", path)
    run("import_products", path)
    assert Product.objects.count() == 2
    assert (Product.objects.get(code="HX-250").list_price, Product.objects.get(code="LS-3").batch_tracked) == (
        12860,
        False,
    )


def test_purchases_are_imported_once_and_equal_rows_stay_two(table):
    make_customer("青禾样例食品厂")
    make_product()
    row = "青禾样例食品厂,HX-250,B2603-17,2026-04-18,1\n"
    path = table(f"客户名称,型号,批号,购买日期,数量\n{row}{row}没有这家,HX-250,B1,,1\n青禾样例食品厂,没有,B1,,1\n")
    for _ in range(2):
        _, err = run("import_sales", path)
        assert len(err.strip().splitlines()) == 2
    assert Purchase.objects.count() == 2
    assert Purchase.objects.first().warranty_until == date(2028, 4, 17)
