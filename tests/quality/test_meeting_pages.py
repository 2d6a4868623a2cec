"""The pages and the API of meetings, and of the versions of a report."""

from datetime import timedelta

import pytest
from django.urls import reverse

from complaints.quality import services as quality
from complaints.quality.models import Meeting
from complaints.services.proposals import save_proposal
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of

from . import factories as make

API = "/api/v1/meetings/"
SOON = {"starts_at": "2026-11-18T14:00", "place": "三楼", "chair": "gm"}


@pytest.fixture(autouse=True)
def at_now(time_machine):
    time_machine.move_to(NOW)


def url(meeting, verb=""):
    return reverse(f"meeting{verb}", args=[meeting.number])


def agenda(*rows):
    return {f"cases-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def test_meeting_is_planned_and_changed_on_the_page(people):
    first, second = make.opened(people), make.opened(people)
    client = client_of(people.quality_manager, "en")
    page = client.get(reverse("meeting_new"), {"case": first.number}).content.decode()
    assert first.title in page and second.number in page
    body = {"title": "分析会", **SOON, "attendees": ["quality", "warehouse"]}
    rows = [{"investigation": first.number, "item": "2"}, {"investigation": second.number, "item": "1"}, {}]
    assert client.post(reverse("meeting_new"), body).status_code == 422  # no agenda
    assert client.post(reverse("meeting_new"), body | agenda(*rows)).status_code == 302
    meeting = Meeting.objects.get()
    assert [case.investigation for case in meeting.cases.all()] == [second, first]
    change = body | {"version": meeting.version, "title": "改期"} | agenda({"investigation": first.number})
    assert client.post(url(meeting, "_change"), change).status_code == 302
    assert client.post(url(meeting, "_change"), change).status_code == 409
    meeting.refresh_from_db()
    assert (meeting.title, meeting.cases.count()) == ("改期", 1)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_page_says_what_is_missing_and_the_chair_decides_on_it(people, instant_pdf, language):
    ready, waits = make.signed(people).investigation, make.opened(people)
    meeting = make.planned(people, ready, waits, starts_at=NOW - timedelta(hours=1))
    client = client_of(people.gm, language)
    page = client.get(url(meeting), {"open": "decide", "case": ready.number}).content.decode()
    missing = {"zh-hans": "还没有调查报告", "en": "There is no report yet."}[language]
    assert missing in page and make.FINDINGS["cause"] in page
    body = {**make.DECISION, "investigation": ready.number, "version": meeting.version, "amount_limit": "12,860"}
    wrong = client.post(url(meeting, "_decide"), {**body, "share_supplier": "70"})
    assert wrong.status_code == 422 and "share_supplier" in wrong.content.decode()
    assert client.post(url(meeting, "_decide"), body).status_code == 302
    assert client.post(url(meeting, "_decide"), body).status_code == 409
    again = {**body, "investigation": waits.number, "version": ""}
    assert client.post(url(meeting, "_decide"), again).status_code in (409, 422)
    end = {"minutes": "散会", "attendees": ["quality_manager"]}
    assert client.post(url(meeting, "_hold"), end).status_code == 302
    assert client.post(url(meeting, "_hold"), end).status_code == 409
    page = client.get(url(meeting)).content.decode()
    assert "散会" in page and make.DECIDED["decision"] in page
    record = client.get(ready.get_absolute_url()).content.decode()
    assert meeting.number in record and "¥12,860.00" in record


def test_who_may_not_decide_is_refused_and_outsiders_find_nothing(people, instant_pdf):
    row = make.signed(people).investigation
    meeting = make.planned(people, row)
    body = {**make.DECISION, "investigation": row.number}
    for user, status in ((people.quality_manager, 403), (people.warehouse, 403), (people.clerk, 404)):
        assert client_of(user, "en").post(url(meeting, "_decide"), body).status_code == status, user
    assert client_of(people.rep, "en").get(reverse("meetings")).status_code == 404


@pytest.mark.parametrize("count", [1, 12])
def test_lists_and_page_take_the_same_number_of_queries(people, django_assert_max_num_queries, count):
    rows = [make.opened(people) for _ in range(count)]
    meeting = make.planned(people, *rows)
    for _ in range(count - 1):
        quality.cancel_meeting(meeting_id=meeting.pk, reason="x", actor=people.gm, now=NOW)
        meeting = make.planned(people, *rows)
    client = client_of(people.quality, "en")
    for address in (f"{reverse('meetings')}?tab=cancelled", reverse("meetings"), url(meeting)):
        with django_assert_max_num_queries(26):
            assert client.get(address).status_code == 200
    with django_assert_max_num_queries(16):
        assert api_client_of(people.quality).get(API).data["count"] == count


def test_meeting_runs_through_the_api(people, instant_pdf):
    ready, waits = make.signed(people).investigation, make.opened(people)
    quality_api, gm = api_client_of(people.quality_manager), api_client_of(people.gm)
    body = {
        "title": "分析会",
        "starts_at": "2026-11-18T11:00:00+08:00",
        "chair": "gm",
        "attendees": ["quality"],
        "guests": "王工",
        "cases": [{"investigation": ready.number}, {"investigation": waits.number}],
    }
    made = quality_api.post(API, body, format="json")
    assert made.status_code == 201, made.data
    one = f"{API}{made.data['number']}/"
    assert [case["missing"] for case in made.data["cases"]] == [[], ["还没有调查报告。"]]
    wrong = quality_api.post(API, {**body, "chair": "manager", "cases": [{"investigation": "QI-0"}]}, format="json")
    assert (wrong.status_code, set(wrong.json()) >= {"errors"} or "cases" in str(wrong.json())) == (400, True)
    decision = {**make.DECISION, "investigation": ready.number, "share_supplier": 70, "share_ours": 30}
    assert quality_api.post(f"{one}decide/", decision, format="json").status_code == 403
    late = gm.post(f"{one}decide/", {**decision, "investigation": waits.number}, format="json")
    assert (late.status_code, late.data["code"]) == (422, "report_missing")
    done = gm.post(f"{one}decide/", decision, format="json")
    assert done.data["cases"][0]["share_supplier"] == 70
    assert gm.post(f"{one}decide/", decision, format="json").status_code == 409
    action = {
        "investigation": ready.number,
        "kind": "corrective",
        "title": "改",
        "owner": "warehouse",
        "due_on": "2026-12-05",
        "criterion": "三批合格",
        "window_days": 14,
    }
    assert gm.post(f"{one}add-action/", action, format="json").data["cases"][0]["actions"]
    assert gm.post(f"{one}note/", {"investigation": waits.number, "minutes": "下次"}, format="json").status_code == 200
    held = gm.post(f"{one}hold/", {"minutes": "散会", "attendees": ["quality"]}, format="json")
    assert (held.data["state"], held.data["minutes"]) == ("held", "散会")
    ticket = api_client_of(people.clerk).get(f"/api/v1/tickets/{ready.ticket.number}/").data
    assert ticket["binding_decision"]["meeting"] == made.data["number"]
    assert gm.get(f"/api/v1/investigations/{ready.number}/").data["meeting"] == made.data["number"]


def test_approver_is_told_that_a_proposal_departs_from_the_decision(people, instant_pdf):
    ticket = tickets.logged(people)
    row = make.signed(people, ticket=ticket).investigation
    approval = tickets.submitted(people, ticket=ticket)
    decision = {**make.DECIDED, "remedy": "repair"}
    quality.record_decision(investigation_id=row.pk, actor=people.gm, now=NOW, **decision)
    manager = client_of(people.manager, "en")
    page = manager.get(approval.get_absolute_url()).content.decode()
    assert "Departs from the meeting’s decision" in page and "No reason given" in page
    client = client_of(people.clerk, "en")
    assert "Decision of the meeting" in client.get(ticket.get_absolute_url()).content.decode()
    line = {"purchase": people.sold, "quantity": 1, "unit_price": people.sold.unit_price}
    save_proposal(
        ticket_id=ticket.pk,
        remedy="refund",
        lines=[line],
        reason="客户要求",
        deviation_reason="备件停产",
        actor=people.clerk,
        now=NOW,
    )


def test_versions_are_shown_with_what_changed_and_printed_in_both_languages_and_as_8d(people, instant_pdf):
    row = make.decided(people)
    quality.file_report(investigation_id=row.pk, language="zh-hans", actor=people.quality, now=NOW)
    quality.render_due_reports(now=NOW)
    client = client_of(people.quality, "en")
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Changes from version 1 to version 2" in page
    assert f"<ins>{make.DECIDED['decision']}</ins>" in page
    pdf = reverse("investigation_report", args=[row.number, 2])
    english = client.get(pdf, {"lang": "en"}).content.decode()
    assert "Changes against version 1" in english and "Product quality incident investigation report" in english
    eight = client.get(pdf, {"lang": "zh", "layout": "8d"})
    assert "D5 选定纠正措施" in eight.content.decode()
    assert eight["Content-Disposition"] == f'inline; filename="{row.number}-v2-8D-zh.pdf"'
