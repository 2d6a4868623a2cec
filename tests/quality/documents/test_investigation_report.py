import pytest

from complaints.quality import services as quality
from complaints.quality.models import InvestigationReport
from tests.complaints import factories as tickets
from tests.complaints.documents.test_documents import words
from tests.factories import NOW
from tests.quality import factories as make


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
