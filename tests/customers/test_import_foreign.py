"""Customers, products and purchases from other systems: read rightly, filled or updated by choice, or refused with the
reason."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from customers.models import Contact, Customer, Product, Purchase
from tests.factories.customers import make_customer, make_product, make_region

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    make_region()

    def run(text, command="import_customers", **options):
        path, out, err = tmp_path / "table.csv", io.StringIO(), io.StringIO()
        path.write_text(text, encoding="utf-8")
        call_command(command, str(path), stdout=out, stderr=err, **options)
        return out.getvalue(), err.getvalue()

    return run


@pytest.mark.parametrize(
    "heading", ["联系电话", "手机", "手机号码", "电话", "电话号码", "联系方式", "Mobile", "联络電話"]
)
def test_number_without_a_contact_is_the_customers_own(run, heading):
    _, err = run(f"客户名称,{heading}\n甲厂,13911119001\n")
    assert (Customer.objects.get().phone_digits, Contact.objects.count(), err) == ("13911119001", 0, "")


def test_usual_headings_are_known_and_others_are_named_before_anything_lands(run):
    out, _ = run("公司名称（必填）,姓名,手机号码,邮箱地址,经营范围\n甲厂,李四,13911119001,li@example.com,食品\n")
    customer = Customer.objects.get()
    contact = customer.main_contact
    assert (customer.name, contact.name, contact.phone, customer.email) == (
        "甲厂", "李四", "13911119001", "li@example.com",
    )  # fmt: skip
    assert "经营范围" in out


def test_name_of_a_person_is_the_customer_where_no_company_is(run):
    run("姓名,手机号\n李四,13911119001\n")
    assert Customer.objects.get().name == "李四"


def test_further_numbers_in_a_cell_are_found_as_contacts(run):
    run("客户名称,联系人,手机\n甲厂,李四,13911110001/13911110002\n乙厂,,021-55550001；13911110003\n")
    first, second = Customer.objects.order_by("pk")
    assert [(c.name, c.phone) for c in first.contacts.order_by("pk")] == [
        ("李四", "13911110001"),
        ("李四", "13911110002"),
    ]
    assert second.phone == "021-55550001"
    assert [c.phone for c in second.contacts.all()] == ["13911110003"]
    assert first.main_contact.phone == "13911110001"


def test_second_contact_of_a_company_is_added(run):
    text = "客户名称,电话,联系人,手机\n甲厂,021-55550001,李四,13911110001\n甲厂,021-55550001,王五,13911110002\n"
    _, err = run(text + "甲厂,,赵六,13911110003\n")
    assert err == ""
    assert {c.name: c.is_primary for c in Customer.objects.get().contacts.all()} == {
        "李四": True,
        "王五": False,
        "赵六": False,
    }
    out, _ = run(text)
    assert Contact.objects.count() == 3
    assert "0" in out


def test_own_masked_export_adds_nothing_and_counts_as_there(run):
    customer = make_customer("䶮𠮷厂", phone="13911111111")
    out, err = run(f"编号,客户,电话,电子邮箱\n{customer.number},䶮*,139 **** 1111,a***@example.com\n")
    assert Customer.objects.count() == 1
    assert err == ""
    assert "1" in out


@pytest.mark.parametrize(
    "row", ["䶮*,,,", "甲厂,139****1111,,", "甲厂,,a**@b.cn,", "甲厂,,,上海市…", "同上,,,", "NULL,,,", "甲厂,#N/A,,"]
)
def test_masked_and_empty_values_are_refused(run, row):
    _, err = run(f"客户名称,手机,邮箱,地址\n{row}\n")
    assert not Customer.objects.exists()
    assert "2" in err


def test_number_of_another_system_is_kept_and_found(run):
    run("客户编号,客户名称,电话\nk3-0042,甲厂,021-55550001\n")
    customer = Customer.objects.get(name="甲厂")
    assert customer.external_number == "K3-0042"
    assert "k30042" in customer.search_words
    make_product()
    run("客户编号,型号,数量\nＫ3-0042,hx-250,1\n", "import_sales")
    assert Purchase.objects.filter(customer=customer).exists()
    out, _ = run("客户编号,客户名称,地址\nK3-0042,甲厂,上海市浦东新区1号\n", update=True)
    customer.refresh_from_db()
    assert (customer.address, Customer.objects.filter(name="甲厂").count()) == ("上海市浦东新区1号", 1)


def test_external_number_of_another_customer_is_refused(run):
    customer = make_customer("乙厂", phone="021-55550009")
    run("客户名称,外部编号,电话\n甲厂,E2,021-55550001\n")
    _, err = run(f"编号,客户名称,外部编号,电话\n{customer.number},乙厂,e2,021-55550009\n", update=True)
    customer.refresh_from_db()
    assert customer.external_number == ""
    assert "2" in err


def test_last_visit_is_kept(run):
    run("客户名称,最近回访日期\n甲厂,2026年1月2日\n")
    assert Customer.objects.get().last_visit_on == date(2026, 1, 2)


def test_known_rows_are_told_filled_or_updated_by_choice(run):
    customer = make_customer("甲厂", phone="021-55550001")
    text = "客户名称,电话,地址,备注\n甲厂,021-55550001,上海市1号,新\n"
    Customer.objects.filter(pk=customer.pk).update(remarks="旧")

    def now():
        customer.refresh_from_db()
        return customer.address, customer.remarks

    before = now()
    out, _ = run(text)
    assert now() == before
    assert "旧" in out
    run(text, update=True, dry_run=True)
    assert now() == before
    run(text, fill=True)
    assert now()[1] == "旧"
    out, _ = run(text, update=True)
    assert now() == ("上海市1号", "新")
    assert customer.history.first().history_change_reason == "import"


def test_products_are_one_whatever_the_case_and_width_of_their_code(run):
    run("型号,产品名称\nHX-250,恒温培养箱\nｈｘ－２５０,又一次\n", "import_products")
    assert Product.objects.get().code == "HX-250"
    run("型号,产品名称,目录价\nhx-250,恒温培养箱,１２，８６０\n", "import_products", update=True)
    assert Product.objects.get().list_price == 12860


@pytest.mark.parametrize("price", ["١٢", "1_000", "NaN", "inf", "1e400", "1.2E+05"])
def test_numbers_of_other_scripts_and_programs_are_refused_with_their_field(run, price):
    _, err = run(f"型号,产品名称,目录价\nHX-250,恒温培养箱,{price}\n", "import_products")
    assert not Product.objects.exists()
    assert "目录价" in err


def test_changed_purchase_is_no_second_one(run):
    make_customer("甲厂")
    make_product()
    head = "客户名称,型号,序列号,合同号,购买日期,数量\n"
    run(f"{head}甲厂,HX-250,sn-1,,2026-04-18,1\n甲厂,HX-250,,H1,2026-04-18,2\n", "import_sales")
    changed = f"{head}甲厂,HX-250,ＳＮ-1,H9,2026-04-18,1\n甲厂,HX-250,,h1,2026-04-18,3\n"
    out, _ = run(changed, "import_sales")
    assert (Purchase.objects.count(), Purchase.objects.get(serial="").quantity) == (2, 2)
    assert "3" in out
    run(changed, "import_sales", update=True)
    assert (Purchase.objects.count(), Purchase.objects.get(serial="").quantity) == (2, 3)
    assert Purchase.objects.get(serial="sn-1").contract_number == "H9"


def test_direction_overrides_do_not_stay_in_names(run):
    run("客户名称\n甲\u202e厂\u200b\n")
    assert Customer.objects.get().name == "甲厂"


def test_headings_below_a_title_are_told(run):
    out, _ = run("客户名单 2026\n\n客户名称,电话\n甲厂,021-55550001\n")
    assert Customer.objects.get().name == "甲厂"
    assert "3" in out.splitlines()[0]


def test_table_without_known_headings_is_refused(run):
    with pytest.raises(CommandError):
        run("foo,bar\n1,2\n")


def test_number_of_another_system_that_is_also_ours_changes_nobody_else(run):
    customer = make_customer("甲厂", phone="021-55550001")
    _, err = run(f"客户编号,客户名称,电话\n{customer.number},乙厂,021-55550002\n", update=True)
    customer.refresh_from_db()
    assert (customer.name, Customer.objects.count()) == ("甲厂", 1)
    assert customer.number in err
    run(f"外部编号,客户名称,电话\n{customer.number},乙厂,021-55550002\n")
    make_product()
    _, err = run(f"客户编号,型号,数量\n{customer.number},HX-250,1\n", "import_sales")
    assert not Purchase.objects.exists()
    run(f"客户编号,电话,型号,数量\n{customer.number},021-55550002,HX-250,1\n", "import_sales")
    assert Purchase.objects.get().customer.name == "乙厂"


def test_known_customer_may_be_renamed_by_its_number_and_phone(run):
    customer = make_customer("甲厂", phone="021-55550001")
    run(f"客户编号,客户名称,电话\n{customer.number.lower()},甲厂（新）,021-55550001\n", update=True)
    customer.refresh_from_db()
    assert customer.name == "甲厂（新）"
