"""The ticket list: search in its head, a chip with a popover for each filter, tabs that count, orders that go on."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import override

from aftersales.office.services.saved_views import save_view
from complaints.models import Ticket
from complaints.queries.ticket_list import SORTS, counted, filtered, listed
from complaints.views.lists import MOST, capped
from tests.factories import NOW
from tests.test_routes import more_tickets

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def test_boxes_of_a_filter_become_one_value_of_the_address(people, client):
    client.force_login(people.clerk)
    make.logged(people)
    page = client.get("/tickets/?kind=return&kind=complaint&kind=")
    (chip,) = page.context["filters"]
    assert chip["field"].value() == ["return", "complaint"]
    assert len(page.context["page"].object_list) == 1
    assert chip["remove_url"] == "?"


def test_filter_that_is_added_shows_its_form(people, client):
    client.force_login(people.clerk)
    page = client.get("/tickets/?state=open&filter=region")
    chips = {str(chip["label"]): chip for chip in page.context["filters"]}
    assert [chip["open"] for chip in chips.values()] == [False, True]
    assert ("state", "open") in chips[list(chips)[1]]["kept"]
    assert not page.context["views"][1]["current"] and page.context["views"][0]["current"], "it is no filter yet"
    assert client.get("/tickets/?filter=password").status_code == 200


def test_switches_are_on_at_once(people, client):
    client.force_login(people.clerk)
    with override("zh-hans"):
        page = client.get("/tickets/?state=open")
    urls = [one["url"] for one in page.context["more_filters"]]
    assert "?state=open&risk=1" in urls and "?state=open&filter=owner" in urls


def test_owner_may_be_named_beside_me(people, client):
    mine, other = make.logged(people), make.logged(people, actor=people.clerk2)
    found = filtered(people.clerk, {"owner": "me,service2"} | {"owner": f"me,{other.owner.username}"})
    assert set(found) == {mine, other}
    assert set(filtered(people.clerk, {"owner": "me"})) == {mine}


def test_search_keeps_the_filters(people, client):
    client.force_login(people.clerk)
    page = client.get("/tickets/?state=open&q=none&sort=kind&page=2")
    assert page.context["kept"] == [("state", "open"), ("sort", "kind")]
    assert 'name="q"' in page.content.decode()


def test_tabs_are_counted_in_one_query_up_to_a_limit(people, django_assert_num_queries):
    more_tickets(people, 1, MOST + 21)
    lists = {
        "open": filtered(people.clerk, {"state": "open"}),
        "approval": filtered(people.clerk, {"state": "approval"}),
    }
    with django_assert_num_queries(1):
        found = counted(people.clerk, lists, MOST)
    assert found == {"open": MOST + 1, "approval": 0}
    assert (capped(MOST), capped(MOST + 1)) == ("99", "99+")


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_goes_on_where_the_page_ended(people, client, sort):
    more_tickets(people, 1, 130)
    client.force_login(people.clerk)
    seen, url = [], f"{reverse('tickets')}?sort={sort}"
    for _page in range(3):
        page = client.get(url).context["page"]
        seen += [row.pk for row in page.object_list]
        url = f"{reverse('tickets')}?sort={sort}&page={page.next_place}"
    assert seen == list(listed(Ticket.objects.all(), sort).values_list("pk", flat=True))
    assert len(seen) == 130


def test_saved_views_are_counted_in_the_same_query(people, client, django_assert_max_num_queries):
    for name, params in (
        ("mine", {"state": "open", "owner": "me"}),
        ("critical", {"severity": "critical"}),
        ("words", {"q": "漏水"}),
    ):
        save_view(actor=people.manager, now=NOW, page="tickets", name=name, params=params, is_shared=True)
    make.logged(people, severity="critical")
    client.force_login(people.clerk)
    client.get("/tickets/")
    cache.clear()
    with django_assert_max_num_queries(9):
        tabs = client.get("/tickets/").context["views"]
    assert {tab["label"]: tab["count"] for tab in tabs[-3:]} == {"mine": "1", "critical": "1", "words": ""}
    make.logged(people, severity="critical")
    counts = {tab["label"]: tab["count"] for tab in client.get("/tickets/").context["views"][-3:]}
    assert counts["critical"] == "1", "a count is kept for a minute"
    client.force_login(people.clerk2)
    counts = {tab["label"]: tab["count"] for tab in client.get("/tickets/").context["views"][-3:]}
    assert (counts["mine"], counts["critical"]) == ("0", "2"), "the counts are those of the reader"
