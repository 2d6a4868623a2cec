"""What an investigation records reaches the report with the values of that time, and each version names what is new."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from aftersales.staff.models import Department
from complaints.quality import services as quality
from complaints.quality.documents import investigation_report
from complaints.quality.models import Action, Investigation, InvestigationReport
from complaints.quality.presentation.report_lines import differences
from complaints.quality.services import judging
from complaints.quality.services import record as recording
from tests.complaints.documents.test_documents import words
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.quality import factories as make
from tests.quality.documents.test_long_report import photo

SPECIMEN = {
    "unit": "0418",
    "holder": "赤霞样例药业",
    "item": "示值误差",
    "limit": "±0.5 ℃",
    "measured": "-6.2 ℃",
    "verdict": "failed",
}
WHY = {"question": "读数为什么偏低？", "answer": "探头退出 0.4 mm", "evidence": "照片 2"}
CAUSES = [
    {"category": "material", "text": "换胶未报", "standing": "proven", "evidence": "询证函"},
    {"category": "man", "text": "未换证上岗", "standing": "excluded", "evidence": "培训记录"},
]


def recorded(people) -> Investigation:
    """An investigation in full depth, written by the services that users use."""
    department = Department.objects.create(code="made", name="生产部", name_en="Production", function="production")
    people.warehouse.department = department
    people.warehouse.save()
    row = make.found(people, team=[people.warehouse, people.clerk])
    values = {"investigation_id": row.pk, "actor": people.quality, "now": NOW}
    recording.set_plan(severity="major", plan="先封存，再拆检。", **values)
    recording.stand_down(person=people.clerk, reason="本人登记了此投诉", **values)
    upload = SimpleUploadedFile("a.jpg", photo(1), "image/jpeg")
    recording.add_photos(uploads=[upload], caption="套管剖面，间隙 0.4 mm", **values)
    recording.save_identification(identification="依据企业标准。", rows=[SPECIMEN], **values)
    recording.save_whys(rows=[WHY] * 5, **values)
    recording.save_causes(rows=CAUSES, **values)
    make.given(people, row, kind="containment", due_hours=24, due_on=None, criterion="", window_days=None)
    make.labour(people, row.ticket, hours="2.50")
    make.claimed(people, row, claimed=Decimal("140.01"))
    return Investigation.objects.get(pk=row.pk)


def filed(people, row: Investigation) -> InvestigationReport:
    return quality.file_report(investigation_id=row.pk, language="zh-hans", actor=people.quality, now=NOW)


def test_snapshot_holds_the_whole_record(people):
    said = filed(people, recorded(people)).snapshot
    assert (said["severity"], said["plan"]) == ("major", "先封存，再拆检。")
    assert [(one["name"], one["function"]) for one in said["team"]] == [
        (people.warehouse.name or "warehouse", "production")
    ]
    assert "production" not in said["missing_functions"] and "sales" in said["missing_functions"]
    assert [row["reason"] for row in said["stood_down"]] == ["本人登记了此投诉"]
    assert said["specimens"] == [SPECIMEN] and said["whys"] == [WHY] * 5
    assert said["identified_by"]["role"] == "quality" and said["identified_at"] == NOW.isoformat()
    assert said["ishikawa"] == [
        {"category": one["category"], "causes": [{name: one[name] for name in ("text", "standing", "evidence")}]}
        for one in sorted(CAUSES, key=lambda one: one["category"] != "man")
    ]
    assert [(row["caption"], row["taken_at"]) for row in said["files"]] == [("套管剖面，间隙 0.4 mm", NOW.isoformat())]
    costs = said["costs"]
    assert [row["kind"] for row in costs["rows"]] == ["labour"]
    assert sum(Decimal(row["amount"]) for row in costs["rows"]) == Decimal(costs["total"]) > 0
    assert [(row["supplier"]["name"], row["claimed"]) for row in costs["claims"]] == [("样例传感", "140.01")]
    assert {row["kind"] for row in said["actions"]} == {"containment", "recovery"}
    assert said["batch"] is None or {"rate", "limit", "alarms"} <= set(said["batch"])


@pytest.mark.once
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-hans", ("二级严重", "本人登记了此投诉", "不合格", "已排除", "料", "工时", "¥140.01", "质量损失")),
        ("en", ("Level2,major", "stooddown", "Doesnotconform", "Excluded", "Material", "Labour", "¥140.01")),
    ],
)
def test_report_prints_the_whole_record(people, language, said):
    report = filed(people, recorded(people))
    text = words(investigation_report.pdf(report, language=language))
    ours = ("先封存，再拆检。", "0418", "-6.2℃", "探头退出0.4mm", "照片2", "换胶未报", "询证函", "套管剖面，间隙0.4mm")
    for each in (*ours, *said):
        assert each in text, each
    assert "<svg" in investigation_report.html(report, language=language)


def test_later_edit_changes_no_reprint_and_the_next_version_names_it(people):
    row = recorded(people)
    first = filed(people, row)
    before = [investigation_report.html(first, layout=layout) for layout in investigation_report.LAYOUTS]
    Investigation.objects.filter(pk=row.pk).update(
        severity="minor",
        plan="另一个计划",
        specimens=[{**SPECIMEN, "measured": "-4.8 ℃"}],
        whys=[{**WHY, "answer": "另一个答复"}],
        causes=[{**CAUSES[0], "standing": "excluded"}],
    )
    row.files.update(caption="另一个说明")
    row.stood_down.update(reason="另一个理由")
    make.labour(people, row.ticket, hours="1.00")
    again = InvestigationReport.objects.get(pk=first.pk)
    assert [investigation_report.html(again, layout=layout) for layout in investigation_report.LAYOUTS] == before
    changed = {change.key for change in differences(first, filed(people, row), costs=True)}
    assert changed >= {
        "severity",
        "plan",
        "stood_down",
        "files",
        "specimen.1",
        "why.1",
        "why.5",
        "cause.material.1",
        "cause.man.1",
        "cost.labour",
        "cost.total",
    }


def test_costs_are_printed_only_for_those_who_may_see_them(people):
    row = recorded(people)
    filed(people, row)
    quality.render_due_reports(now=NOW)
    address = reverse("investigation_report", args=[row.number, 1])

    def printed(user) -> str:
        answer = client_of(user).get(address)
        assert answer.status_code == 200
        return words(b"".join(answer.streaming_content) if answer.streaming else answer.content)

    assert "¥140.01" in printed(people.quality) and "质量损失" in printed(people.quality)
    text = printed(people.warehouse)
    assert "¥140.01" not in text and "质量损失" not in text and "换胶未报" in text
    make.labour(people, row.ticket, hours="1.00")
    filed(people, row)
    page = reverse("investigation", args=[row.number])
    assert "工时" not in client_of(people.warehouse).get(page).content.decode()


def test_judgement_is_printed_with_the_figures_before_and_after(people):
    action = make.done(people, criterion="", target_rate=Decimal("0.5"))
    row = action.investigation
    quality.save_findings(investigation_id=row.pk, findings=make.FINDINGS, actor=people.quality, now=NOW)
    quality.verify_action(
        action_id=action.pk, effective=True, verification="四周零投诉", actor=people.quality_manager, now=make.JUDGED
    )
    said = filed(people, row).snapshot["actions"][0]
    stored = Action.objects.get(pk=action.pk).figures
    assert said["figures"] == stored == judging.figures_of(Action.objects.get(pk=action.pk), make.JUDGED)
    assert said["target_rate"] == "0.500"
    html = investigation_report.html(InvestigationReport.objects.get())
    assert "四周零投诉" in html and "每千台周投诉" in html
