"""Care plans and forums in the API."""

from decimal import Decimal

import pytest

from tests.factories import NOW
from tests.factories.clients import api_client_of
from tests.visits import care as make
from visits.models import CarePlan, ForumOpinion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


def test_plan_is_drafted_filled_approved_and_worked_on(people):
    rep, manager = api_client_of(people.rep), api_client_of(people.manager)
    facts = {"customer": people.customer.number, "title": "三年不停机", "owner": "rep", "budget": "90000"}
    facts |= {"starts_on": "2026-11-18", "ends_on": "2027-11-17"}
    made = rep.post("/api/v1/care-plans/", facts, format="json")
    assert made.status_code == 201, made.json()
    url = f"/api/v1/care-plans/{made.json()['number']}/"
    need = {"need": "产线不停", "measure": "停机", "unit": "次", "start": 4, "target": 1}
    assert rep.post(f"{url}add-need/", need, format="json").status_code == 200
    assert rep.post(f"{url}approve/", {}, format="json").status_code == 403
    assert manager.post(f"{url}approve/", {}, format="json").json()["state"] == "running"
    action = {"title": "体检", "owner": "rep", "due_on": "2026-12-01", "budget": "3000"}
    plan = rep.post(f"{url}add-action/", action, format="json").json()
    assert plan["money"] == {"budget": "90000.00", "spent": "0.00", "bound": "3000.00", "left": "87000.00"}
    done = f"/api/v1/care-actions/{plan['actions'][0]['id']}/complete/"
    assert rep.post(done, {"result": "做完", "spent": "2600"}, format="json").json()["state"] == "done"
    assert rep.post(done, {"result": "做完"}, format="json").status_code == 409
    assert CarePlan.objects.get().money.spent == Decimal(2600)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"ends_on": "2026-11-18"}, "ends_on"),
        ({"budget": "-1"}, "budget"),
        ({"owner": "stranger"}, "owner"),
        ({"meets_on": "2031-01-01"}, "meets_on"),
        ({"title": ""}, "title"),
        ({"no_such": 1}, "no_such"),
    ],
)
def test_wrong_value_names_its_field(people, facts, field):
    known = {"customer": people.customer.number, "title": "计划", "owner": "rep"}
    known |= {"starts_on": "2026-11-18", "ends_on": "2027-11-17"}
    answer = api_client_of(people.rep).post("/api/v1/care-plans/", {**known, **facts}, format="json")
    assert 400 <= answer.status_code < 500
    assert field in answer.content.decode()
    assert not CarePlan.objects.exists()


def test_other_regions_are_hidden(people):
    plan = make.running(people)
    stranger = api_client_of(people.stranger)
    assert stranger.get("/api/v1/care-plans/").json()["count"] == 0
    assert stranger.post(f"/api/v1/care-plans/{plan.number}/add-action/", {}, format="json").status_code == 404


def test_forum_and_the_fate_of_an_opinion(people):
    forum = make.held(people)
    row = make.said(people, forum)
    client = api_client_of(people.manager)
    found = client.get(f"/api/v1/forums/{forum.number}/").json()
    assert (found["invited"], found["came"], found["said"], found["waiting"]) == (1, 1, 1, 1)
    refused = client.post(f"/api/v1/forums/{forum.number}/close/", {}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (422, "opinions_open")
    url = f"/api/v1/forum-opinions/{row.pk}/"
    answered = client.post(f"{url}answer/", {"answer": "下月起发短信", "version": 1}, format="json").json()
    assert (answered["fate"], answered["decided_by"]) == ("answered", "manager")
    assert client.post(f"{url}decline/", {"reason": "晚了"}, format="json").status_code == 409
    assert client.post(f"/api/v1/forums/{forum.number}/close/", {}, format="json").json()["state"] == "closed"
    assert ForumOpinion.history.filter(history_change_reason="opinion answered").count() == 1
