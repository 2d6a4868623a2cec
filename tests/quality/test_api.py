import pytest

from complaints.quality import services as quality
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import api_client_of

from . import factories as make

BASE = "/api/v1/investigations/"


def test_investigation_runs_through_the_api(people, instant_pdf):
    ticket = tickets.logged(people)
    client = api_client_of(people.quality)
    body = {"ticket": ticket.number, "title": "虚焊", "lead": "quality_manager", "team": ["warehouse"]}
    made = client.post(BASE, body, format="json")
    assert made.status_code == 201, made.data
    one = f"{BASE}{made.data['number']}/"
    assert client.patch(one, make.FINDINGS | {"version": made.data["version"]}, format="json").status_code == 200
    assert client.post(f"{one}file-report/", {"language": "en"}, format="json").data["state"] == "reported"
    quality.render_due_reports(now=NOW.replace(year=2030))
    assert client.get(one).data["reports"][0]["pdf"].endswith("/reports/1.pdf")
    assert client.post(f"{one}sign-report/", {"report": 1}, format="json").status_code == 403
    assert (
        api_client_of(people.quality_manager).post(f"{one}sign-report/", {"report": 1}, format="json").status_code
        == 200
    )
    decision = {**make.DECISION, "attendees": ["quality_manager"], "guests": "沈毅"}
    assert api_client_of(people.gm).post(f"{one}decide/", decision, format="json").data["state"] == "decided"
    assert client.post(f"{one}close/").data["state"] == "closed"
    assert client.post(f"{one}reopen/", {"reason": "客户异议"}, format="json").data["state"] == "open"


def test_stale_findings_are_409(people):
    row = make.found(people)
    answer = api_client_of(people.quality).patch(f"{BASE}{row.number}/", {"cause": "x", "version": 1}, format="json")
    assert answer.status_code == 409
    assert answer.data["code"] == "changed_meanwhile"


def test_action_runs_through_the_api(people):
    row = make.opened(people)
    body = {
        "investigation": row.number,
        "kind": "improvement",
        "criterion": "每批首件合格",
        "title": "改",
        "owner": "warehouse",
        "due_on": "2099-01-05",
    }
    made = api_client_of(people.quality).post("/api/v1/actions/", body, format="json")
    assert made.status_code == 201, made.data
    one = f"/api/v1/actions/{made.data['number']}/"
    assert api_client_of(people.quality).post(f"{one}complete/", {"evidence": "x"}, format="json").status_code == 403
    assert (
        api_client_of(people.warehouse).post(f"{one}complete/", {"evidence": "已改"}, format="json").data["state"]
        == "done"
    )
    check = {"effective": True, "verification": "三批合格"}
    assert api_client_of(people.quality).post(f"{one}verify/", check, format="json").data["state"] == "effective"


def test_hidden_rows_are_404_and_lists_hold_visible_rows_only(people):
    row = make.opened(people, team=[])
    assert api_client_of(people.warehouse).get(f"{BASE}{row.number}/").status_code == 404
    assert api_client_of(people.warehouse).get(BASE).data["count"] == 0
    assert api_client_of(people.rep).get(BASE).status_code == 404
    assert api_client_of(people.auditor).get(BASE, {"state": "open"}).data["count"] == 1


@pytest.mark.parametrize("count", [1, 12])
def test_list_takes_the_same_number_of_queries(people, django_assert_max_num_queries, count):
    for _ in range(count):
        make.filed(people)
    with django_assert_max_num_queries(12):
        assert api_client_of(people.quality).get(BASE).data["count"] == count


def test_bodies_follow_the_forms_of_the_page_and_are_strict(people):
    row, client = make.opened(people), api_client_of(people.quality)
    one = f"{BASE}{row.number}/"
    wrong = client.post(f"{one}team/", {"lead": "quality", "team": "warehouse"}, format="json")
    assert (wrong.status_code, "team" in str(wrong.json())) == (400, True)
    unknown = client.post(f"{one}file-report/", {"language": "en", "signed": True}, format="json")
    assert (unknown.status_code, "signed" in str(unknown.json())) == (400, True)
    assert client.post(f"{one}sign-report/", {"report": 7}, format="json").status_code == 400
    kept = client.patch(one, {"cause": "虚焊"}, format="json").json()
    assert (kept["cause"], client.patch(one, {"handling": "退货"}, format="json").json()["cause"]) == ("虚焊", "虚焊")


def test_improvement_needs_no_investigation(people):
    body = {"kind": "improvement", "title": "改", "owner": "gm", "due_on": "2099-01-05", "criterion": "95%"}
    made = api_client_of(people.manager).post("/api/v1/actions/", body, format="json")
    assert (made.status_code, made.json()["owner"], made.json()["investigation"]) == (201, "gm", None)
