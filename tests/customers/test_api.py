"""Customers through the API: the same forms, services, visibility and masks as on the pages."""

from __future__ import annotations

import pytest

from aftersales.staff.enums import Role
from customers.models import Reveal
from tests.factories.customers import make_customer, make_product, make_purchase, make_region

pytestmark = pytest.mark.django_db

API = "/api/v1"


@pytest.fixture
def whale():
    customer = make_customer(
        contact="张三", contact_phone="13800002406", phone="02155556789", email="office@example.com"
    )
    make_purchase(customer, batch="B2603-17")
    return customer


def send(client, method, path, **body):
    return getattr(client, method)(f"{API}/{path}", body, content_type="application/json")


def test_customers_are_listed_and_filtered(as_role, whale):
    make_customer("乙", region=make_region("south", "华南"))
    rows = as_role(Role.SERVICE).get(f"{API}/customers/", {"region": "east"}).json()["results"]
    assert [row["number"] for row in rows] == [whale.number]


def test_search_is_posted(as_role, whale):
    found = send(as_role(Role.SERVICE), "post", "customers/search/", q="2406").json()
    assert [row["number"] for row in found] == [whale.number]


def test_customer_is_opened_and_corrected(as_role):
    client = as_role(Role.SERVICE)
    made = send(client, "post", "customers/", name="青禾样例食品厂", contact_name="李四", contact_phone="13911112222")
    assert made.status_code == 201
    number = made.json()["number"]
    changed = send(client, "patch", f"customers/{number}/", tier="important", version=1)
    assert (changed.status_code, changed.json()["tier"], changed.json()["version"]) == (200, "important", 2)
    stale = send(client, "patch", f"customers/{number}/", tier="ordinary", version=1)
    assert (stale.status_code, stale.json()["code"]) == (409, "changed_meanwhile")


def test_likely_duplicate_is_a_conflict(as_role, whale):
    client = as_role(Role.SERVICE)
    refused = send(client, "post", "customers/", name="别的名字", phone="02155556789")
    assert (refused.status_code, refused.json()["code"]) == (409, "possible_duplicate")
    assert refused["Content-Type"] == "application/problem+json"
    assert (
        send(client, "post", "customers/", name="别的名字", phone="02155556789", allow_duplicate=True).status_code
        == 201
    )


def test_invalid_fields_are_named(as_role):
    answer = send(as_role(Role.SERVICE), "post", "customers/", name="", tier="golden")
    assert answer.status_code == 400
    assert {error["field"] for error in answer.json()["errors"]} == {"name", "tier"}


def test_phones_are_masked_for_readers(as_role, whale):
    path = f"{API}/customers/{whale.number}/"
    own = as_role(Role.SERVICE).get(path).json()
    assert (own["phone"], own["email"]) == ("021 **** 6789", "office@example.com")
    masked = as_role(Role.AUDITOR).get(path).json()
    assert (masked["phone"], masked["email"]) == ("021 **** 6789", "o***@example.com")
    contact = as_role(Role.AUDITOR).get(f"{API}/contacts/").json()["results"][0]
    assert contact["phone"] == "138 **** 2406"


def test_reveal_is_recorded_and_refused_to_readers(as_role, whale):
    path = f"contacts/{whale.main_contact.pk}/reveal/"
    assert send(as_role(Role.MANAGER), "post", path, reason="call").json() == {"phone": "13800002406"}
    assert Reveal.objects.get().reason == "call"
    assert send(as_role(Role.MANAGER), "post", path).json()["errors"][0]["field"] == "reason"
    assert send(as_role(Role.MANAGER), "post", path, reason="  ").status_code == 400
    assert send(as_role(Role.AUDITOR), "post", path, reason="call").status_code == 403


def test_masked_phone_sent_back_changes_nothing(as_role, whale):
    client, path = as_role(Role.SERVICE), f"customers/{whale.number}/"
    version = client.get(f"{API}/{path}").json()["version"]
    same = send(client, "patch", path, phone="021 **** 6789", remarks="x", version=version)
    assert same.status_code == 200, same.json()
    whale.refresh_from_db()
    assert (whale.phone, whale.remarks) == ("02155556789", "x")
    other = send(client, "patch", path, phone="021 **** 0000", version=version + 1)
    assert (other.status_code, other.json()["errors"][0]["field"]) == (400, "phone")


