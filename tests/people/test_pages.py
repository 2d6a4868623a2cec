"""The pages and the API of people, and what is printed."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from aftersales.people.models import Course, Interview, Recognition, TrainingDue, TrainingSession
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of

from . import factories
from .factories import DAY, RECORD, TARGETS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
NOTICE = {
    "person": "rep",
    "period_from": "2026-07-01",
    "period_to": "2026-09-30",
    "starts_at": "2026-11-23T15:00",
    "place": "小会议室",
    "topic": "三季度",
    "superior": "gm",
}


def rows_of(name, rows):
    return {f"{name}-{n}-{key}": value for n, row in enumerate(rows) for key, value in row.items()}


def text_of(answer):
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    return "".join("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split())


def test_training_is_planned_held_and_read_on_pages(people):
    of = factories.course(people)
    client = client_of(people.manager, "en")
    body = {"course": of.pk, "starts_at": "2026-11-17T09:00", "place": "二楼", "seats": "8", "people": ["rep", "clerk"]}
    assert client.post(reverse("training_new"), body).status_code == 302
    row = TrainingSession.objects.get()
    page = client.get(row.get_absolute_url(), {"open": "record"}).content.decode()
    assert "林小满" in page and "Record results" in page
    results = [{"person": "rep", "score": "85"}, {"person": "clerk", "score": "", "note": "病假"}]
    url = reverse("training_record", args=[row.number])
    assert client.post(url, {"version": "1", **rows_of("results", results[:1])}).status_code == 400
    assert (
        client.post(
            url, {"version": "1", **rows_of("results", [{**results[0], "score": "101"}, results[1]])}
        ).status_code
        == 422
    )
    assert client.post(url, {"version": "1", **rows_of("results", results)}).status_code == 302
    due = client.get(reverse("people")).content.decode()
    assert "4 people need training" in due and "1 are in time" in due
    mine = client_of(people.rep, "en").get(reverse("people")).content.decode()
    assert "Your training and assessment" in mine and "林小满" not in mine


def test_rep_may_not_plan_but_sees_the_page_say_so(people):
    of = factories.course(people)
    client = client_of(people.rep, "en")
    assert "Only managers can do this." in client.get(reverse("training_new")).content.decode()
    body = {"course": of.pk, "starts_at": "2026-11-27T09:00", "seats": "8"}
    assert client.post(reverse("training_new"), body).status_code == 403


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_interview_goes_its_way_on_pages(people, time_machine, language):
    lead, own = client_of(people.manager, language), client_of(people.rep, language)
    assert lead.post(reverse("interview_new"), NOTICE).status_code == 302
    row = Interview.objects.get()
    url = {name: reverse(f"interview_{name}", args=[row.number]) for name in ("prepare_own", "record", "sign", "close")}
    assert own.post(url["prepare_own"], {"own_summary": "落下 22 家", "is_ready": "on"}).status_code == 302
    assert "落下 22 家" not in lead.get(row.get_absolute_url()).content.decode()
    assert lead.post(url["record"], {}).status_code == 422
    time_machine.move_to(NOW + 6 * DAY)
    lead, own = client_of(people.manager, language), client_of(people.rep, language)
    row.refresh_from_db()
    targets = rows_of("targets", [{**TARGETS[0], "until": "2026-12-31"}, {}])
    wrong = rows_of("targets", [{"goal": "x"}])
    assert lead.post(url["record"], {**RECORD, **wrong, "version": row.version}).status_code == 422
    assert lead.post(url["record"], {**RECORD, **targets, "version": row.version}).status_code == 302
    page = own.get(row.get_absolute_url()).content.decode()
    assert "落下 22 家" in page and TARGETS[0]["goal"] in page
    row.refresh_from_db()
    assert own.post(url["sign"], {"version": row.version - 1}).status_code == 409
    assert own.post(url["sign"], {"version": row.version}).status_code == 302
    assert lead.post(url["sign"], {}).status_code == 302
    results = rows_of("results", [{"goal": row.targets.get().pk, "result": "92%", "is_met": "yes"}])
    assert lead.post(url["close"], {"closing": "好转", **results}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.targets.get().is_met) == ("closed", True)


def test_interview_goes_its_way_by_the_api(people):
    lead, own = api_client_of(people.manager), api_client_of(people.rep)
    made = lead.post("/api/v1/interviews/", NOTICE, format="json")
    assert made.status_code == 201, made.json()
    url = f"/api/v1/interviews/{made.json()['number']}/"
    assert own.post(f"{url}prepare-own/", {"own_summary": "x", "is_ready": True}, format="json").status_code == 200
    assert lead.get(url).json()["own_summary"] == ""
    assert own.get(url).json()["own_summary"] == "x"
    assert own.post(f"{url}record/", RECORD, format="json").status_code in (400, 403)
    assert lead.post(f"{url}sign/", {}, format="json").status_code in (409, 422)
    assert own.post("/api/v1/interviews/", {**NOTICE, "person": "clerk"}, format="json").status_code == 403


def test_record_of_an_interview_is_printed_in_the_order_of_the_rule(people):
    row = factories.agreed(people)
    text = text_of(client_of(people.rep).get(reverse("interview_print", args=[row.number]), {"lang": "zh"}))
    places = [text.index(words) for words in ("三季度的回访和答复", *RECORD.values(), TARGETS[0]["goal"], "开通到货日")]
    assert places[:6] == sorted(places[:6])
    assert row.number in text and "90%" in text and "罗敏" in text


def test_record_of_a_training_is_printed_with_results(people):
    row = factories.assessed(people, factories.course(people), NOW - DAY, {people.rep: 85, people.clerk: None})
    text = text_of(client_of(people.manager).get(reverse("training_print", args=[row.number]), {"lang": "zh"}))
    assert "培训考核记录" in text and "林小满" in text and "缺席" in text and "2027-11-17" in text
    assert "林小满" not in text_of(client_of(people.rep).get(reverse("training_print", args=[row.number])))


def test_certificate_is_handed_in_by_its_owner_and_served_to_nobody_else(people):
    from tests.factories.world import upload

    row = factories.assessed(people, factories.course(people), NOW - DAY, {people.rep: 85, people.clerk: 85})
    url = reverse("training_certificate", args=[row.number])
    assert client_of(people.rep).post(url, {"person": "clerk", "certificate": upload()}).status_code == 422
    assert client_of(people.rep).post(url, {"person": "rep", "certificate": upload()}).status_code == 302
    one = row.attendances.get(person=people.rep)
    file = reverse("training_certificate_file", args=[row.number, one.pk])
    assert [client_of(user).get(file).status_code for user in (people.rep, people.manager, people.clerk)] == [
        200,
        200,
        404,
    ]


def test_recognition_and_evaluation_go_their_way_on_pages(people):
    lead, own, gm = (client_of(user, "en") for user in (people.manager, people.rep, people.gm))
    body = {"kind": "correction", "person": "rep", "happened_on": "2026-11-02", "reason": "迟复", "facts": "两天未答"}
    assert lead.post(reverse("recognition_new"), body).status_code == 302
    row = Recognition.objects.get()
    url = {verb: reverse(f"recognition_{verb}", args=[row.number]) for verb in ("comment", "decide")}
    assert gm.post(url["decide"], {"decision": "提醒"}).status_code == 422
    assert own.post(url["comment"], {"text": "系统停机"}).status_code == 302
    assert lead.post(url["decide"], {"decision": "提醒"}).status_code == 403
    assert gm.post(url["decide"], {"decision": "提醒"}).status_code == 302
    assert "系统停机" in lead.get(row.get_absolute_url()).content.decode()
    evaluation = factories.evaluation()
    note = {"rule": "当天答复", "verdict": "weak", "finding": "三成次日才答"}
    assert lead.post(reverse("evaluation_note", args=[evaluation.number]), note).status_code == 302
    decide = reverse("evaluation_decide", args=[evaluation.number])
    assert lead.post(decide, {"decision": "x"}).status_code == 403
    assert gm.post(decide, {"decision": "两小时内答复"}).status_code == 302
    assert "两小时内答复" in lead.get(evaluation.get_absolute_url()).content.decode()


def test_course_is_changed_on_its_page_and_by_the_api(people):
    client = client_of(people.manager, "en")
    body = {
        "name": "个人信息",
        "roles": ["service"],
        "months": "12",
        "first_days": "30",
        "pass_mark": "80",
        "is_active": "on",
    }
    assert client.post(reverse("course_new"), body).status_code == 302
    row = Course.objects.get()
    assert TrainingDue.objects.count() == 2
    assert client.post(reverse("course", args=[row.pk]), {**body, "roles": ["gm"], "version": "1"}).status_code == 422
    api = api_client_of(people.manager)
    changed = api.patch(f"/api/v1/courses/{row.pk}/", {"roles": ["service", "rep"], "version": 1}, format="json")
    assert changed.status_code == 200, changed.json()
    assert TrainingDue.objects.count() == 4
    assert api_client_of(people.rep).get("/api/v1/training-due/").json()["count"] == 1


@pytest.mark.parametrize(
    ("field", "value"), [("starts_at", "9999-12-31T23:59"), ("period_from", "0001-01-01"), ("topic", "x" * 20_000)]
)
def test_hostile_values_of_a_notice_are_refused_at_their_field(people, field, value):
    answer = api_client_of(people.manager).post("/api/v1/interviews/", {**NOTICE, field: value}, format="json")
    assert answer.status_code == 400 and field in str(answer.json())


def test_lists_take_the_same_queries_for_one_and_for_thirty_rows(people):
    courses = [factories.course(people, name=f"课程 {number}", roles=["rep"]) for number in range(2)]

    def grow(count):
        for number in range(count):
            factories.assessed(people, courses[number % 2], NOW - (400 + number) * DAY, {people.rep: 85})
            factories.session(people, courses[0], enrolled=[people.rep, people.stranger])
            factories.arranged(people)
            factories.proposed(people)

    def asked():
        found = {}
        for user in (people.manager, people.rep):
            for route in ("people", "trainings", "interviews", "recognitions", "evaluations"):
                if route != "evaluations" or user == people.manager:
                    client = client_of(user)
                    client.get(reverse(route))
                    with CaptureQueriesContext(connection) as seen:
                        client.get(reverse(route))
                    found[user.username, route] = len(seen)
            for noun in ("trainings", "interviews", "recognitions", "training-due"):
                api = api_client_of(user)
                with CaptureQueriesContext(connection) as seen:
                    api.get(f"/api/v1/{noun}/")
                found[user.username, noun] = len(seen)
        return found

    grow(1)
    few = asked()
    grow(8)
    assert asked() == few
    assert max(few.values()) <= 24


def test_papers_name_the_year_in_every_year(people):
    """Whenever they are printed: a paper is read years later."""
    row = factories.recorded(people)
    of = factories.course(people)
    held = factories.assessed(people, of, NOW - 3 * DAY, {people.rep: 90})
    client = client_of(people.manager)
    for name, one in (("interview_print", row), ("training_print", held)):
        starts = timezone.localtime(one.starts_at).strftime("%Y-%m-%d%H:%M")
        for language in ("zh", "en"):
            assert starts in text_of(client.get(reverse(name, args=[one.number]), {"lang": language}))
