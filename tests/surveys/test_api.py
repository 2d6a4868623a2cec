"""Surveys in the API."""

from datetime import date

import pytest

from surveys.models import Response
from tests.factories import cast as make_cast
from tests.factories.surveys import GOOD, answers, invited, questionnaires

pytestmark = pytest.mark.django_db
URL = "/api/v1/responses/"


@pytest.fixture
def cast(db, counting):
    questionnaires()
    return make_cast()


def post(client, **body):
    return client.post(URL, body, content_type="application/json", HTTP_ACCEPT_LANGUAGE="en")


def test_customer_answers_by_the_token(client, cast) -> None:
    _, token = invited(cast)
    answer = post(client, token=token, answers=GOOD, language="zh-hans")
    assert (answer.status_code, answer.json()) == (201, {"received": True})
    assert Response.objects.get().language == "zh-hans"


def test_second_answer_is_a_conflict(client, cast) -> None:
    _, token = invited(cast)
    post(client, token=token, answers={"csat": 5})
    again = post(client, token=token, answers={"csat": 1})
    assert (again.status_code, again.json()["code"]) == (409, "already_answered")


def test_guessed_token_is_not_found(client, cast) -> None:
    assert post(client, token="x" * 43, answers={"csat": 5}).status_code == 404


def test_wrong_answer_names_its_question(client, cast) -> None:
    _, token = invited(cast)
    answer = post(client, token=token, answers={"csat": 6})
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"field": "csat", "code": "not_offered", "detail": "Choose one of the answers."}]


@pytest.mark.parametrize(
    "body", ["", "[]", '{"token": 1}', '{"token": "x", "answers": {"csat": NaN}}', '{"answers": {}}']
)
def test_broken_bodies_are_refused(client, cast, body: str) -> None:
    assert client.post(URL, body, content_type="application/json").status_code == 400


def test_answers_are_throttled(client, cast) -> None:
    codes = [post(client, token=f"guess{n}", answers={"csat": 1}).status_code for n in range(61)]
    assert codes == [404] * 60 + [429]


def test_list_contains_no_personal_data(client, cast) -> None:
    answers(questionnaires(), date(2026, 11, 18), [4] * 5, comment="好", region=cast.east)
    client.force_login(cast.manager)
    rows = client.get(URL, HTTP_ACCEPT_LANGUAGE="en").json()["results"]
    assert rows[0] == {
        "month": "2026-11",
        "csat": 4,
        "csat_words": "Satisfied",
        "nps": None,
        "solved": None,
        "comment": "好",
        "region": "East",
        "tier": "Ordinary",
    }


def test_fewer_than_five_answers_are_not_listed(client, cast) -> None:
    answers(questionnaires(), date(2026, 11, 18), [4] * 4)
    client.force_login(cast.manager)
    assert client.get(URL).json()["results"] == []
    assert client.get(URL + "figures/").json()["csat"] is None


def test_api_returns_the_figures_of_a_quarter(client, cast) -> None:
    answers(questionnaires(), date(2026, 11, 18), [5] * 42 + [3] * 8)
    client.force_login(cast.executive)
    figures = client.get(URL + "figures/?quarter=2026-Q4").json()
    assert (figures["csat"]["value"], figures["hidden"]) == (84.0, False)
    assert client.get(URL + "figures/?quarter=never").status_code == 400


def test_questionnaires_show_their_questions(client, cast) -> None:
    client.force_login(cast.manager)
    rows = {row["code"]: row for row in client.get("/api/v1/questionnaires/").json()["results"]}
    assert len(rows["quarterly"]["questions"]) == 22
    assert [q["key"] for q in rows["after-ticket"]["questions"]] == ["solved", "csat", "nps", "improve"]


def test_manager_reissues_a_lost_link(client, cast) -> None:
    invitation, token = invited(cast)
    client.force_login(cast.manager)
    row = client.post(f"/api/v1/invitations/{invitation.pk}/reissue/").json()
    assert (row["issue"], row["state"]) == (2, "open")
    assert token not in str(row) and "token" not in str(row)
    client.force_login(cast.clerk)
    assert client.post(f"/api/v1/invitations/{invitation.pk}/reissue/").status_code == 404
