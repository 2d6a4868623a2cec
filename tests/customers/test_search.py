"""Search and list of customers, and which customers each role finds."""

from __future__ import annotations

import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from aftersales.desk.services.due import run_due
from aftersales.search.bigram_index import fill_missing
from aftersales.staff.enums import Role
from complaints.models import Ticket
from complaints.queries.tickets import find_tickets
from customers.models import Customer
from customers.permissions import can_reveal, is_seen, visible_to
from customers.queries import customer_list, find_customers, finding
from customers.services.customers import add_contact, update_customer
from tests.complaints.factories import logged
from tests.factories import cast
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
        "13800002406",
        "0000 2406",
        "2406",
        "138-0000",
        "55556789",  # parts of a phone
        "鲸示",
        "示例乳",
        "蓝鲸示例乳业",
        "张三",  # any two characters
        "zs",
        "zhangsan",
        "ljsl",
        "lanjing",  # pinyin and its initials
        "B2603-17",
        "b2603",
        "SN00417",
        "sn004",
        "HC-2026-0418",
        "0418",
        "CU-2026-00001",
    ],
)
def test_customer_is_found_by_any_part(whale, text):
    assert find_customers(make_user(Role.SERVICE), text) == [whale]


@pytest.mark.parametrize("text", ["", " ", "24", "1380000 9999", "00138", "山中", "%", "_", "不在", "'\"", "\x00"])
def test_customer_is_not_found_by_text_it_does_not_contain(whale, text):
    assert find_customers(make_user(Role.SERVICE), text) == []


def test_pinyin_of_a_name_ranks_before_the_same_letters_elsewhere(whale):
    assert find_customers(None, "zhang")[0] == whale  # 山谷中学 contains the letters too: shanguzhongxue


def test_exact_matches_rank_first():
    names = ["样例海岸诊所", "海岸", "新海岸样例", "海岸样例"]
    for name in names:
        make_customer(name)
    assert [c.name for c in find_customers(None, "海岸")] == ["海岸", "海岸样例", "新海岸样例", "样例海岸诊所"]


def test_equal_matches_rank_by_tier_then_newest():
    old, important, new = (
        make_customer(f"{sign}海岸厂", tier=tier)
        for sign, tier in (("甲", "ordinary"), ("乙", "important"), ("丙", "ordinary"))
    )
    assert find_customers(None, "海岸") == [important, new, old]


@pytest.fixture
def crowd(monkeypatch):
    """Ten newer customers that match nearly every search; two matches already make a word frequent."""
    for name, value in {"NEWEST": 10, "FREQUENT": 2, "CANDIDATES": 2}.items():
        monkeypatch.setattr(finding, name, value)

    def come() -> None:
        for n in range(10):
            other = make_customer(f"新蓝鲸示例乳业{n}", contact=f"李张三{n}", contact_phone=f"1{n}924068{n}38")
            make_purchase(other, batch=f"XB2603-17{n}", serial=f"ZSN00417{n}")

    return come


@pytest.mark.parametrize(
    "text",
    [
        "蓝鲸示例乳业",
        "蓝鲸示例",
        "lanjingshiliruye",
        "lanjing",
        "2406",
        "13800002406",
        "1380000",
        "B2603",
        "SN004",
        "HC-2026",
    ],
)
def test_search_ranks_exact_and_prefix_matches_before_many_others(whale, crowd, text):
    crowd()
    assert whale in find_customers(None, text)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a small table through")
@pytest.mark.parametrize("text", ["示例", "lanjing", "2406", "B2603", "HC-2026-0418"])
def test_search_scans_no_table(whale, text):
    with CaptureQueriesContext(connection) as asked:
        find_customers(None, text)
    assert "LIMIT 1" in asked[0]["sql"]  # the newest of all, in the order of the keys
    for question in asked.captured_queries[1:]:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {question['sql']}")
            steps = [row[3] for row in cursor.fetchall()]
        assert not [step for step in steps if re.match(r"SCAN (?!qualify|\(subquery|.*(INDEX|VIRTUAL))", step)]


def lose_the_index():
    Customer.objects.update(search_words="", search_text="")
    Ticket.objects.update(search_text="")
    connection.check_constraints()  # PostgreSQL makes no index while checks are outstanding


@pytest.mark.parametrize(
    "mend",
    [
        lambda: run_due(now=NOW),
        lambda: call_command("index_search", stdout=StringIO()),
        lambda: [fill_missing("default", app_label=app) for app in ("customers", "complaints")],
    ],
    ids=["the sweep", "the command", "a migration"],
)
def test_missing_index_rows_are_indexed_again(mend, request):
    people = cast()
    ticket = logged(people)
    lose_the_index()
    assert find_customers(None, "示例") == []
    mend()
    assert find_customers(None, "示例") == [people.customer]
    if "sweep" not in request.node.name:
        assert find_tickets(people.clerk, "来回") == [ticket]


def test_wrong_index_rows_are_repaired_by_the_command(whale):
    Customer.objects.update(search_words=" 红色 ", search_text=" 红色 ")
    connection.check_constraints()
    call_command("index_search", stdout=StringIO())
    assert find_customers(None, "红色") == []
    assert find_customers(None, "2406") == [whale]


def test_found_customers_follow_a_correction(whale):
    update_customer(actor=None, now=NOW, customer_id=whale.pk, name="白鲸示例乳业")
    add_contact(actor=None, now=NOW, customer_id=whale.pk, name="欧阳虚构", phone="13666660000")
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
def test_search_takes_the_same_number_of_queries(count, django_assert_num_queries):
    fill(count)
    clerk = make_user(Role.SERVICE)
    with django_assert_num_queries(5):
        for customer in find_customers(clerk, "样例", limit=30):
            assert customer.region.name
            assert customer.main_contact
            assert customer.recent_purchases[0].product.name


@pytest.mark.parametrize("count", [1, 30])
def test_list_takes_the_same_number_of_queries(count, django_assert_num_queries):
    fill(count)
    clerk = make_user(Role.SERVICE)
    with django_assert_num_queries(2):
        assert len([(c.region.name, c.main_contact.name, c.rep) for c in customer_list(clerk, {})]) == count


def test_list_filters_customers():
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


def test_rep_without_a_region_sees_no_customers_without_a_region():
    make_customer("甲", region=None)
    assert not visible_to(make_user(Role.REP)).exists()
