import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from aftersales.notifications.models import Notification
from aftersales.office.queries import draft_of
from aftersales.office.services import drafts
from complaints.quality import services as quality
from complaints.quality.models import Action, Investigation
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import client_of

from . import factories as make


def url(row, verb=""):
    return reverse(f"investigation{verb}", args=[row.number])


def test_investigation_is_opened_from_a_ticket(people):
    ticket = tickets.logged(people)
    client = client_of(people.quality, "en")
    page = client.get(reverse("investigation_new"), {"ticket": ticket.number})
    assert ticket.number in page.content.decode()
    answer = client.post(
        reverse("investigation_new"),
        {"ticket": ticket.number, "title": "虚焊", "lead": "quality_manager", "team": ["warehouse"]},
    )
    row = Investigation.objects.get()
    assert answer.status_code == 302
    assert answer.url == row.get_absolute_url()
    assert list(row.team.all()) == [people.warehouse]


def test_opening_for_an_unknown_ticket_is_not_found(people):
    answer = client_of(people.quality, "en").post(
        reverse("investigation_new"), {"ticket": "TK-2026-99999", "title": "x", "lead": "quality"}
    )
    assert answer.status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_lists_take_the_same_number_of_queries(people, django_assert_max_num_queries, count):
    for _ in range(count):
        make.given(people, make.opened(people))
    client = client_of(people.quality, "en")
    for name, most in (("investigations", 14), ("actions", 14)):
        with django_assert_max_num_queries(most):
            assert (
                client.get(reverse(name), {"tab": "open" if name == "investigations" else "actions"}).status_code == 200
            )


def test_findings_page_names_what_the_report_still_needs(people):
    row = make.opened(people)
    page = client_of(people.quality, "en").get(url(row)).content.decode()
    assert "Still missing from the report" in page
    assert "Product identification" in page


def test_stale_findings_are_kept_beside_what_was_saved_meanwhile(people):
    row = make.opened(people)
    quality.save_findings(
        investigation_id=row.pk, findings={"cause": "同事写的"}, actor=people.quality_manager, now=NOW
    )
    client = client_of(people.quality, "en")
    answer = client.post(url(row, "_findings"), {"cause": "我写的", "version": row.version})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "我写的" in page
    assert "同事写的" in page
    again = {name: value for name, value in answer.context["forms"]["findings"].data.items() if name != "files"}
    assert client.post(url(row, "_findings"), again).status_code == 302
    row.refresh_from_db()
    assert row.cause == "我写的"


def test_tickets_of_the_batch_are_counted_and_linked(people):
    row = make.opened(people)
    tickets.logged(people, kind="complaint")
    tickets.logged(people, kind="inquiry")
    client = client_of(people.quality, "en")
    answer = client.get(url(row))
    assert "Complaints about B2603-17, including this one: 2" in answer.content.decode()
    batch = next(section for section in answer.context["side"] if section.key == "batch")
    rows = client.get(batch.context["url"]).context["page"]
    assert rows.paginator.count == 2


def test_report_shows_progress_then_its_pdf(people, instant_pdf):
    row = make.found(people)
    client = client_of(people.quality, "en")
    assert client.post(url(row, "_report_new"), {"language": "zh-hans"}).status_code == 302
    fragment = reverse("investigation_reports", args=[row.number])
    assert "every 2s" in client.get(fragment).content.decode()
    pdf = reverse("investigation_report", args=[row.number, 1])
    assert client.get(pdf).status_code == 404
    quality.render_due_reports(now=NOW.replace(year=2030))
    assert "every 2s" not in client.get(fragment).content.decode()
    answer = client.get(pdf)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="QI-2026-00001-v1.pdf"'


def test_quality_manager_signs_and_general_manager_decides_on_the_page(people, instant_pdf):
    report = make.printed(people)
    row = report.investigation
    page = client_of(people.quality_manager, "en").get(url(row)).content.decode()
    assert "Sign version 1" in page
    client = client_of(people.quality_manager, "en")
    assert client.post(reverse("investigation_report_sign", args=[row.number, 1])).status_code == 302
    client = client_of(people.gm, "en")
    assert "Record decision" in client.get(url(row)).content.decode()
    body = {**make.DECISION, "attendees": ["quality_manager"]}
    assert client.post(url(row, "_decision"), body).status_code == 302
    row.refresh_from_db()
    assert row.state == "decided"


def test_visible_investigation_refuses_verbs_that_are_not_permitted(people):
    row = make.found(people)
    client = client_of(people.clerk, "en")
    assert client.get(url(row)).status_code == 200
    for verb, body in (("_report_new", {"language": "en"}), ("_close", {}), ("_reopen", {"reason": "x"})):
        assert client.post(url(row, verb), body).status_code == 403, verb


