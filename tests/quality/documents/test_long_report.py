"""The report and the 8D with everything an investigation may have: long Chinese text, ten photos, a table of 40 lines."""

import io
import re
import subprocess

import pytest
from PIL import Image, ImageDraw

from aftersales.office.services.files import store_bytes
from complaints.quality.documents import investigation_report
from complaints.quality.models import InvestigationFile, InvestigationReport, StoodDown
from tests.complaints.documents.test_documents import words
from tests.factories import NOW
from tests.quality import factories as make

LONG = "灌封胶供应商三月换胶，固化参数没有跟着改，首件也没有重做，导致探头在套管内松动，读数偏低而箱内超温。" * 30
WHYS = [
    ("箱内为什么超温？", "控制器读到的温度比实际低 6.2 ℃", "温度曲线"),
    ("读数为什么偏低？", "探头从套管里退出 0.4 mm，测到的是空气", "照片 2"),
    ("探头为什么退出？", "灌封胶受热变软，没有固化透", "剖面检验"),
    ("为什么没固化透？", "新胶要 95 ℃ 固化，烘箱仍设 80 ℃", "工艺卡 GY-117"),
    ("为什么没有改参数？", "供应商换胶没有通知，入厂也不核对胶号", "询证函 11-18"),
]
CAUSES = [
    ("man", "灌封工未换证上岗", "excluded"),
    ("machine", "烘箱温区偏差 4 ℃", "excluded"),
    ("material", "供应商换胶未报", "proven"),
    ("material", "胶的固化温度高 15 ℃，与旧胶不同，供应商的说明书只有英文", "proven"),
    ("method", "固化参数沿用旧值", "proven"),
    ("method", "变更后未重做首件", "open"),
    ("environment", "周湿度 78%", "excluded"),
    ("measurement", "出厂只测 1 小时", "open"),
    ("measurement", "Outgoing inspection does not cover the warm-up phase", "open"),
]
UNITS = [("退回 3 台", "赤霞样例药业", "箱内温度", "±0.5 ℃", f"+{at}.2 ℃", "failed") for at in range(1, 13)]
FIGURES = {
    "before": {"first": "2026-10-01", "last": "2026-10-28", "complaints": 9, "units": 500, "unit_days": 14000},
    "after": {"first": "2026-11-01", "last": "2026-11-28", "complaints": 1, "units": 500, "unit_days": 14000},
}


def photo(number: int) -> bytes:
    picture = Image.new("RGB", (1600, 1200), (200, 205 - 9 * number, 215))
    ImageDraw.Draw(picture).rectangle((200, 200, 1400, 1000), outline=(40, 60, 120), width=20)
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def full(people) -> InvestigationReport:
    """A filed version whose snapshot has every key."""
    row = make.found(people)
    row.severity, row.plan = "critical", f"{LONG}计划结束。"
    row.specimens = [
        dict(zip(("unit", "holder", "item", "limit", "measured", "verdict"), unit, strict=True)) for unit in UNITS
    ]
    row.identified_by, row.identified_at = people.quality, NOW
    row.whys = [dict(zip(("question", "answer", "evidence"), why, strict=True)) for why in WHYS]
    row.causes = [
        {"category": category, "text": text, "standing": standing, "evidence": f"证据：{text}"}
        for category, text, standing in CAUSES
    ]
    row.save()
    make.given(people, row, kind="containment", due_hours=24, due_on=None, criterion="", window_days=None)
    StoodDown.objects.create(investigation=row, person=people.rep, reason="本人参与过选型", at=NOW)
    for number in range(10):
        stored = store_bytes(
            data=photo(number),
            name=f"现场照片 {number + 1}.jpg",
            suffix="jpg",
            media_type="image/jpeg",
            actor=people.quality,
            now=NOW,
        )
        InvestigationFile.objects.create(
            investigation=row, stored=stored, caption=f"套管剖面 {number + 1}", added_by=people.quality, added_at=NOW
        )
    report = make.quality.file_report(investigation_id=row.pk, language="zh-hans", actor=people.quality, now=NOW)
    said, lead = report.snapshot, report.snapshot["lead"]
    said["findings"] |= {"on_site_findings": f"{LONG}现场结束。", "cause": f"{LONG}原因结束。"}
    said["costs"] = {
        "rows": [{"kind": "goods", "amount": "8000.10"}, {"kind": "labour", "amount": "4200.05"}],
        "total": "12200.15",
        "claims": [
            {
                "number": "AC-2026-00041",
                "supplier": {"name": "样例传感", "name_en": "Sample Sensors"},
                "claimed": "8540.11",
                "accepted": "8000.00",
                "received": "0",
                "answer_due_on": "2026-12-18",
                "answered_on": "",
            }
        ],
    }
    said["actions"] = [
        {
            "number": f"AC-2026-{number:05}",
            "kind": ("corrective", "preventive", "containment")[number % 3],
            "title": f"第 {number} 项措施：固化温度改为 95 ℃，首件重做并记录",
            "state": "effective" if number == 1 else "open",
            "evidence": "",
            "verification": "",
            "owner": lead,
            "due_on": "2026-12-18",
            "criterion": "新产 200 台，72 小时老化零退出",
            "window_days": 30,
            "target_rate": "1.000" if number == 1 else "",
            "measured": {"product": "HX-250", "batch": "B2603-17"},
            "figures": FIGURES,
        }
        for number in range(1, 41)
    ]
    said["samples"] = [
        {
            "number": "SA-2026-00001",
            "seal_number": "S-1-A",
            "state": "kept",
            "description": "探头组件",
            "place": "样品柜 C-2-07",
            "holder": "",
            "custodian": lead,
            "until": "2027-05-19",
        }
    ]
    said["objections"] = [
        {
            "number": "OB-2026-00001",
            "state": "open",
            "about": "verdict",
            "statement": "烧坏的菌种不是我们操作不当，赔偿不能只算设备。",
            "body": "示例省计量科学研究院",
            "verdict": "",
            "verdict_text": "",
            "settlement": "",
            "raised_at": NOW.isoformat(),
        }
    ]
    said["decision"] = {
        "meeting": "MT-2026-00001",
        "nature": "内在质量，二级质量事故",
        "responsible": "样例传感",
        "shares": {"share_supplier": 70, "share_ours": 30},
        "cause": "灌封胶变更未受控，固化不足",
        "remedy": "exchange",
        "amount_limit": "12860.00",
        "text": f"{LONG}决定结束。",
        "attendees": [lead] * 7,
        "guests": "王工（检验院）",
        "at": NOW.isoformat(),
        "by": lead,
        "for": None,
    }
    return report


