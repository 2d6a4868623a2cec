"""Columns of lists: what there is, what a person chose, and the orders that an index serves."""

import pytest
from django.test import Client
from django.urls import reverse

from aftersales.kernel.errors import InvalidInput
from aftersales.staff.models import User
from aftersales.web.list_columns import Column, ColumnsOf, columns_of, headings, moved_up
from complaints.queries.ticket_list import SORTS
from complaints.views.ticket_rows import CELLS
from tests.factories.clients import api_client_of

A, B, C, EXTRA = Column("a", "A"), Column("b", "B"), Column("c", "C"), Column("x", "X", is_extra=True)
LIST = ColumnsOf("list", (A, B, C, EXTRA), always="b")
API = "/api/v1/columns/tickets/"


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        (None, "abc"),
        ([], "abc"),
        (["c", "b"], "cb"),
        (["x", "b", "x"], "xb"),
        (["gone", "b", "a"], "ba"),
        (["gone"], "abc"),
        (["a", "c"], "bac"),
    ],
)
def test_shown_columns_are_the_chosen_ones_that_exist(keys, shown):
    assert "".join(column.key for column in LIST.shown(keys)) == shown


def test_choice_like_the_list_itself_is_not_kept():
    assert LIST.checked(["a", "b", "c"]) == []
    assert LIST.checked(["b", "x"]) == ["b", "x"]
    with pytest.raises(InvalidInput):
        LIST.checked(["b", "gone"])


@pytest.mark.parametrize(("one", "order"), [("a", "abc"), ("c", "acb"), ("z", "abc")])
def test_moved_up_goes_one_place(one, order):
    assert "".join(moved_up(["a", "b", "c"], one)) == order


@pytest.mark.parametrize(
    ("sort", "link", "is_sorted"),
    [("", "?q=x&sort=up", ""), ("up", "?q=x&sort=-up", "ascending"), ("-up", "?q=x&sort=up", "descending")],
)
def test_heading_turns_the_order(sort, link, is_sorted):
    column = Column("a", "A", orders=("up", "-up"))
    (made,) = headings([column], {"q": "x", "sort": sort, "page": "3"}, default="other")
    assert (made["sort_url"], made["sorted"]) == (link, is_sorted)


def test_every_column_of_tickets_has_a_cell_and_known_orders():
    columns = columns_of("tickets").columns
    assert {column.key for column in columns} == set(CELLS)
    assert {order for column in columns for order in column.orders} == set(SORTS)


@pytest.mark.django_db
def test_columns_are_chosen_for_one_person(people, client):
    client.force_login(people.clerk)
    url = reverse("list_columns", args=["tickets"])
    client.post(url, {"column": ["subject", "owner", "due"], "next": "/tickets/"})
    people.clerk.refresh_from_db()
    assert people.clerk.columns == {"tickets": ["subject", "owner", "due"]}
    assert [column["class"] for column in client.get("/tickets/").context["columns"]] == [
        "subject",
        "c-own c-860",
        "c-due",
    ]
    assert people.clerk.history.first().history_change_reason == "columns"
    other = Client()
    other.force_login(people.clerk2)
    assert len(other.get("/tickets/").context["columns"]) == 9
    client.post(url, {"column": ["subject", "owner", "due"], "up": "due"})
    assert User.objects.get(pk=people.clerk.pk).columns == {"tickets": ["subject", "due", "owner"]}
    client.post(url, {"column": ["subject"], "reset": "1"})
    assert User.objects.get(pk=people.clerk.pk).columns == {}


@pytest.mark.django_db
def test_strange_columns_change_nothing(people, client):
    client.force_login(people.clerk)
    assert client.post(reverse("list_columns", args=["nothing"]), {"column": "subject"}).status_code == 404
    assert client.post(reverse("list_columns", args=["tickets"]), {"column": "password"}).status_code == 302
    assert User.objects.get(pk=people.clerk.pk).columns == {}


@pytest.mark.django_db
def test_api_reads_and_chooses_columns(people):
    api = api_client_of(people.clerk)
    body = api.get(API).json()
    assert body["columns"][:3] == ["due", "number", "subject"]
    assert {"key": "severity", "label": "Severity"} in body["offered"] or len(body["offered"]) == len(CELLS)
    assert api.put(API, {"columns": ["severity", "subject"]}, format="json").json()["columns"] == [
        "severity",
        "subject",
    ]
    assert api.put(API, {"columns": ["password"]}, format="json").status_code == 400
    assert api.put(API, {"columns": []}, format="json").json()["columns"] == body["columns"]
    assert api.get("/api/v1/columns/nothing/").status_code == 404
