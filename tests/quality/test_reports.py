from datetime import timedelta

import pytest

from aftersales.kernel.errors import Conflict, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.render.pdf import RenderError
from complaints.quality import services as quality
from complaints.quality.models import InvestigationReport
from tests.factories import NOW

from . import factories as make


def test_report_needs_findings_identification_and_cause(people):
    row = make.opened(people)
    with pytest.raises(RuleViolation) as error:
        quality.file_report(investigation_id=row.pk, language="zh-hans", actor=people.quality, now=NOW)
    assert (error.value.code, error.value.field) == ("incomplete", "on_site_findings")
    assert set(error.value.fields) >= {"on_site_findings", "cause"}


def test_filing_reports_the_investigation_and_asks_for_the_signature(people):
    report = make.filed(people)
    assert (report.version, report.investigation.state, report.stored) == (1, "reported", None)
    told = Notification.objects.filter(template="report_to_sign", channel="page")
    assert {n.user for n in told} == {people.quality_manager}


def test_printing_happens_after_the_transaction_and_once(people, instant_pdf):
    report = make.printed(people)
    assert report.stored.media_type == "application/pdf"
    assert report.stored.name == "QI-2026-00001-v1.pdf"
    assert report.render_at is None
    assert quality.render_due_reports(now=NOW) == 0
    assert len(instant_pdf) == 1


def test_report_keeps_the_findings_of_the_time_it_was_filed(people, instant_pdf):
    report = make.filed(people)
    quality.send_back_investigation(
        investigation_id=report.investigation_id, reason="补充", actor=people.quality_manager, now=NOW
    )
    quality.save_findings(
        investigation_id=report.investigation_id, findings={"cause": "后来改写的原因"}, actor=people.quality, now=NOW
    )
    quality.render_due_reports(now=NOW)
    assert make.FINDINGS["cause"] in instant_pdf[0]
    assert "后来改写的原因" not in instant_pdf[0]


def test_printing_again_gives_the_same_page(people, instant_pdf):
    report = make.printed(people)
    InvestigationReport.objects.filter(pk=report.pk).update(stored=None, render_at=NOW)
    quality.render_due_reports(now=NOW)
    assert instant_pdf[0] == instant_pdf[1]


def test_report_claimed_by_another_worker_is_left_alone(people, instant_pdf):
    report = make.filed(people)
    InvestigationReport.objects.filter(pk=report.pk).update(lease="other", leased_until=NOW + timedelta(seconds=60))
    assert quality.render_due_reports(now=NOW) == 0
    assert quality.render_due_reports(now=NOW + timedelta(seconds=61)) == 1


def test_report_that_cannot_be_printed_says_so_and_can_be_tried_again(people, monkeypatch):
    report = make.filed(people)

    def fails(html, **limits):
        raise RenderError("memory")

    monkeypatch.setattr("complaints.quality.documents.investigation_report.render_pdf", fails)
    for minutes in range(3):
        quality.render_due_reports(now=NOW + timedelta(minutes=5 * minutes))
    report.refresh_from_db()
    assert (report.fault, report.render_at) == ("memory", None)
    report = quality.retry_report(report_id=report.pk, actor=people.quality, now=NOW)
    assert (report.fault, report.render_at) == ("", NOW)


def test_quality_manager_signs_and_a_signed_copy_is_printed(people, instant_pdf):
    report = make.signed(people)
    quality.render_due_reports(now=NOW)
    report.refresh_from_db()
    assert report.pdf == report.signed_copy != report.stored
    assert report.signed_copy.name == "QI-2026-00001-v1-signed.pdf"
    assert Notification.objects.filter(template="investigation_to_decide", user=people.gm, channel="page").exists()


def test_report_is_signed_by_the_quality_manager_only_after_printing(people, instant_pdf):
    report = make.filed(people)
    with pytest.raises(RuleViolation):
        quality.sign_report(report_id=report.pk, actor=people.quality_manager, now=NOW)
    quality.render_due_reports(now=NOW)
    for actor in (people.quality, people.gm, people.manager):
        with pytest.raises(NotPermitted):
            quality.sign_report(report_id=report.pk, actor=actor, now=NOW)


def test_second_language_is_another_version_and_leaves_the_state(people, instant_pdf):
    report = make.signed(people)
    second = quality.file_report(investigation_id=report.investigation_id, language="en", actor=people.quality, now=NOW)
    assert (second.version, second.investigation.state) == (2, "reported")
    with pytest.raises(Conflict) as error:
        quality.sign_report(report_id=report.pk, actor=people.quality_manager, now=NOW)
    assert error.value.code == "signed_already"
