"""Who may not reveal a phone number does not find it out by searching, and searches by digits leave a record."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from aftersales.audit.models import AccessLogEntry
from aftersales.desk.search import find
from complaints.queries.ticket_list import filtered
from customers.queries import find_customers
from customers.queries.finding import match_of
from customers.services import searching
from tests.complaints.factories import logged
from tests.factories.clients import client_of

pytestmark = pytest.mark.django_db
READERS = ("quality", "quality_manager", "gm", "executive", "auditor")
PARTS = ("138", "0000 2406", "1380000240", "3800002406", "zhangsan 1380", "zhangsan@example", "zhangsan@example.tes")


@pytest.mark.parametrize("name", READERS)
def test_reader_finds_a_phone_or_mail_address_only_whole(people, name):
    reader, clerk = getattr(people, name), people.clerk
    for part in PARTS:
        assert find_customers(clerk, part) == [people.customer], part
        assert find_customers(reader, part) == [], part
    for whole in ("138 0000 2406", "+86 13800002406", "zhangsan@example.test"):
        assert find_customers(reader, whole) == [people.customer]


def test_match_names_no_phone_that_only_a_part_of_would_tell(people):
    people.customer.contacts.update(phone="138 2603 2406", phone_digits="13826032406")
    [found] = find_customers(people.auditor, "B2603")
    assert match_of(found, "2603", people.auditor).phone == ""
    assert match_of(found, "2603", people.clerk).phone == "138 2603 2406"


@pytest.fixture
def ticket(people):
    return logged(people, description="不加热")


@pytest.mark.parametrize("name", [*READERS, "warehouse"])
def test_ticket_list_and_search_read_of_the_customer_what_the_asker_may_see(people, ticket, name):
    reader = getattr(people, name)
    ticket.department = people.warehouse.department
    ticket.save()
    for part in PARTS:
        assert not filtered(reader, {"q": part}).exists(), part
        assert ticket.get_absolute_url() not in str(find(reader, part)), part
    assert filtered(reader, {"q": "蓝鲸"}).exists()
    assert ticket.get_absolute_url() in str(find(reader, "蓝鲸"))
    assert filtered(people.clerk, {"q": "0000 2406"}).exists()


def test_searches_by_digits_are_recorded_and_limited(people, counting, monkeypatch):
    client = client_of(people.clerk)
    for _ in range(2):
        client.post(reverse("customers_search"), {"q": "0000 2406"})
    entry = AccessLogEntry.objects.get(kind="search")
    assert (entry.actor, entry.subject, entry.count) == (people.clerk, people.customer.number, 1)
    client.post(reverse("customers_search"), {"q": "蓝鲸"})
    assert AccessLogEntry.objects.filter(kind="search").count() == 1
    monkeypatch.setitem(searching.LIMITS, True, 2)
    answers = [
        client.post(reverse("customers_search"), {"q": "1"}),
        client.post(reverse("customers_search"), {"q": "1381"}),
        client.post("/api/v1/customers/search/", {"q": "1381"}, content_type="application/json"),
        client.post(reverse("palette"), {"q": "1381"}),
        client.get(reverse("tickets"), {"q": "1381"}),
        client.get("/api/v1/tickets/", {"q": "1381"}),
    ]
    assert [answer.status_code for answer in answers] == [200, 429, 429, 429, 429, 429]
    cache.clear()
