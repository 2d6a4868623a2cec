"""How often a customer is visited, if not as the tier requires: shown, changed and ended on a page and in the API."""

import pytest
from django.urls import reverse

from aftersales.kernel.errors import InvalidInput, NotPermitted, RuleViolation
from customers.models import Customer
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.factories.visits import visit_of
from visits.models import Visit, VisitException
from visits.services.exceptions import end_exception, set_exception

pytestmark = pytest.mark.django_db


def test_page_shows_changes_and_ends_an_exception(people):
    client, url = client_of(people.manager, "en"), reverse("visit_exception", args=[people.customer.number])
    assert url in client.get(people.customer.get_absolute_url()).content.decode()
    assert client.post(url, {"months": 2, "reason": ""}).status_code == 422
    assert client.post(url, {"months": 2, "reason": "new machine"}).status_code == 302
    assert "Every 2 months: new machine" in client.get(people.customer.get_absolute_url()).content.decode()
    assert people.customer.name in client.get(reverse("visit_exceptions")).content.decode()
    assert 'value="2"' in client.get(url).content.decode()
    end = reverse("visit_exception_end", args=[people.customer.number])
    assert client.post(end, {"reason": ""}).status_code == 422
    assert client.post(end, {"reason": "runs well"}).status_code == 302
    assert not VisitException.objects.exists()


def test_api_sets_and_ends_an_exception(people):
    client, url, json = client_of(people.rep), "/api/v1/visit-exceptions/", {"content_type": "application/json"}
    body = {"customer": people.customer.number, "months": 3, "reason": "x"}
    row = client.post(url, body, **json).json()
    assert (row["customer"], row["months"]) == (people.customer.number, 3)
    assert client.get(url, {"customer": people.customer.number}).json()["results"] == [row]
    assert client_of(people.stranger).get(f"{url}{row['id']}/").status_code == 404
    assert client_of(people.auditor).post(url, body, **json).status_code == 403
    assert client.post(f"{url}{row['id']}/end/", {"reason": "y"}, **json).status_code == 204
    assert not VisitException.objects.exists()


def test_never_cancels_the_planned_visit(people):
    visit = visit_of(people.customer, rep=people.rep, due_on=NOW.date())
    set_exception(actor=people.manager, now=NOW, customer_id=people.customer.pk, months=0, reason="asked for none")
    assert Visit.objects.get(pk=visit.pk).state == "cancelled"


def test_impossible_exceptions_are_refused(people):
    ask = {"now": NOW, "customer_id": people.customer.pk, "reason": "x"}
    with pytest.raises(InvalidInput):
        set_exception(actor=people.manager, months=61, **ask)
    with pytest.raises(NotPermitted):
        set_exception(actor=people.clerk, months=6, **ask)
    Customer.objects.filter(pk=people.customer.pk).update(erased_at=NOW)
    for act in (lambda: set_exception(actor=people.manager, months=6, **ask), lambda: end_exception(actor=None, **ask)):
        with pytest.raises(RuleViolation):
            act()
