"""The papers of a ticket come by the API, to whoever sees the ticket."""

import pytest
from rest_framework.test import APIClient

from tests.complaints import factories as make
from tests.factories import cast

pytestmark = pytest.mark.django_db


def test_a_ticket_names_its_papers_and_they_are_pdf():
    people = cast()
    ticket = make.carried_out(people)
    client, stranger = APIClient(), APIClient()
    client.force_authenticate(people.warehouse)
    stranger.force_authenticate(people.stranger)
    papers = client.get(f"/api/v1/tickets/{ticket.number}/").json()["documents"]
    assert {one["name"] for one in papers} == {"form", "approval-form", "goods-receipt", "return-labels"}
    for one in papers:
        answer = client.get(one["url"], headers={"accept": "application/pdf"})
        assert (answer.status_code, answer.content[:4]) == (200, b"%PDF"), one
        assert stranger.get(one["url"]).status_code == 404
