"""The pages measured by bench/ exist. Their speed is not tested here."""

import json
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from bench.fill import RARE
from bench.limits import urlpatterns
from bench.polling import seconds_of_a_round, windows
from bench.random_pages import kinds
from tests.complaints import factories as make
from tests.factories.clients import client_of

pytestmark = pytest.mark.usefixtures("at_now")

BENCH = Path(__file__).resolve().parent.parent / "bench"
OURS = json.loads((BENCH / "ours.json").read_text(encoding="utf-8"))
LIMITS = json.loads((BENCH / "limits.json").read_text(encoding="utf-8"))
PAGES = {page["name"]: page["requests"] for page in OURS["pages"]}
DRAWN = {name: str(drawn.get("choice", ["1"])[0]) for name, drawn in OURS["vars"].items()}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_the_scenario_answers(people, name):
    """Rows that the test database lacks are 404; other addresses must resolve."""
    client = client_of(people.manager)
    for request in PAGES[name]:
        address = request["path"].format(**{**DRAWN, "id": "00001", "customer": "0001"})
        resolve(urlsplit(address).path)
        if request.get("method") == "POST":
            assert client.post(address, {**request["data"], "customer": ""}).status_code == 302
        else:
            assert client.get(address).status_code in {200, 404}


def test_open_tickets_are_told_that_nothing_is_new(people, empty_cache):
    make.logged(people)
    make.logged(people)
    asking = windows(30)
    assert len(asking) == 2
    assert seconds_of_a_round(asking) > 0


def test_every_kind_of_random_page_answers(people):
    make.logged(people)
    client = client_of(people.manager)
    for draw in kinds(Random(1)).values():
        assert client.get(draw()).status_code == 200


@pytest.mark.once
def test_rare_words_of_the_scenario_are_in_the_filled_database():
    assert OURS["vars"]["rare"]["choice"] == list(RARE)


@pytest.mark.once
def test_limits_of_the_benchmark_are_for_existing_pages():
    served = {f"/{entry.pattern}" for entry in urlpatterns}
    assert {request["path"].partition("?")[0] for page in LIMITS["pages"] for request in page["requests"]} <= served
