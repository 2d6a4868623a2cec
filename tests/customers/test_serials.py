"""A serial number is one piece: with us or with one customer, by page, API and import."""

import io
import threading

import pytest
from django.core.management import call_command
from django.db import connections

from aftersales.kernel.errors import Conflict
from customers.models import Purchase, SerialNumber
from customers.rules.serials import serial_key, serials_of
from customers.services.purchases import add_purchase, update_purchase
from tests.factories import NOW, cast, customer_of, sale
from tests.factories.clients import api_client_of, client_of


@pytest.mark.parametrize(
    ("text", "quantity", "found"),
    [
        ("", 1, []),
        ("sn-1", 1, ["SN-1"]),
        ("ＳＮ－１", 1, ["SN-1"]),
        (" sn  1 ", 1, ["SN 1"]),
        ("A1 A2", 2, ["A1", "A2"]),
        ("A1，A2、a1；A3", 5, ["A1", "A2", "A3"]),
        ("无", 1, []),
        ("n/a", 1, []),
        ("--", 1, []),
    ],
)
def test_serials_are_compared_without_case_width_and_blanks(text, quantity, found):
    assert serials_of(text, quantity) == found


def test_key_of_a_serial_stays_the_same():
    for text in ("ｓｎ－１", "Sn-1", "SN-1"):
        assert serial_key(serial_key(text)) == "SN-1"


@pytest.fixture
def sold(people):
    product = people.sold.product
    return add_purchase(customer_id=people.customer.pk, product=product, serial="SN-1", actor=people.clerk, now=NOW)


@pytest.fixture
def other(people):
    return customer_of(people.west, name="白熊示例药业", number="CU-2026-00002", rep=people.stranger)


def holder(serial="SN-1"):
    return SerialNumber.objects.get(serial=serial).purchase


@pytest.mark.django_db
def test_sold_piece_is_not_sold_again_by_page_and_api(people, sold, other):
    code = sold.product.code
    body = {"customer": other.number, "product": code, "serial": "ｓｎ-1", "quantity": 1}
    refused = api_client_of(people.clerk).post("/api/v1/sales/", body, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "serial_taken")
    page = client_of(people.clerk).post(f"/customers/{other.number}/purchases/new/", body)
    assert page.status_code == 409 and "serial_reason" in page.content.decode()
    assert holder() == sold and Purchase.objects.filter(customer=other).count() == 0
    body["serial_reason"] = "客户甲转让给客户乙"
    made = api_client_of(people.clerk).post("/api/v1/sales/", body, format="json")
    assert made.status_code == 201 and holder().pk == made.json()["id"]
    assert "客户甲转让给客户乙" in SerialNumber.objects.get().history.first().history_change_reason


@pytest.mark.django_db
def test_corrected_serial_frees_the_wrong_one(people, sold, other):
    second = add_purchase(customer_id=other.pk, product=sold.product, serial="SN-2", actor=people.clerk, now=NOW)
    with pytest.raises(Conflict):
        update_purchase(purchase_id=second.pk, serial="sn-1", actor=people.clerk, now=NOW)
    update_purchase(purchase_id=sold.pk, serial="SN-3", actor=people.clerk, now=NOW)
    update_purchase(purchase_id=second.pk, serial="sn-1", actor=people.clerk, now=NOW)
    assert (holder("SN-1"), holder("SN-3")) == (second, sold)
    assert not SerialNumber.objects.filter(serial="SN-2").exists()
    update_purchase(purchase_id=second.pk, grade="二级品", actor=people.clerk, now=NOW)
    assert holder("SN-1") == second


@pytest.mark.django_db
def test_pieces_of_different_products_may_have_the_same_number(people, sold, other):
    elsewhere = sale(other, code="TP-5", serial="SN-1")
    assert SerialNumber.objects.filter(serial="SN-1").count() == 2 and elsewhere.serial_numbers.count() == 1


@pytest.mark.django_db
def test_import_refuses_pieces_that_are_sold(people, sold, other, tmp_path):
    path = tmp_path / "sales.csv"
    rows = [f"{other.number},{sold.product.code},{serial}" for serial in ("sn-1", "SN-8", "ｓｎ-8", "SN-9")]
    path.write_text("\n".join(["客户编号,产品编码,序列号", *rows]), encoding="utf-8")
    out = io.StringIO()
    call_command("import_sales", str(path), stdout=out, stderr=out)
    assert sorted(other.purchases.values_list("serial", flat=True)) == ["SN-8", "SN-9"]
    assert holder() == sold and "SN-1" in out.getvalue().upper()
    path.write_text(
        f"客户编号,产品编码,序列号,序列号说明\n{other.number},{sold.product.code},SN-1,客户转让\n", encoding="utf-8"
    )
    call_command("import_sales", str(path), stdout=out, stderr=out)
    assert holder().customer == other


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_piece_that_two_sell_at_once_is_sold_once():
    people = cast()
    barrier, outcomes = threading.Barrier(2), []

    def sell():
        try:
            barrier.wait(60)
            values = {"customer_id": people.customer.pk, "product": people.sold.product}
            add_purchase(serial="RACE-1", actor=people.clerk, now=NOW, **values)
            outcomes.append("sold")
        except Conflict as error:
            outcomes.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sell) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["serial_taken", "sold"]
    assert Purchase.objects.filter(serial="RACE-1").count() == 1
