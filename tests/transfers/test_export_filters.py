"""A filter that a list does not know, or a value that it does not know, never lets all rows leave."""

from __future__ import annotations

import pytest
from django.urls import reverse

from aftersales.tables.exporting import every_listing
from aftersales.transfers.models import ExportRequest
from tests.factories.clients import api_client_of

API = "/api/v1/exports/"


@pytest.mark.parametrize(
    ("listing", "filters", "code"),
    [
        ("tickets", {"statte": "open"}, "unknown_filter"),
        ("tickets", {"state": "bogus"}, "unknown_value"),
        ("tickets", {"sort": "bogus"}, "unknown_value"),
        ("tickets", {"reported_from": "yesterday"}, "unknown_value"),
        ("tickets", {"region": "moon"}, "unknown_value"),
        ("customers", {"tier": "golden"}, "unknown_value"),
        ("customers", {"teir": "important"}, "unknown_filter"),
        ("purchases", {"since": "2026-13-01"}, "unknown_value"),
        ("products", {"code": "HX-250"}, "unknown_filter"),
        ("visits", {"tab": "tomorrow"}, "unknown_value"),
        ("approvals", {"tab": "none"}, "unknown_value"),
    ],
)
def test_export_refuses_what_it_does_not_know(people, listing, filters, code):
    answer = api_client_of(people.manager).post(API, {"list": listing, "filters": filters}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["errors"][0]["field"] == "filters"
    assert not ExportRequest.objects.exists()


@pytest.mark.parametrize(
    ("listing", "filters"),
    [
        ("tickets", {"state": "open", "kind": "complaint,inquiry", "reported_from": "2026-01-01", "sort": "-reported"}),
        ("customers", {"tier": "important"}),
        ("purchases", {"batch": "b2603-17"}),
        ("visits", {"tab": "week", "rep": "all"}),
    ],
)
def test_known_filters_are_taken(people, listing, filters):
    answer = api_client_of(people.manager).post(API, {"list": listing, "filters": filters}, format="json")
    assert answer.status_code == 200


def test_page_tells_it_too(people, client):
    client.force_login(people.manager)
    sent = {"list": "tickets", "filters": "state=bogus", "file_format": "csv", "is_whole": "no"}
    assert client.post(reverse("export_new"), sent).status_code == 400


def test_every_list_can_be_exported_without_a_filter():
    assert all(not listing.checked({}) for listing in every_listing())
