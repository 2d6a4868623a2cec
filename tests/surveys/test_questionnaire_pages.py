"""The pages and the API of questionnaires."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from surveys.models import Question, Questionnaire
from surveys.rules.quarters import quarter_name
from surveys.services.computing import compute_round
from tests.factories import NOW
from tests.factories import cast as make_cast
from tests.factories.clients import client_of
from tests.factories.surveys import invited, questionnaires

from .factories import closed_round, respond

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    questionnaires()
    return make_cast()


@pytest.fixture
def manager(cast):
    cast.manager.language = "en"
    cast.manager.save()
    return client_of(cast.manager)


def text(response) -> str:
    return response.content.decode()


def test_list_shows_every_version_with_its_state(cast, manager) -> None:
    invited(cast)
    page = text(manager.get(reverse("questionnaires")))
    assert "Quarterly satisfaction survey" in page and "About the product" in page and "In use" in page


def test_list_needs_as_many_queries_for_more_versions(cast, manager, django_assert_max_num_queries) -> None:
    for number in range(20):
        Questionnaire.objects.create(
            code=f"c{number}", version=1, kind="round", title_zh="x", title_en="x", is_current=False
        )
    with django_assert_max_num_queries(20):
        manager.get(reverse("questionnaires"))


def test_editor_shows_the_tree_the_question_and_two_phones(cast, manager) -> None:
    row = Questionnaire.objects.get(code="quarterly")
    question = Question.objects.get(questionnaire=row, key="pq6")
    page = text(manager.get(reverse("questionnaire", args=[row.pk]), {"q": question.pk}))
    assert "Perceived quality" in page and "PQ · 7 questions" in page
    assert "进度告知与回访" in page and "Progress updates and follow-up" in page
    assert "第 10 题，共 22 题" in page and "Question 10 of 22" in page
    assert "没遇到过，不好说" in page and "Does not apply to me" in page


def editor(client, key: str) -> str:
    row = Questionnaire.objects.get(code="quarterly", version=1)
    question = Question.objects.get(questionnaire=row, key=key)
    return re.sub(r"\s+", " ", text(client.get(reverse("questionnaire", args=[row.pk]), {"q": question.pk})))


def test_editor_shows_how_the_question_was_answered_last(cast, manager) -> None:
    """Of the last computed round only; what does not apply is counted apart; the number of answers has no bar."""
    assert "How it was answered last" not in editor(manager, "pq6")
    earlier, last = closed_round("2026-Q2", at=NOW - timedelta(days=90)), closed_round("2026-Q3")
    respond(earlier, 9, overrides={"pq6": 2})
    for value, n in ((7, 4), (9, 6), (None, 2)):
        respond(last, n, overrides={"pq6": value, "fair": 3 if n == 6 else 1}, seed=n)
    assert "How it was answered last" not in editor(manager, "pq6")
    for found in (earlier, last):
        compute_round(found.pk, NOW)
    page = editor(manager, "pq6")
    assert quarter_name("2026-Q3") in page and "10 answers" in page and "2 said that it does not apply." in page
    assert "6: 0; 7: 4; 8: 0; 9: 6; 10: 0;" in page and "Average 80.0 ±" in page
    steered = editor(manager, "fair")
    assert "<span>Someone offered a gift or favour</span> <b>6</b>" in steered
    assert "How it was answered last" not in editor(manager, "improve")


def test_last_answers_under_five_are_hidden(cast, manager) -> None:
    found = closed_round("2026-Q3")
    respond(found, 4, overrides={"pq6": 7})
    respond(found, 9, overrides={"pq6": None}, seed=2)
    compute_round(found.pk, NOW)
    page = editor(manager, "pq6")
    assert "under 5, hidden" in page and "7: 4;" not in page and "does not apply." not in page


def test_question_is_edited_side_by_side(cast, manager) -> None:
    row = Questionnaire.objects.get(code="quarterly")
    question = Question.objects.get(questionnaire=row, key="pq6")
    url = reverse("questionnaire_question", args=[row.pk, question.pk, "edit"])
    sent = {
        "text_zh": "进度告知得怎么样？",
        "text_en": "How well were you informed?",
        "latent": "PQ",
        "low_en": "badly",
    }
    response = manager.post(url, {**sent, "kind": "scale", "points": "10", "wording": "rating", "aspect": ""})
    assert response.status_code == 302
    question.refresh_from_db()
    assert (question.text_en, question.low_en, question.may_not_apply) == (
        "How well were you informed?",
        "badly",
        False,
    )
    assert question.history.first().history_user == cast.manager
    wrong = manager.post(url, {**sent, "text_en": ""})
    assert wrong.status_code == 422 and "进度告知得怎么样？" in text(wrong)


def test_locked_version_offers_a_new_one_only(cast, manager) -> None:
    invited(cast)
    row = Questionnaire.objects.get(code="after-ticket")
    page = text(manager.get(reverse("questionnaire", args=[row.pk])))
    assert "This version is locked" in page and "New version" in page and "Add question" not in page
    question = row.questions.first()
    url = reverse("questionnaire_question", args=[row.pk, question.pk, "edit"])
    assert manager.post(url, {"text_zh": "x", "text_en": "x"}).status_code == 422
    made = manager.post(reverse("questionnaire_step", args=[row.pk, "new-version"]), {"reason": "clearer"})
    copy = Questionnaire.objects.get(code="after-ticket", version=2)
    assert made["Location"] == reverse("questionnaire", args=[copy.pk])
    done = manager.post(reverse("questionnaire_step", args=[copy.pk, "activate"]), {"reason": "from Q1"})
    assert done.status_code == 302
    assert Questionnaire.objects.get(kind="ticket", is_current=True) == copy


def test_sheets_and_verbs_are_for_managers(cast, manager) -> None:
    row = Questionnaire.objects.get(code="quarterly")
    url = reverse("questionnaire_step", args=[row.pk, "ask"])
    assert manager.get(url).status_code == 200
    clerk = client_of(cast.clerk)
    assert clerk.get(url).status_code == 404
    sent = {"question_key": "polite", "kind": "scale", "points": "5", "text_zh": "好吗", "text_en": "Good?"}
    assert clerk.post(url, sent).status_code == 403
    assert manager.post(url, sent).status_code == 302
    assert clerk.get(reverse("questionnaire", args=[row.pk])).status_code == 200
    assert client_of(cast.warehouse).get(reverse("questionnaires")).status_code == 404


def test_new_questionnaire_is_begun_empty(manager) -> None:
    sent = {"code": "delivery", "kind": "product", "title_zh": "交付", "title_en": "Delivery"}
    response = manager.post(reverse("questionnaire_new"), sent)
    page = text(manager.get(response["Location"]))
    assert "No questions yet" in page and "Not ready to be used" in page
    assert manager.post(reverse("questionnaire_new"), sent).status_code == 400


def test_api_does_what_the_page_does(cast, manager) -> None:
    made = manager.post(
        "/api/v1/questionnaires/",
        {"code": "d", "kind": "product", "title_zh": "交付", "title_en": "D"},
        "application/json",
    )
    assert made.status_code == 201
    at = f"/api/v1/questionnaires/{made.json()['id']}/"
    body = {"question_key": "late", "kind": "single", "text_zh": "晚吗", "text_en": "Late?"}
    assert manager.post(at + "ask/", body, "application/json").status_code == 400
    body |= {"choices_zh": "是\n否", "choices_en": "Yes\nNo"}
    assert manager.post(at + "ask/", body, "application/json").status_code == 200
    found = manager.get(at).json()
    assert found["questions"][0]["choices"][1]["text_en"] == "No" and found["is_used"] is False
    question = f"/api/v1/survey-questions/{found['questions'][0]['id']}/"
    assert manager.post(question + "edit/", {"text_en": "Was it late?"}, "application/json").json()["text_zh"] == "晚吗"
    assert manager.post(question + "move/", {"up": True}, "application/json").status_code == 200
    assert manager.post(at + "activate/", {"reason": "x"}, "application/json").json()["is_current"] is True
    assert manager.post(question + "remove/", {}, "application/json").status_code == 204
    assert client_of(cast.gm).post(at + "edit/", {"title_en": "x"}, "application/json").status_code == 403


@pytest.mark.parametrize("points", ["NaN", "９", "-1", "10.5", "1e2", str(10**30), "3"])
def test_hostile_points_are_refused(manager, points) -> None:
    row = Questionnaire.objects.get(code="quarterly")
    sent = {"question_key": "polite", "kind": "scale", "points": points, "text_zh": "好吗", "text_en": "Good?"}
    assert manager.post(reverse("questionnaire_step", args=[row.pk, "ask"]), sent).status_code in (302, 400, 422)
    assert not Question.objects.filter(key="polite").exclude(points__in=(5, 7, 10)).exists()
