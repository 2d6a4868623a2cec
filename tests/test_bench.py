"""The pages that are measured (bench/) are there. How fast they are is no test."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from bench.limits import urlpatterns
from tests.factories.clients import client_of

pytestmark = pytest.mark.usefixtures("at_now")

BENCH = Path(__file__).resolve().parent.parent / "bench"
OURS = json.loads((BENCH / "ours.json").read_text(encoding="utf-8"))
LIMITS = json.loads((BENCH / "limits.json").read_text(encoding="utf-8"))
PAGES = {page["name"]: page["requests"] for page in OURS["pages"]}
KEPT = {"id": "00001", "customer": "0001", "deep": "1", "q": "east"}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_the_scenario_answers(people, name):
    """Rows that the test database has not are 404; what is no page of ours would not resolve."""
    client = client_of(people.manager)
    for request in PAGES[name]:
        address = request["path"].format(**KEPT)
        resolve(urlsplit(address).path)
        if request.get("method") == "POST":
            assert client.post(address, {**request["data"], "customer": ""}).status_code == 302
        else:
            assert client.get(address).status_code in {200, 404}


@pytest.mark.once
def test_the_limits_are_served():
    served = {f"/{entry.pattern}" for entry in urlpatterns}
    assert {request["path"] for page in LIMITS["pages"] for request in page["requests"]} <= served