@pytest.mark.parametrize("noun", ["customers", "contacts", "sales", "interactions"])
def test_customers_are_not_found_by_other_roles(as_role, whale, noun):
    assert as_role(Role.COLLEAGUE).get(f"{API}/{noun}/").status_code == 404
    stranger = as_role(Role.REP, region=make_region("south", "华南"))
    assert stranger.get(f"{API}/{noun}/").json()["results"] == []


def test_rep_of_another_region_writes_nothing_about_a_customer(as_role, whale):
    stranger = as_role(Role.REP, region=make_region("south", "华南"))
    assert send(stranger, "patch", f"customers/{whale.number}/", tier="prospect").status_code == 404
    assert send(stranger, "post", "contacts/", customer=whale.number, name="甲").status_code == 404
    note = {"customer": whale.number, "direction": "in", "channel": "phone", "body": "x"}
    assert send(stranger, "post", "interactions/", **note).status_code == 404


def test_contact_purchase_and_note_are_added(as_role, whale):
    client = as_role(Role.SERVICE)
    contact = send(client, "post", "contacts/", customer=whale.number, name="赵六", phone="13900001111")
    assert contact.status_code == 201
    sale = send(
        client,
        "post",
        "sales/",
        customer=whale.number,
        product=make_product().code,
        batch="B7",
        purchased_on="2026-04-18",
    )
    assert (sale.status_code, sale.json()["unit_price"], sale.json()["warranty_until"]) == (
        201,
        "12860.00",
        "2028-04-17",
    )
    moved = send(client, "patch", f"sales/{sale.json()['id']}/", batch="B8", reason="misread")
    assert moved.json()["batch"] == "B8"
    note = {
        "customer": whale.number,
        "direction": "in",
        "channel": "phone",
        "body": "x",
        "contact": contact.json()["id"],
    }
    assert send(client, "post", "interactions/", **note).json()["contact_name"] == "赵六"
    wrong = send(client, "post", "interactions/", **note | {"contact": 999_999})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "contact")


def test_grade_is_set_with_a_reason_by_the_manager(as_role, whale):
    path = f"customers/{whale.number}/regrade/"
    assert send(as_role(Role.SERVICE), "post", path, grade="D", reason="x").status_code == 403
    assert send(as_role(Role.MANAGER), "post", path, grade="D").status_code == 400
    graded = send(as_role(Role.MANAGER), "post", path, grade="D", reason="second repair").json()
    assert (graded["grade"], graded["grade_reasons"]) == ("D", ["second repair"])


def test_products_are_read_by_all_and_changed_by_the_administrator(as_role):
    make_product()
    assert as_role(Role.COLLEAGUE).get(f"{API}/products/HX-250/").json()["name"] == "恒温培养箱"
    assert send(as_role(Role.SERVICE), "post", "products/", code="X", name="新").status_code == 403
    client = as_role(Role.ADMIN)
    assert send(client, "post", "products/", code="X-1", name="新").status_code == 201
    assert send(client, "post", "products/", code="X-1", name="新").json()["code"] == "code_taken"
    assert send(client, "patch", "products/X-1/", is_active=False, version=1).json()["is_active"] is False
    late = send(client, "patch", "products/X-1/", name="旧", version=1)
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")


def test_second_edit_of_a_product_is_a_conflict_with_both_values(as_role):
    row, client = make_product(), as_role(Role.ADMIN)
    typed = {"code": row.code, "name": row.name, "list_price": "1", "warranty_months": 24, "version": 1}
    assert client.post(f"/settings/products/{row.pk}/", {**typed, "name": "甲"}).status_code == 302
    late = client.post(f"/settings/products/{row.pk}/", {**typed, "name": "乙"})
    page = late.content.decode()
    assert (late.status_code, "<b>甲</b>" in page, ": 乙" in page) == (409, True, True)
    again = late.context["form"]["version"].value()
    assert client.post(f"/settings/products/{row.pk}/", {**typed, "name": "乙", "version": again}).status_code == 302


@pytest.mark.parametrize("count", [1, 30])
def test_lists_take_the_same_number_of_queries(as_role, count, django_assert_max_num_queries):
    for n in range(count):
        make_purchase(make_customer(f"样例第{n}工厂", contact=f"张{n}"))
    client = as_role(Role.SERVICE)
    for noun in ("customers", "contacts", "sales"):
        with django_assert_max_num_queries(6):
            assert len(client.get(f"{API}/{noun}/").json()["results"]) == count