SAID = ("一级特别严重", "测", "已排除", "不合格", "4.5→0.5")
SAID_EN = ("Level1,critical", "Material", "Excluded", "Doesnotconform", "4.5→0.5")


@pytest.mark.once
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("layout", investigation_report.LAYOUTS)
def test_long_report_is_printed_whole(full, tmp_path, language, layout):
    data = investigation_report.pdf(full, language=language, layout=layout)
    file = tmp_path / f"{layout}-{language}.pdf"
    file.write_bytes(data)
    text = words(data)
    for said in (
        "现场结束",
        "原因结束",
        "决定结束",
        "第40项措施",
        "供应商换胶没有通知",
        "周湿度78%",
        "S-1-A",
        "OB-2026-00001",
        "计划结束",
        "本人参与过选型",
        "套管剖面10",
        "赤霞样例药业",
        "+12.2℃",
        "证据：固化参数沿用旧值",
        *({"zh-hans": SAID, "en": SAID_EN}[language]),
        *(("8,540.11", "12,200.15", "8,000.00") if layout == "report" else ()),
    ):
        assert said in text, said
    pages = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True, text=True).stdout
    pages = pages.rstrip("\f").split("\f")
    count = len(pages)
    for number, page in enumerate(pages, 1):
        assert re.search(rf"{number}\D+{count}\b", page), f"page {number} has no number"
    heading = {"zh-hans": "验证标准", "en": "Criterion"}[language]
    assert sum(heading in page for page in pages) >= 2  # the heading is repeated where the table goes on
    signed = {"zh-hans": "质量副经理", "en": "Quality deputy manager"}[language]
    assert signed in pages[-1]
    written = {"zh-hans": "编写人", "en": "Written by"}[language]
    above = pages[-1].split(written)[0].strip().splitlines()[1:]  # without the line at the head of every page
    assert "".join(above).strip(), "the signatures are alone on the last page"


def test_issued_version_reads_the_same_whatever_is_changed_later(people, instant_pdf):
    from aftersales.office.queries import company

    report = make.signed(people)
    prints = [(language, layout) for language in ("zh-hans", "en") for layout in investigation_report.LAYOUTS]
    before = [investigation_report.html(report, language=one, layout=other) for one, other in prints]
    row, ticket = report.investigation, report.investigation.ticket
    make.given(people, row, title="后来的措施")
    for obj, fields in (
        (row, {"title": "改名的调查", "cause": "改过的原因"}),
        (ticket, {"batch": "B9999", "problem_found": "改过的问题", "grade": "二等"}),
        (ticket.customer, {"name": "改名的客户", "address": "改过的地址"}),
        (people.sold.product, {"name": "改名的产品", "code": "ZZ-1"}),
        (people.quality, {"name": "改名的质量员"}),
        (people.quality_manager, {"name": "改名的副经理", "name_en": "Renamed"}),
        (people.gm, {"name": "改名的总经理"}),
        (people.warehouse, {"name": "改名的组员"}),
        (company(), {"name": "改名的公司", "phone": "1"}),
    ):
        for name, value in fields.items():
            setattr(obj, name, value)
        obj.save()
    row.team.clear()
    make.tickets.logged(people, kind="complaint")
    fresh = InvestigationReport.objects.get(pk=report.pk)
    assert [investigation_report.html(fresh, language=one, layout=other) for one, other in prints] == before


def test_later_version_names_the_one_it_replaces_and_shows_what_changed(people, instant_pdf):
    row = make.decided(people)
    make.given(people, row)
    second = make.quality.file_report(investigation_id=row.pk, language="zh-hans", actor=people.quality, now=NOW)
    assert second.snapshot["replaces"]["version"] == 1
    page = investigation_report.html(second)
    assert "取代 2026-11-18 第 1 版" in page and "与第 1 版的差异" in page
    assert "<ins>全批召回复检，工艺整改。</ins>" in page and "AC-2026-00001" in page
    assert "第 2 版" not in investigation_report.html(row.reports.get(version=1))
