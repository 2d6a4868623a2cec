"""Page and API read the same forms: unknown fields and wrong types are refused, omitted fields keep their values."""

from __future__ import annotations

import pytest

from aftersales.staff.enums import Role
from customers import verbs
from customers.models import DuplicatePair
from customers.services.duplicates import scan
from tests.factories import NOW
from tests.factories.customers import make_customer, make_product, make_purchase

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def customer():
    return make_customer(contact="张三", contact_phone="13800002406", phone="02155556789", tier="important")


@pytest.fixture
def api(as_role):
    client = as_role(Role.MANAGER)

    def send(method, path, **body):
        return getattr(client, method)(f"{API}/{path}", body, content_type="application/json")

    return send


def wrong_fields(answer):
    assert answer.status_code == 400, answer.content
    return {error["field"] for error in answer.json()["errors"]}


def test_unknown_fields_and_wrong_types_are_named(api, customer):
    number = customer.number
    assert wrong_fields(api("post", "customers/", name="新", colour="red")) == {"colour"}
    assert wrong_fields(api("patch", f"customers/{number}/", annual_demand=True, since="昨天")) == {
        "annual_demand",
        "since",
    }
    assert wrong_fields(api("post", "contacts/", customer=number, name=5)) == {"name"}
    assert wrong_fields(api("post", "sales/", customer=number, product="NONE", quantity="2")) == {"quantity"}
    assert wrong_fields(api("post", "sales/", customer=number, product="NONE")) == {"product"}
    assert wrong_fields(api("post", f"customers/{number}/demand/", year=1900, amount="1")) == {"year"}
    assert wrong_fields(api("post", f"customers/{number}/merge/", other="CU-0", reason="x", choices={})) == {"choices"}
    assert wrong_fields(api("post", f"customers/{number}/merge/", other="CU-0", reason="x")) == {"other"}


def test_omitted_fields_keep_their_values(api, customer):
    changed = api("patch", f"customers/{customer.number}/", remarks="x").json()
    assert (changed["tier"], changed["name"], changed["remarks"]) == ("important", customer.name, "x")
    customer.refresh_from_db()
    assert customer.phone == "02155556789"
    contact = customer.main_contact
    assert api("patch", f"contacts/{contact.pk}/", title="厂长").json()["name"] == "张三"
    contact.refresh_from_db()
    assert contact.phone == "13800002406"
    purchase = make_purchase(customer, batch="B1", quantity=4)
    sale = api("patch", f"sales/{purchase.pk}/", serial="S1").json()
    assert (sale["batch"], sale["serial"], sale["quantity"]) == ("B1", "S1", 4)
    product = make_product()
    api_product = api("patch", f"products/{product.code}/", unit="台")
    assert api_product.status_code == 403  # only the administrator edits products


def test_new_customer_and_purchase_have_defaults(api):
    made = api("post", "customers/", name="只有名字的厂").json()
    assert (made["kind"], made["tier"], made["qualification"]) == ("company", "ordinary", "unchecked")
    sale = api("post", "sales/", customer=made["number"], product=make_product().code).json()
    assert sale["quantity"] == 1


def test_regrade_keeps_the_critical_flag(api, customer):
    first = api("post", f"customers/{customer.number}/regrade/", grade="D", reason="x", is_critical=True).json()
    assert first["is_critical"] is True
    second = api("post", f"customers/{customer.number}/regrade/", grade="C", reason="y").json()
    assert (second["grade"], second["is_critical"]) == ("C", True)


def test_keep_apart_returns_the_pair(api, customer):
    make_customer("蓝鲸样例乳业", phone="02155556789")
    scan(now=NOW)
    pair = DuplicatePair.objects.get()
    assert wrong_fields(api("post", f"duplicates/{pair.pk}/keep-apart/")) == {"reason"}
    assert api("post", f"duplicates/{pair.pk}/keep-apart/", reason="two firms").json()["state"] == "apart"
    assert api("get", f"duplicates/{pair.pk}/").status_code == 404


def test_verbs_are_offered_by_state_and_role(as_role, customer):
    from tests.factories.customers import make_user

    clerk, manager, auditor = make_user(Role.SERVICE), make_user(Role.MANAGER), make_user(Role.AUDITOR)
    regrade, reveal = verbs.PROFILE["regrade"], verbs.REVEAL["reveal"]
    assert [regrade.allowed(user, customer) for user in (clerk, manager, auditor)] == [False, True, False]
    assert [reveal.allowed(user, customer.main_contact) for user in (clerk, auditor)] == [True, False]
    pair = DuplicatePair(first=customer, second=customer, state="apart")
    assert not verbs.PAIRS["keep-apart"].allowed(manager, pair)
