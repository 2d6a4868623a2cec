"""Search columns by index, on both databases."""

import pytest
from django.db import connection

from aftersales.search.bigram_index import make_indexes
from aftersales.search.text import query_grams
from customers.models import Customer
from tests.factories.customers import make_customer

pytestmark = pytest.mark.django_db


def found(text):
    return set(Customer.objects.filter(search_text__grams=query_grams(text)).values_list("name", flat=True))


def test_every_bigram_must_match():
    make_customer("蓝鲸示例乳业")
    make_customer("蓝天示例酒店")
    assert found("示例") == {"蓝鲸示例乳业", "蓝天示例酒店"}
    assert found("示例乳") == {"蓝鲸示例乳业"}
    assert found("乳鲸") == set()


def test_initials_and_parts_of_a_phone_are_found():
    make_customer("蓝鲸示例乳业", contact="张三", contact_phone="138 0000 2406")
    assert found("zs") == {"蓝鲸示例乳业"}
    assert found("0002406") == {"蓝鲸示例乳业"}
    assert found("0002407") == set()


def test_index_follows_changes_and_deletions():
    customer = make_customer("蓝鲸示例乳业")
    Customer.objects.filter(pk=customer.pk).update(search_text="红色")
    assert found("蓝鲸") == set()
    assert found("红色") == {"蓝鲸示例乳业"}
    customer.contacts.all().delete()
    Customer.objects.filter(pk=customer.pk).delete()
    assert found("红色") == set()


@pytest.mark.parametrize("text", ['"', "' OR 1=1 --", "a\x00b", "*", "NEAR(a b)", "张" * 300])
def test_hostile_queries_change_nothing(text):
    make_customer("蓝鲸示例乳业")
    if query_grams(text):
        assert found(text) == set()


def test_index_is_rebuilt_after_sqlite_lost_its_triggers():
    if connection.vendor == "postgresql":
        make_indexes("default", app_label="customers")  # safe to repeat
    make_customer("蓝鲸示例乳业")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER customers_customer_grams_insert")
        make_indexes("default", app_label="customers")
    make_customer("云杉虚构酒店")
    assert found("云杉") == {"云杉虚构酒店"}
    assert found("蓝鲸") == {"蓝鲸示例乳业"}


def test_search_uses_the_index():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Customer.objects.filter(search_text__grams=["蓝鲸"]).order_by().explain()
    assert "customers_customer_grams" in plan
