"""Finding a customer while the customer talks, and who finds whom."""

from __future__ import annotations

from datetime import date

import pytest

from aftersales.staff.enums import Role
from customers.permissions import can_reveal, is_seen, visible_to
from customers.queries import customer_list, find_customers
from customers.services.customers import add_contact, update_customer
from tests.factories.customers import NOW, make_customer, make_product, make_purchase, make_region, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def whale():
    customer = make_customer("蓝鲸示例乳业", contact="张三", contact_phone="+86 138-0000-2406", phone="021-5555 6789")
    make_purchase(customer, batch="B2603-17", serial="SN00417", contract_number="HC-2026-0418")
    make_customer("虚构山谷中学", contact="赵六", contact_phone="13977778888")
    return customer


@pytest.mark.parametrize(
    "text",
    [
        "13800002406", "0000 2406", "2406", "138-0000", "55556789",  # parts of a phone
        "鲸示", "示例乳", "蓝鲸示例乳业", "张三",  # any two characters
        "zs", "zhangsan", "ljsl", "lanjing",  # pinyin and its initials
        "B2603-17", "b2603", "SN00417", "sn004", "HC-2026-0418", "0418", "CU-2026-00001",
    ],
)  # fmt: skip
def test_customer_is_found_by_any_part(whale, text):
    assert find_customers(make_user(Role.SERVICE), text) == [whale]


@pytest.mark.parametrize("text", ["", " ", "24", "1380000 9999", "00138", "山中", "%", "_", "不在", "'\"", "\x00"])
def test_customer_is_not_found_by_what_it_does_not_hold(whale, text):
    assert find_customers(make_user(Role.SERVICE), text) == []


def test_pinyin_of_a_name_comes_before_the_same_letters_elsewhere(whale):
    assert find_customers(None, "zhang")[0] == whale  # 山谷中学 holds the letters too: shanguzhongxue


def test_exact_matches_come_first():
    names = ["样例海岸诊所", "海岸", "新海岸样例", "海岸样例"]
    for name in names:
        make_customer(name)
    assert [c.name for c in find_customers(None, "海岸")] == ["海岸", "海岸样例", "新海岸样例", "样例海岸诊所"]


def test_found_customers_follow_a_correction(whale):
    update_customer(actor=None, now=NOW, customer=whale, name="白鲸示例乳业")
    add_contact(actor=None, now=NOW, customer=whale, name="欧阳虚构", phone="13666660000")
    assert find_customers(None, "蓝鲸") == []
    assert find_customers(None, "白鲸") == find_customers(None, "oyxg") == find_customers(None, "6666") == [whale]


def test_old_purchase_is_found_by_its_exact_number(whale, monkeypatch):
    monkeypatch.setattr("customers.services.search.KEPT_PURCHASES", 1)
    make_purchase(whale, serial="SN99999", purchased_on=date(2020, 1, 1))
    make_purchase(whale, serial="SN11111", purchased_on=date(2026, 1, 1))
    assert find_customers(None, "sn99999") == [whale]


def fill(count):
    product = make_product()
    for n in range(count):
        customer = make_customer(f"样例第{n}工厂", contact=f"张{n}", contact_phone=f"1390000{n:04}")
        make_purchase(customer, product, batch=f"B{n}")


@pytest.mark.parametrize("count", [1, 30])
def test_finding_asks_the_same_number_of_queries(count, django_assert_num_queries):
    fill(count)
    clerk = make_user(Role.SERVICE)
    with django_assert_num_queries(8):
        for customer in find_customers(clerk, "样例", limit=30):
            assert customer.region.name
            assert customer.main_contact
            assert customer.recent_purchases[0].product.name


@pytest.mark.parametrize("count", [1, 30])
def test_list_asks_the_same_number_of_queries(count, django_assert_num_queries):
    fill(count)
    clerk = make_user(Role.SERVICE)
    with django_assert_num_queries(2):
        assert len([(c.region.name, c.main_contact.name, c.rep) for c in customer_list(clerk, {})]) == count


def test_list_is_filtered():
    east = make_customer("甲", tier="important")
    make_customer("乙", region=make_region("south", "华南"))
    assert list(customer_list(None, {"region": east.region.pk, "tier": "important"})) == [east]


SEES_ALL = {Role.SERVICE, Role.MANAGER, Role.GM, Role.EXECUTIVE, Role.AUDITOR, Role.QUALITY, Role.QUALITY_MANAGER}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_its_customers(role):
    own, east = make_region(), make_customer("甲")
    south = make_customer("乙", region=make_region("south", "华南"))
    user = make_user(role, region=own)
    expected = {east, south} if role in SEES_ALL else {east} if role == Role.REP else set()
    assert set(visible_to(user)) == expected
    assert {c for c in (east, south) if is_seen(user, c)} == expected
    assert {c for c in (east, south) if can_reveal(user, c)} == (
        expected if role in {"service", "manager", "rep"} else set()
    )


def test_rep_sees_own_customers_in_another_region():
    rep = make_user(Role.REP, region=make_region("south", "华南"))
    mine = make_customer("甲", rep=rep)
    assert find_customers(rep, "甲") == [mine]
    assert is_seen(rep, mine)


def test_rep_without_a_region_sees_no_homeless_customers():
    make_customer("甲", region=None)
    assert not visible_to(make_user(Role.REP)).exists()
