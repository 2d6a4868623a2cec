"""`next` of a list continues where the page ended, whatever happens to its rows meanwhile."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db.models import Case, F, Value, When

from aftersales.office.models import NumberSequence
from aftersales.store.cursors import BadCursor, Ordered
from complaints.models import Ticket
from complaints.services import lifecycle
from tests.complaints import factories as make
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of
from tests.factories.world import build, print_at_once

from .page_forms import Reader
from .test_api_query import answer, lists

pytestmark = pytest.mark.django_db
# Their rows are sums over other rows, which no key continues.
ADDED_UP = {"/api/v1/batches/", "/api/v1/costs/"}


def walked(client, address, act=lambda rows: None):
    """The rows of all pages, following `next`; act gets the rows of each page before the next is asked for."""
    rows = []
    while address:
        page = client.get(address).json()
        act(page["results"])
        rows += page["results"]
        address = page["next"]
    return rows


def tickets(people, count=7):
    """Every other one has no deadline."""
    for n in range(count):
        row = make.logged(people)
        Ticket.objects.filter(pk=row.pk).update(
            next_due_at=NOW + timedelta(hours=5 - n) if n % 2 else None, reported_at=NOW - timedelta(minutes=n // 2)
        )


@pytest.mark.parametrize("sort", ["", "due", "-reported", "reported", "-updated"])
def test_pages_of_tickets_hold_each_once_in_order(people, at_now, sort):
    tickets(people)
    client = api_client_of(people.manager)
    whole = [row["number"] for row in client.get(f"/api/v1/tickets/?sort={sort}").json()["results"]]
    for size in (1, 2, 3):
        found = walked(client, f"/api/v1/tickets/?sort={sort}&page_size={size}")
        assert [row["number"] for row in found] == whole


def test_rows_that_are_worked_off_make_no_other_row_skipped(people, at_now):
    tickets(people)
    client = api_client_of(people.manager)

    def close(rows):
        Ticket.objects.filter(number__in=[row["number"] for row in rows]).update(state="closed", closed_at=NOW)

    found = walked(client, "/api/v1/tickets/?state=open&page_size=2", close)
    assert len({row["number"] for row in found}) == len(found) == 7


def test_rows_that_are_added_make_no_other_row_appear_twice(people, at_now):
    tickets(people)
    client, count = api_client_of(people.manager), 0

    def log(_rows):
        nonlocal count
        count += 1
        if count < 3:
            make.logged(people, subject="新来的")

    found = walked(client, "/api/v1/tickets/?sort=-reported&page_size=2", log)
    assert len({row["number"] for row in found}) == len(found)
    assert len(found) >= 7


def test_the_last_row_of_a_page_may_disappear(people):
    NumberSequence.objects.bulk_create(NumberSequence(key=f"{n}") for n in range(9))
    rows = NumberSequence.objects.filter(key__lt="9").order_by("key")
    cursor = Ordered.of(rows).cursor(rows[3])
    rows.filter(key="3").delete()
    after, _back = Ordered.of(rows).at(cursor)
    assert [row.key for row in after] == ["4", "5", "6", "7", "8"]
    before, is_back = Ordered.of(rows).at(Ordered.of(rows).cursor(rows[3], backwards=True))
    assert ([row.key for row in before], is_back) == (["2", "1", "0"], True)


@pytest.mark.parametrize(
    "order",
    [
        ("next_due_at",),
        ("-next_due_at",),
        (F("next_due_at").asc(nulls_last=True), "-pk"),
        (F("next_due_at").desc(nulls_first=True), "pk"),
        (F("next_due_at").desc(nulls_last=True), "-reported_at"),
        (Case(When(next_due_at=None, then=Value(2)), default=Value(1)), "-reported_at", "pk"),
        ("customer__name", "-next_due_at"),
        ("owner__username", "reported_at", "-pk"),
    ],
)
def test_any_order_is_continued_both_ways(people, at_now, order):
    tickets(people)
    rows = Ticket.objects.order_by(*order)
    ordered = Ordered.of(rows)
    whole = [row.pk for row in ordered.rows]
    for at, row in enumerate(ordered.rows):
        assert [one.pk for one in ordered.at(ordered.cursor(row))[0]] == whole[at + 1 :]
        assert [one.pk for one in ordered.at(ordered.cursor(row, backwards=True))[0]] == whole[:at][::-1]


def test_cursor_of_another_order_is_refused(people, at_now):
    tickets(people)
    rows = Ticket.objects.order_by("reported_at")
    cursor = Ordered.of(rows).cursor(rows[0])
    for wrong in ("", "x", cursor[:-2], cursor + "x"):
        with pytest.raises(BadCursor):
            Ordered.of(rows).at(wrong)
    with pytest.raises(BadCursor):
        Ordered.of(Ticket.objects.order_by("-reported_at")).at(cursor)


def test_previous_leads_back(people, at_now):
    tickets(people)
    client = api_client_of(people.manager)
    first = client.get("/api/v1/tickets/?page_size=3").json()
    second = client.get(first["next"]).json()
    assert client.get(second["previous"]).json()["results"] == first["results"]
    assert client.get(client.get(second["previous"]).json()["next"]).json()["results"] == second["results"]
    assert client.get(second["previous"]).json()["previous"] is None
    assert client.get("/api/v1/tickets/?page=2&page_size=3").json()["results"] == second["results"]


def test_next_of_every_list_is_a_cursor_and_leads_through_all_rows(monkeypatch, at_now, db):
    print_at_once(monkeypatch)
    people, wrong, long = build().cast, [], 0
    for path, names in lists().items():
        if "cursor" not in names:
            continue
        whole = answer(people, path, "page_size=200").json()
        if whole["count"] < 2:
            continue
        long += 1
        found, address = [], f"{path}?page_size=1"
        while address:
            parts = urlsplit(address)
            page = answer(people, parts.path, parts.query).json()
            found += page["results"]
            address = page["next"]
            if address and path not in ADDED_UP and "cursor" not in parse_qs(urlsplit(address).query):
                wrong.append(("no cursor", path))
        if found != whole["results"]:
            wrong.append((path, len(found), whole["count"]))
    assert wrong == []
    assert long > 15


def links_of(response, word):
    return [link for link in Reader(response.content.decode(), "").links if word in link]


def test_page_of_tickets_continues_after_the_last_row(people, at_now, monkeypatch):
    monkeypatch.setattr("aftersales.store.paging.page_of.__defaults__", (3,))
    tickets(people)
    client = client_of(people.clerk)
    first = client.get("/tickets/?state=open")
    (link,) = links_of(first, "page=2")
    shown = [row.number for row in first.context["page"].object_list]
    for number in shown:
        row = Ticket.objects.get(number=number)
        lifecycle.withdraw(ticket_id=row.pk, actor=people.clerk, now=NOW, reason="误报")
    second = client.get(f"/tickets/{link}")
    assert len(second.context["page"].object_list) == 3
    assert not {row.number for row in second.context["page"].object_list} & set(shown)
    assert links_of(second, "page=1")


@pytest.mark.parametrize("place", ["2~x", "~", "2~", "x~x", "9~" + "a" * 3000])
def test_page_with_a_bad_cursor_still_opens(people, at_now, place):
    tickets(people, 2)
    assert client_of(people.clerk).get("/tickets/", {"page": place}).status_code == 200
