from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import customer_of
from tests.factories.clients import api_client_of
from tests.factories.visits import visit_of
from visits.models import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def visit(people):
    return visit_of(people.customer, rep=people.rep, due_on=timezone.localdate())


@pytest.fixture
def rep(people):
    return api_client_of(people.rep)


def url(visit, verb=""):
    return f"/api/v1/visits/{visit.pk}/{verb and verb + '/'}"


def test_api_lists_and_shows_visits(rep, people, visit):
    found = rep.get("/api/v1/visits/", {"state": "planned", "customer": people.customer.number}).json()
    assert [row["id"] for row in found["results"]] == [visit.pk]
    assert rep.get(url(visit)).json()["customer_name"] == "蓝鲸示例乳业"


def test_list_hides_other_regions(people, visit):
    stranger = api_client_of(people.stranger)
    assert stranger.get("/api/v1/visits/").json()["count"] == 0
    assert stranger.get(url(visit)).status_code == 404
    assert stranger.post(url(visit, "record"), {"outcome": "fine"}).status_code == 404


def test_api_records_a_visit(rep, people, visit):
    answer = rep.post(url(visit, "record"), {"outcome": "fine", "contact": people.contact.pk, "version": 1})
    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["met_whom"], answer.json()["version"]) == ("done", "张三", 2)


def test_record_of_an_older_version_is_a_conflict(rep, visit):
    Visit.objects.update(version=3)
    assert rep.post(url(visit, "record"), {"outcome": "fine", "version": 1}).status_code == 409


def test_record_names_the_invalid_field(rep, visit):
    answer = rep.post(url(visit, "record"), {"outcome": "problem"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "requirements"
    assert rep.post(url(visit, "record"), {"outcome": "great"}).json()["errors"][0]["field"] == "outcome"


def test_recording_is_refused_to_readers(people, visit):
    assert api_client_of(people.gm).post(url(visit, "record"), {"outcome": "fine"}).status_code == 403


def test_api_reschedules_misses_and_reassigns(rep, people, visit):
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    assert rep.post(url(visit, "reschedule"), {"planned_on": day, "reason": "出差"}).json()["planned_on"] == day
    assert rep.post(url(visit, "reassign"), {"rep": "stranger"}).status_code == 403
    assert api_client_of(people.manager).post(url(visit, "reassign"), {"rep": "stranger"}).json()["rep"] == "stranger"
    attempt = rep.post(url(visit, "miss"), {"try_on": day, "reason": "没人"}).json()
    assert (attempt["state"], attempt["planned_on"]) == ("planned", day)
    assert Visit.objects.get(pk=visit.pk).state == "missed"


def test_list_takes_the_same_number_of_queries_for_30_as_for_1(rep, people, django_assert_num_queries):
    with django_assert_num_queries(2):
        rep.get("/api/v1/visits/")
    for n in range(2, 32):
        customer = customer_of(people.east, number=f"CU-{n}")
        visit_of(customer, rep=people.rep, due_on=timezone.localdate())
    with django_assert_num_queries(2):
        rep.get("/api/v1/visits/")
