"""Search for tickets: by text, number and customer."""

from datetime import timedelta

import pytest

from complaints.queries import ticket_list, tickets
from complaints.queries.ticket_list import filtered
from complaints.queries.tickets import find_tickets
from tests.complaints.factories import logged
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(people):
    """Three tickets, a day apart; the first is the newest."""
    words = ("箱门关不严，压缩机漏水", "压缩机有异响", "压缩机不启动 compressor")
    return [logged(people, description=text, now=NOW + timedelta(days=9 - n)) for n, text in enumerate(words)]


@pytest.fixture(params=["few", "many"])
def way(request, monkeypatch):
    """The search is done one way for rare words and another way for frequent ones."""
    if request.param == "many":
        monkeypatch.setattr(tickets, "NEWEST", 3)
        monkeypatch.setattr(ticket_list, "FREQUENT", 0)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("缩机", [0, 1, 2]),
        ("漏水", [0]),
        ("关不严", [0]),
        ("compress", [2]),
        ("co", [2]),
        ("水漏", []),
        ("zz", []),
        ("%", []),
    ],
)
def test_tickets_are_found_by_any_two_characters_newest_first(people, said, way, text, places):
    expected = [said[place] for place in places]
    assert find_tickets(people.clerk, text) == expected
    assert list(filtered(people.clerk, {"q": text}).order_by("-reported_at")) == expected


def test_ticket_number_ranks_before_newer_tickets_with_its_digits(people, said):
    logged(people, description=f"same as {said[2].number}", now=NOW + timedelta(days=10))
    assert find_tickets(people.clerk, said[2].number)[0] == said[2]
    assert find_tickets(people.clerk, said[2].short_number)[0] == said[2]


def test_tickets_are_found_by_their_customer(people, said, way):
    assert find_tickets(people.clerk, "蓝鲸", [people.customer]) == said
    assert list(filtered(people.clerk, {"q": "蓝鲸"}).order_by("-reported_at")) == said


def test_list_of_a_frequent_word_shows_no_exact_count(people, said, monkeypatch, client):
    client.force_login(people.clerk)
    page = client.get("/tickets/", {"q": "压缩机"})
    assert page.context["count_text"] == "3 件"
    for module in ("complaints.queries.ticket_list", "complaints.views.lists"):
        monkeypatch.setattr(f"{module}.FREQUENT", 2)
    page = client.get("/tickets/", {"q": "压缩机"})
    assert page.context["count_text"] == "超过 2 件"
    assert len(page.context["page"]) == 3
