"""When a customer is visited, and exceptions from it: shown, made and ended on a page and in the API."""

from datetime import date

import pytest
from django.urls import reverse

from aftersales.kernel.errors import InvalidInput, NotPermitted, RuleViolation
from customers.models import Customer
from tests.factories import NOW, customer_of
from tests.factories.clients import client_of
from tests.factories.visits import cadence, scheduled
from visits.models import VisitException, VisitSchedule
from visits.services.exceptions import end_exception, set_exception

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
JSON = {"content_type": "application/json"}


@pytest.fixture(autouse=True)
def important(people):
    cadence()
    Customer.objects.filter(pk=people.customer.pk).update(tier="important", since=date(2026, 7, 31))
    scheduled()


def text(client, url):
    return client.get(url).content.decode()


def test_page_says_when_and_why_and_makes_and_ends_an_exception(people):
    client, url = client_of(people.manager, "en"), reverse("visit_exception", args=[people.customer.number])
    home = text(client, people.customer.get_absolute_url())
    assert url in home and "Next follow-up due by" in home
    page = text(client, url)
    assert "2027" in page and "Every 6 months, since" in page and "no visit took place yet" in page
    assert client.post(url, {"kind": "often", "months": 2, "reason": ""}).status_code == 422
    refused = client.post(url, {"kind": "often", "months": 6, "reason": "x"})
    assert refused.status_code == 400 and "more often than the tier requires" in refused.content.decode()
    assert client.post(url, {"kind": "often", "months": 2, "reason": "new machine"}).status_code == 302
    assert "Every 2 months" in text(client, url)
    assert "Every 2 months: new machine" in text(client, people.customer.get_absolute_url())
    assert people.customer.name in text(client, reverse("visit_exceptions"))
    assert people.customer.name not in text(client, f"{reverse('visit_exceptions')}?kind=paused")
    end = reverse("visit_exception_end", args=[people.customer.number, VisitException.objects.get().pk])
    assert client.post(end, {"reason": ""}).status_code == 422
    assert client.post(end, {"reason": "runs well"}).status_code == 302
    assert not VisitException.objects.exists()
    assert VisitSchedule.objects.get(customer=people.customer).next_due_on == date(2027, 1, 31)


def test_readers_see_the_page_but_change_nothing(people):
    client, url = client_of(people.auditor, "en"), reverse("visit_exception", args=[people.customer.number])
    assert "New exception" not in text(client, url)
    assert client.post(url, {"kind": "no_phone", "reason": "x"}).status_code == 403
    assert client_of(people.stranger).get(url).status_code == 404


def test_api_makes_lists_and_ends_exceptions(people):
    client, url = client_of(people.rep), "/api/v1/visit-exceptions/"
    body = {"customer": people.customer.number, "kind": "paused", "until": "2027-03-01", "reason": "x"}
    row = client.post(url, body, **JSON).json()
    assert (row["customer"], row["kind"], row["until"]) == (people.customer.number, "paused", "2027-03-01")
    assert client.get(url, {"customer": people.customer.number, "kind": "paused"}).json()["results"] == [row]
    assert client.get(url, {"kind": "often"}).json()["results"] == []
    assert client_of(people.stranger).get(f"{url}{row['id']}/").status_code == 404
    assert client_of(people.auditor).post(url, body, **JSON).status_code == 403
    for wrong, field in (({"until": ""}, "until"), ({"until": "2029-01-01"}, "until"), ({"kind": "never"}, "kind")):
        answer = client.post(url, body | wrong, **JSON)
        assert answer.status_code in (400, 422) and field in answer.content.decode()
    assert client.post(f"{url}{row['id']}/end/", {"reason": "y"}, **JSON).status_code == 204
    assert not VisitException.objects.exists()


def test_api_shows_schedules(people):
    other = customer_of(people.west, number="CU-2", name="西客", tier="long_term")
    scheduled()
    client, url = client_of(people.rep), "/api/v1/visit-schedules/"
    (row,) = client.get(url).json()["results"]
    assert row == {
        "customer": people.customer.number,
        "next_due_on": "2027-01-31",
        "basis": "cadence",
        "months": 6,
        "counted_from": "2026-07-31",
        "last_visit_on": None,
        "earliest_on": None,
        "channel": "visit",
    }
    assert client.get(f"{url}{people.customer.number}/").json() == row
    assert client.get(f"{url}{other.number}/").status_code == 404
    assert client.get(url, {"due_before": "2027-01-30"}).json()["results"] == []
    assert len(client_of(people.manager).get(url).json()["results"]) == 2


def test_an_exception_of_each_kind_and_one_of_a_kind(people):
    def ask(kind, **given):
        return set_exception(actor=people.rep, now=NOW, customer_id=people.customer.pk, kind=kind, reason="x", **given)

    ask("often", months=3)
    ask("often", months=2)
    ask("no_phone")
    ask("not_before", not_before=date(2027, 2, 1))
    ask("paused", until=date(2027, 2, 20))
    assert VisitException.objects.count() == 4
    row = VisitSchedule.objects.get(customer=people.customer)
    assert (row.basis, row.earliest_on, row.next_due_on) == ("paused", date(2027, 2, 21), date(2027, 3, 21))


def test_impossible_exceptions_are_refused(people):
    ask = {"now": NOW, "customer_id": people.customer.pk, "reason": "x", "kind": "often"}
    with pytest.raises(InvalidInput):
        set_exception(actor=people.manager, months=61, **ask)
    with pytest.raises(NotPermitted):
        set_exception(actor=people.clerk, months=3, **ask)
    row = set_exception(actor=people.manager, months=3, **ask)
    Customer.objects.filter(pk=people.customer.pk).update(erased_at=NOW)
    with pytest.raises(RuleViolation):
        set_exception(actor=people.manager, months=3, **ask)
    with pytest.raises(RuleViolation):
        end_exception(actor=None, now=NOW, exception_id=row.pk, reason="x")
