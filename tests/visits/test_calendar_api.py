"""Days, load, hand-over and calendar address in the API."""

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.factories import customer_of, person
from tests.factories.clients import api_client_of
from tests.factories.visits import visit_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "four_a_day")]
TODAY = date(2026, 11, 18)


@pytest.fixture(autouse=True)
def visit(people):
    return visit_of(people.customer, rep=people.rep, due_on=TODAY + timedelta(days=9), plan_run="run")


@pytest.fixture
def manager(people):
    return api_client_of(people.manager)


def test_api_counts_days_and_weeks(manager, people, visit):
    span = {"first": "2026-11-23", "last": "2026-11-29", "rep": people.rep.pk}
    days = manager.get("/api/v1/visit-days/", span).json()
    assert [(day["count"], day["capacity"]) for day in days[3:6]] == [(0, 4), (1, 4), (0, 0)]
    found = manager.get("/api/v1/visit-loads/", {"rep": people.rep.pk}).json()["results"]
    assert [(row["rep"], row["weeks"][1]["count"]) for row in found] == [("rep", 1)]


@pytest.mark.parametrize(
    "query",
    [
        {"first": "2026-11-18", "last": "2026-11-17"},
        {"first": "2026-01-01", "last": "2026-12-31"},
        {"first": "x"},
        {"first": "9999-12-31", "last": "9999-12-31"},
    ],
)
def test_api_refuses_wrong_spans(manager, query):
    assert manager.get("/api/v1/visit-days/", query).status_code == 400


def test_api_hands_over_what_the_preview_showed(manager, people, visit):
    person("taker", "rep", region=people.east)
    extra = visit_of(customer_of(people.east, number="CU-7"), rep=people.rep, due_on=TODAY)
    body = {"rep": "rep", "from_on": "2026-11-18"}
    plan = manager.post("/api/v1/visit-hand-overs/preview/", body).json()
    assert plan["given"] == [{"visit": visit.pk, "taker": "taker", "same_town": False}]
    assert plan["asked"] == [{"visit": extra.pk}]
    sent = {**body, "takers": ["taker"], "plan": plan["plan"]}
    codes = [manager.post("/api/v1/visit-hand-overs/", sent).status_code for _ in range(2)]
    assert codes == [200, 409]
    visit.refresh_from_db()
    assert visit.rep.username == "taker"


def test_api_makes_and_revokes_the_address(people):
    rep = api_client_of(people.rep)
    made = rep.post("/api/v1/calendar-addresses/")
    assert (made.status_code, made["Cache-Control"]) == (201, "no-store")
    address = "/" + made.json()["address"].split("/", 3)[3]
    assert Client().get(address).status_code == 200
    assert rep.post("/api/v1/calendar-addresses/revoke/").status_code == 204
    assert Client().get(address).status_code == 404