def test_hidden_investigation_is_not_found(people):
    row = make.opened(people, team=[])
    assert client_of(people.warehouse, "en").get(url(row)).status_code == 404
    assert client_of(people.rep, "en").get(url(row)).status_code == 404


def test_owner_does_the_action_on_one_page(people):
    action = make.given(people)
    client = client_of(people.warehouse, "en")
    page = client.get(action.get_absolute_url()).content.decode()
    assert "Mark as done" in page
    answer = client.post(
        reverse("action_complete", args=[action.number]), {"evidence": "已改", "version": action.version}
    )
    assert answer.status_code == 302
    assert Action.objects.get().state == "done"
    assert "Mark as done" not in client.get(action.get_absolute_url()).content.decode()


def test_check_and_repeat_are_offered_to_quality_only(people):
    action = make.done(people, kind="improvement", window_days=None)
    assert "Record judgement" not in client_of(people.warehouse, "en").get(action.get_absolute_url()).content.decode()
    client = client_of(people.quality, "en")
    assert "Record judgement" in client.get(action.get_absolute_url()).content.decode()
    client.post(reverse("action_verify", args=[action.number]), {"effective": "no", "verification": "复现"})
    assert Action.objects.get().state == "ineffective"
    client.post(reverse("action_resume", args=[action.number]), {"due_on": "2099-01-05"})
    assert Action.objects.get().state == "open"


def test_error_opens_the_sheet_again(people):
    row = make.opened(people)
    answer = client_of(people.quality, "en").post(url(row, "_action"), {"title": "x"})
    assert answer.status_code == 422
    assert 'id="action"' in answer.content.decode()
    assert "data-modal" in answer.content.decode()


def test_chinese_page_is_translated(people, client):
    row = make.found(people)
    client.force_login(people.quality)
    client.cookies["django_language"] = "zh-hans"
    page = client.get(url(row)).content.decode()
    for said in ("现场调查", "提交报告", "措施", "批次"):
        assert said in page


def picture(name="焊点.jpg"):
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "#c8a27a").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def test_photos_are_kept_and_shown_to_those_who_see_the_investigation(people):
    row = make.opened(people, team=[])
    client = client_of(people.quality, "en")
    assert client.post(url(row, "_findings"), {"cause": "x", "files": [picture(), picture("2.jpg")]}).status_code == 302
    door = reverse("investigation_file", args=[row.number, row.files.first().pk])
    answer = client.get(door)
    assert answer["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client_of(people.warehouse, "en").get(door).status_code == 404


def test_evidence_is_kept_with_the_action(people):
    action = make.given(people)
    client = client_of(people.warehouse, "en")
    client.post(reverse("action_complete", args=[action.number]), {"evidence": "已改", "files": [picture()]})
    door = reverse("action_file", args=[action.number, action.files.get().pk])
    assert client.get(door).status_code == 200
    assert client_of(people.rep, "en").get(door).status_code == 404


def test_photo_that_is_no_picture_is_refused_and_the_text_is_kept(people):
    row = make.opened(people)
    wrong = SimpleUploadedFile("x.exe", b"MZ" * 50)
    answer = client_of(people.quality, "en").post(url(row, "_findings"), {"cause": "写了很久", "files": [wrong]})
    assert answer.status_code == 400
    assert "写了很久" in answer.content.decode()
    row.refresh_from_db()
    assert row.cause == ""


def test_typed_findings_come_back_from_the_draft(people):
    row = make.opened(people)
    content = {"cause": "打到一半", "version": str(row.version)}
    drafts.save_draft(actor=people.quality, key=f"findings-{row.pk}", content=content, now=NOW)
    client = client_of(people.quality, "en")
    assert "打到一半" in client.get(url(row)).content.decode()
    client.post(url(row, "_findings"), content)
    assert draft_of(people.quality, f"findings-{row.pk}") == {}


def test_team_changes_on_the_page_and_newcomers_are_notified(people):
    row = make.opened(people, team=[])
    body = {"lead": "quality", "team": ["clerk", "warehouse"], "version": row.version}
    assert client_of(people.quality_manager, "en").post(url(row, "_team"), body).status_code == 302
    row.refresh_from_db()
    assert (row.lead, set(row.team.all())) == (people.quality, {people.clerk, people.warehouse})
    assert (
        Notification.objects.filter(template="investigation_opened", user=people.warehouse, channel="page").count() == 1
    )


def test_general_manager_sends_the_report_back_with_a_reason(people, instant_pdf):
    row = make.signed(people).investigation
    client = client_of(people.gm, "en")
    assert client.post(url(row, "_send_back"), {"reason": ""}).status_code == 422
    assert client.post(url(row, "_send_back"), {"reason": "补做试验"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "open"
