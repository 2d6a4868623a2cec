"""The service record of a purchase, and its warranty."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from customers.rules.profile import warranty_state
from tests.complaints import factories as tickets
from tests.factories.clients import client_of

pytestmark = pytest.mark.usefixtures("at_now")
TODAY = date(2026, 11, 18)


def test_warranty_state_follows_its_end():
    days = [None, TODAY - timedelta(1), TODAY, TODAY + timedelta(60), TODAY + timedelta(61)]
    assert [warranty_state(day, TODAY) for day in days] == ["", "ended", "ending", "ending", "covered"]


def test_service_record_lists_tickets_and_warranty_of_a_purchase(people):
    ticket = tickets.logged(people)
    address = reverse("purchase", args=[people.sold.pk])
    client = client_of(people.clerk, "en")
    page = client.get(address).text
    assert ticket.number in page
    assert "Under warranty until 2028-04-17" in page
    assert client_of(people.stranger, "en").get(address).status_code == 404
    found = client_of(people.clerk, "en").get(f"/api/v1/service-files/{people.sold.pk}/").json()
    assert (found["warranty"], [row["kind"] for row in found["life"]]) == ("covered", ["ticket", "purchase"])
