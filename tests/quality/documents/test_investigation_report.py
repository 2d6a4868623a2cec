import pytest

from complaints.quality import services as quality
from complaints.quality.documents import investigation_report
from complaints.quality.models import InvestigationReport
from tests.complaints import factories as tickets
from tests.complaints.documents.test_documents import words
from tests.factories import NOW
from tests.quality import factories as make

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("language", "title", "lead"),
    [
        ("zh-hans", "产品质量事故调查报告", "质量副经理"),
        ("en", "Productqualityincidentinvestigationreport", "Qualitydeputymanager"),
    ],
)
def test_investigation_report_holds_findings_team_and_batch(people, language, title, lead):
    other = tickets.logged(people, kind="complaint")
    report = make.printed(people, language=language)
    text = words(report.stored.file.read())
    for said in (title, lead, "QI-2026-00001", "温控板虚焊", "B2603-17", other.number, *make.FINDINGS.values()):
        assert said.replace(" ", "") in text, said


def test_signed_report_names_who_signed_and_who_decided(people):
    row = make.decided(people)
    make.given(people, row)
    second = quality.file_report(investigation_id=row.pk, language="zh-hans", actor=people.quality, now=NOW)
    quality.render_due_reports(now=NOW)
    quality.sign_report(report_id=second.pk, actor=people.quality_manager, now=NOW)
    quality.render_due_reports(now=NOW)
    text = words(InvestigationReport.objects.get(version=2).signed_copy.file.read())
    for said in ("quality_manager", "沈毅", "全批召回复检，工艺整改。", "沈毅、顾北", "重设回流焊曲线", "纠正措施"):
        assert said in text, said


def test_report_masks_numbers_in_every_free_text(people):
    report = make.printed(people, language="zh-hans")

    def with_number(value):
        if isinstance(value, dict):
            return {name: with_number(part) for name, part in value.items()}
        return f"{value} 139 1111 2222" if isinstance(value, str) else value

    said = report.snapshot
    for name in ("title", "findings"):
        said[name] = with_number(said[name])
    said["ticket"]["problem"] = with_number(said["ticket"]["problem"])
    said["decision"] = {
        "text": "打 139 1111 2222",
        "attendees": [said["lead"]],
        "guests": "王工 139 1111 2222",
        "at": NOW.isoformat(),
        "by": said["lead"],
        "for": None,
    }
    for action in said["actions"]:
        action["title"] = action["evidence"] = with_number(action["title"])
    html = investigation_report.html(report)
    assert "139 1111 2222" not in html
    assert html.count("139 **** 2222") >= 9
