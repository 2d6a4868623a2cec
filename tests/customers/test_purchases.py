"""Lists of products and purchases: filters in the address, a fixed number of queries, order by an index."""

from datetime import timedelta

import pytest
from django.db import connection

from customers.models import Product, Purchase
from customers.queries.purchases import purchase_list
from tests.complaints import factories as tickets
from tests.factories import NOW, customer_of, sale
from tests.factories.clients import api_client_of, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
TODAY = NOW.date()


@pytest.fixture
def shop(people):
    """Four purchases of two products, one in the west."""
    west = customer_of(people.west, name="西部样例", number="CU-2026-00009")
    for changes in (
        {"code": "PH-9", "batch": "B1", "warranty_until": TODAY + timedelta(days=10), "serial": "S-77"},
        {"code": "PH-9", "batch": "B2", "warranty_until": TODAY - timedelta(days=1)},
    ):
        until, serial = changes.pop("warranty_until"), changes.pop("serial", "")
        row = sale(people.customer, **changes)
        Purchase.objects.filter(pk=row.pk).update(warranty_until=until, serial=serial)
    far = sale(west, code="PH-9", batch="B3", quantity=4)
    Purchase.objects.filter(pk=far.pk).update(warranty_until=None, purchased_on=TODAY - timedelta(days=2))
    return people


def page_of(user, address="/products/purchases/", **params):
    client = client_of(user, "en")
    return client.get(address, params)


def batches(answer) -> list[str]:
    return [row.purchase.batch for row in answer.context["rows"]]


FOUND = [
    ({}, ["B3", "B2", "B1", "B2603-17"]),
    ({"product": "PH-9"}, ["B3", "B2", "B1"]),
    ({"batch": "B1"}, ["B1"]),
    ({"serial": "S-77"}, ["B1"]),
    ({"contract": "hc-ph-9", "batch": "Ｂ2"}, ["B2"]),
    ({"warranty": "covered"}, ["B1", "B2603-17"]),
    ({"warranty": "ending"}, ["B1"]),
    ({"warranty": "ended"}, ["B2"]),
    ({"warranty": "unknown"}, ["B3"]),
    ({"since": "2026-05-01"}, ["B3"]),
    ({"until": "2026-05-01", "product": "PH-9"}, ["B2", "B1"]),
    ({"customer": "CU-2026-00009"}, ["B3"]),
    ({"product": "nothing"}, []),
    ({"warranty": "x"}, ["B3", "B2", "B1", "B2603-17"]),
    ({"since": "２０２６", "region": "9e9", "page": "-1"}, ["B3", "B2", "B1", "B2603-17"]),
    ({"customer": "x" * 99}, ["B3", "B2", "B1", "B2603-17"]),
]


def test_filters_are_kept_in_the_address(shop):
    for params, found in FOUND:
        answer = page_of(shop.clerk, **params)
        assert (answer.status_code, batches(answer)) == (200, found), params


def test_list_filters_by_region_and_shows_a_rep_the_own_region(shop):
    answer = page_of(shop.clerk, region=shop.west.pk, product="PH-9")
    assert batches(answer) == ["B3"]
    assert [(chip["value"], chip["remove_url"]) for chip in answer.context["filters"]] == [
        ("PH-9", f"?region={shop.west.pk}"),
        (str(shop.west), "?product=PH-9"),
    ]
    assert batches(page_of(shop.rep)) == ["B2", "B1", "B2603-17"]
    assert page_of(shop.warehouse).status_code == 404


def test_products_count_pieces_and_open_complaints_that_the_reader_sees(shop):
    tickets.logged(shop)
    rows = {
        row["product"].code: (row["sold"], row["open"]) for row in page_of(shop.clerk, "/products/").context["rows"]
    }
    assert rows == {"HX-250": ("1", 1), "PH-9": ("6", 0)}
    rows = {row["product"].code: row["sold"] for row in page_of(shop.rep, "/products/").context["rows"]}
    assert rows["PH-9"] == "2"
    page = page_of(shop.warehouse, "/products/", text="PH")
    assert [(row["product"].code, row["url"]) for row in page.context["rows"]] == [("PH-9", "")]
    assert "/products/purchases/?product=PH-9" in page_of(shop.clerk, "/products/").content.decode()


@pytest.mark.parametrize("address", ["/products/", "/products/purchases/"])
def test_number_of_queries_does_not_grow_with_rows(people, django_assert_max_num_queries, address):
    for number in range(30):
        sale(people.customer, code=f"P-{number}")
    client = client_of(people.clerk)
    client.get(address)
    with django_assert_max_num_queries(12):
        client.get(address)


ORDERS = {"purchase_latest": {}, "purchase_of_product": {"product": "PH-9"}}


@pytest.mark.parametrize("index", ORDERS)
def test_order_of_the_list_uses_an_index(shop, index):
    """A planner chooses among few rows at random: sorting is switched off, and so is the index of the other order."""
    rows = purchase_list(shop.clerk, ORDERS[index], TODAY)
    if ORDERS[index]:
        rows = rows.filter(product=Product.objects.get(code="PH-9"))
    if connection.vendor == "postgresql":
        connection.check_constraints()
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off"
            )
            for other in ORDERS.keys() - {index}:
                cursor.execute(f"DROP INDEX {other}")
    plan = rows[:50].explain()
    assert index in plan, plan
    assert "TEMP B-TREE" not in plan


def test_api_and_export_filter_as_the_page(shop):
    api = api_client_of(shop.clerk)

    def found(**params):
        return [row["batch"] for row in api.get("/api/v1/sales/", params).json()["results"]]

    assert found(warranty="ended") == ["B2"]
    assert found(region="west") == ["B3"]
    assert found(since="2026-05-01") == ["B3"]
    assert found(until="2026-05-01", product="PH-9") == ["B2", "B1"]
    assert api.get("/api/v1/sales/", {"warranty": "x"}).status_code == 400
    assert api.get("/api/v1/sales/", {"since": "x"}).status_code == 400
    taken = api.post("/api/v1/exports/", {"list": "purchases", "filters": {"warranty": "ended"}}, format="json")
    assert len(b"".join(taken).decode().splitlines()) == 2
    assert api.get("/api/v1/products/PH-9/").json()["unit"] == ""


def test_view_of_the_list_is_saved(shop):
    client = client_of(shop.clerk)
    client.post("/views/new/", {"list": "purchases", "params": "warranty=ending", "name": "快到期"})
    tabs = page_of(shop.clerk, warranty="ending").context["views"]
    assert [tab["current"] for tab in tabs if tab["label"] == "快到期"] == [True]
