"""What reports say: spaces in Chinese, changes, how sure they are, and the same figure on page, paper, in Excel and API."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils.html import strip_tags
from django.utils.translation import override
from openpyxl import load_workbook

from complaints.models import Ticket
from customers.models import Product
from reports.documents import stored
from reports.permissions import KIND_READERS
from reports.presentation.contents.measures import axis_start, judged, summary
from reports.presentation.contents.satisfaction import _cells
from reports.presentation.contents.words import change_written, filled, written
from reports.presentation.questions import SAID
from reports.presentation.stored import measure_line, report_view
from reports.rules.contents import Measure, Section, in_language
from surveys.models import Figure
from tests.complaints.factories import logged
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of
from tests.factories.reports import closed, replied

from .library import made, note, ordered

OCTOBER, SEPTEMBER = NOW - timedelta(days=30), NOW - timedelta(days=60)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def printer(monkeypatch):
    monkeypatch.setattr(stored, "render_pdf", lambda html, **_limits: b"%PDF-1.7\n" + html.encode())


@pytest.mark.parametrize(
    ("text", "params", "said"),
    [
        ("比%(period)s多 %(n)s 件", {"period": "2026 年 9 月", "n": "40"}, "比 2026 年 9 月多 40 件"),
        ("与%(period)s相同", {"period": "2026Q3"}, "与 2026Q3 相同"),
        ("产品%(name)s，%%", {"name": "培养箱HX-250"}, "产品培养箱HX-250，%"),
        ("花了%(sum)s。", {"sum": "¥20"}, "花了 ¥20。"),
        ("%(n)s more than in %(period)s.", {"n": "4", "period": "Sep 2026"}, "4 more than in Sep 2026."),
    ],
)
def test_chinese_has_a_space_before_what_is_not_chinese(text, params, said):
    assert filled(text, params) == said


@pytest.mark.parametrize(
    ("value", "before", "unit", "said"),
    [
        (5.31, 5.35, "scale", "−0.04"),
        (75.3, 75.3, "score", "no change"),
        (75.34, 75.31, "score", "no change"),
        (92.9, 95.5, "percent", "−2.6 points"),
        ("20.00", "20.00", "money", "no change"),
        ("20.00", "25.50", "money", "−¥5.50"),
        (3, 1, "count", "+2"),
        (None, 1, "count", ""),
    ],
)
def test_change_is_that_of_the_written_figures(value, before, unit, said):
    with override("en"):
        assert change_written(value, before, unit) == said


def test_effort_of_customers_has_two_decimals():
    assert written(5.31, "scale") == "5.31"


@pytest.mark.parametrize(
    ("values", "start"), [([100, 92.3, 95], 90), ([100, 90.0], 80), ([70, 40], 0), ([None], 0), ([66.2, 75], 60)]
)
def test_axis_starts_at_a_round_value_below_all(values, start):
    assert axis_start(values) == start


def row(code: str, verdict: str, value: float = 2, before: float = 1) -> Measure:
    name = {"en": code, "zh-hans": code}
    return Measure(code, name, "count", value, before, test="poisson", verdict=verdict)


def test_summary_says_each_thing_once():
    rows = [row("lead", "significant"), row("a", "significant"), row("b", "usual"), row("c", "unknown")]
    nothing = row("d", "unknown", 0, 0)
    assert [one["en"] for one in summary([*rows, nothing], "lead")] == [
        "This change is significant.",
        "a: 2, up from 1, significant.",
        "Other figures within the usual: 1.",
        "Other figures with too few rows or earlier periods to judge: 1.",
    ]
    assert [one["en"] for one in summary([row("lead", "usual"), row("b", "usual")], "lead")] == [
        "This change is within the usual.",
        "Other figures within the usual: 1.",
    ]
    assert summary([nothing]) == []
    alone = [one["en"] for one in summary([row("lead", "unknown", 0, 0), row("c", "unknown")], "lead")]
    assert alone == ["Too few rows or earlier periods to judge: 1."]  # the lead did not change
    told = [one["en"] for one in summary([row("lead", "significant"), row("b", "usual")], "lead", is_sure=True)]
    assert told == ["No figure has changed significantly. Within the usual: 1."]


def test_overview_is_one_paragraph():
    name = {"en": "x", "zh-hans": "x"}
    first = Section("overview", name, [{"en": "One.", "zh-hans": "一。"}], measures=[row("lead", "usual")])
    (found,) = judged([first], "lead")
    snapshot = {"title": "t", "period": "p", "before": "b", "sections": [plain(found)]}
    with override("en"):
        assert report_view(snapshot).sections[0].sentences == ["One. This change is within the usual."]


def plain(section: Section) -> dict:
    from dataclasses import asdict

    return asdict(section)


@pytest.mark.django_db
def test_tables_of_complaints_add_up_and_tell_products_of_the_same_name_apart(cast):
    for n in range(12):
        product = Product.objects.create(name="培养箱", name_en="Incubator", code=f"HX-{n:02}")
        ticket = logged(cast, kind="complaint", now=OCTOBER, received_at=OCTOBER)
        cast.sold.pk, cast.sold.product = None, product
        cast.sold.save(force_insert=True)
        Ticket.objects.filter(pk=ticket.pk).update(purchase=cast.sold, batch=f"B26{n:02}-01")
    sections = {one["code"]: one for one in in_language(made().snapshot, "en")["sections"]}
    products = sections["products"]["table"]
    assert products["totals"] == ["Total", 12, 0] and products["rows"][-1] == ["Others", 2, 0]
    assert len({line[0] for line in products["rows"]}) == 11 and products["rows"][0][0].startswith("Incubator HX-")
    for code in ("severities", "classes", "channels", "regions"):
        table = sections[code]["table"]
        assert sum(line[1] for line in table["rows"]) == table["totals"][1] == 12, code
    assert sections["batches"]["table"]["note"].startswith("Only the ten batches")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(KIND_READERS))
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_figure_and_sentence_of_a_report_is_the_same_everywhere(cast, at_now, kind, language):
    for at in (OCTOBER, SEPTEMBER):
        replied(cast, DAY / 4, at, region=cast.east, kind="complaint")
        closed(cast, at + DAY, "120.50", region=cast.east)
    note(cast.manager)
    report = made(kind, "quarter" if kind in ("satisfaction", "market") else "month")
    reader = cast.gm if kind != "visits" else cast.manager
    plain = in_language(report.snapshot, language)
    api = api_client_of(reader).get(f"/api/v1/reports/{report.pk}/contents/").json()["contents"]
    assert in_language(api, language) == plain
    page = squeezed(client_of(reader, language).get(report.get_absolute_url()).content.decode())
    paper = squeezed(stored.html(report, language))
    book = load_workbook(BytesIO(stored.xlsx(report, language)))
    cells = {str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None}
    with override(language):
        for section in report_view(report.snapshot).sections:
            said = [*section.sentences, section.note, section.heading]
            for line in section.measures:
                said += [line.name, line.value, line.before, line.sure]
            tables = [table for table in (section.measure_table, section.table) if table]
            for table in tables:
                said += [str(value) for one in (*table.rows, table.totals) for value in one]
            if section.chart:
                said += [value for one in section.chart["usermeta"]["rows"] for value in one]
            for text in filter(None, map(squeezed, said)):
                assert text in page and text in paper, (section.code, text)
    for section in plain["sections"]:
        assert set(section["sentences"]) <= cells
        for table in filter(None, [section["table"]]):
            units = [column["unit"] for column in table["columns"]]
            for line in (*table["rows"], *([table["totals"]] if table["totals"] else [])):
                for value, unit in zip(line, units, strict=True):
                    assert value in (None, "") or in_excel(value, unit) in cells, (section["code"], value)
        for name in ("value", "before"):
            for one in section["measures"]:
                assert one[name] is None or in_excel(one[name], one["unit"]) in cells, (one["code"], name)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", strip_tags(text.replace("&#x27;", "'").replace("&amp;", "&").replace("&quot;", '"')))


def in_excel(value, unit: str) -> str:
    """As openpyxl reads it back."""
    if unit == "percent":
        value = value / 100
        return str(round(value, 4)) if value % 1 else str(int(value))
    if unit == "money":
        return str(float(value)) if float(value) % 1 else str(int(float(value)))
    if unit == "date":
        return f"{date.fromisoformat(value)} 00:00:00"
    if isinstance(value, float):
        return str(value) if value % 1 else str(int(value))
    return str(value)


@pytest.mark.django_db
def test_workbook_computes_and_its_words_are_those_of_a_report(cast):
    logged(cast, kind="complaint", now=OCTOBER, received_at=OCTOBER)
    report = made("cost")
    book = load_workbook(BytesIO(stored.xlsx(report, "zh-hans")))
    about = {line[0].value: line[1].value for line in book["报告"].iter_rows()}
    assert about["期间"] == "2026 年 10 月" and about["起止日期"] == "2026-10-01 – 2026-10-31"
    figures = book["关键指标"]
    assert [cell.value for cell in figures[1]][:2] == ["章节", "指标"]
    assert figures["C2"].number_format == '"¥"#,##0.00'
    assert all(sheet.freeze_panes == "A2" for sheet in book)


HAN = re.compile(r"[\u3400-\u9fff]")


@pytest.mark.django_db
@pytest.mark.parametrize("active", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", sorted(KIND_READERS))
def test_every_heading_is_in_its_language_whatever_language_made_the_report(cast, kind, active):
    for at in (OCTOBER, SEPTEMBER):
        replied(cast, DAY / 4, at, region=cast.east, kind="complaint")
        closed(cast, at + DAY, "120.50", region=cast.east)
    with override(active):
        snapshot = made(kind, "quarter" if kind in ("satisfaction", "market") else "month").snapshot
    for section in snapshot["sections"]:
        heads = [section["title"], *(row["name"] for row in section["measures"])]
        heads += [column["name"] for column in (section["table"] or {"columns": []})["columns"]]
        heads += [section["chart"]["title"]] if section["chart"] else []
        for head in heads:
            assert not HAN.search(head["en"]) and HAN.search(head["zh-hans"]), (section["code"], head)


def test_what_did_not_change_is_neither_significant_nor_usual():
    with override("en"):
        assert measure_line(plain_row(row("x", "usual", 3, 3))).sure == "no change"
        assert measure_line(plain_row(row("x", "unknown", 100, 100))).sure == "no change"
        assert measure_line(plain_row(row("x", "usual", 3, 2))).sure == "+1, within the usual"


def plain_row(measure: Measure) -> dict:
    return {**vars(measure), "name": measure.name["en"]}


@pytest.mark.django_db
def test_channels_and_regions_of_the_service_report_add_up(cast):
    for channel in ("email", "phone"):
        replied(cast, DAY / 4, OCTOBER, region=cast.east, channel=channel)
    replied(cast, 9 * DAY, OCTOBER, region=cast.west, channel="phone")
    sections = {one["code"]: one for one in in_language(made("service").snapshot, "zh-hans")["sections"]}
    for code in ("channels", "regions"):
        assert sections[code]["table"]["totals"] == ["合计", 3, 0, 3, 66.7], code


@pytest.mark.django_db
def test_month_without_visits_says_so_instead_of_three_zeros(cast):
    sections = {one["code"]: one for one in in_language(made("visits").snapshot, "en")["sections"]}
    assert sections["heard"]["sentences"] == ["No visit was made in this period."]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(KIND_READERS))
def test_period_without_anything_says_so_below_every_heading(cast, kind):
    report = made(kind, "quarter" if kind in ("satisfaction", "market") else "month")
    with override("en"):
        for section in report_view(report.snapshot).sections:
            assert section.sentences or section.table or section.measures, section.code
            assert section.chart is None, section.code
    book = load_workbook(BytesIO(stored.xlsx(report, "en")))
    assert all(sheet.max_row > 1 for sheet in book)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(KIND_READERS))
def test_one_of_a_thing_is_not_told_in_the_plural(cast, kind):
    closed(cast, OCTOBER + DAY, "120.50", region=cast.east, kind="suggestion")
    replied(cast, DAY / 4, OCTOBER, region=cast.east, kind="complaint")
    report = made(kind, "quarter" if kind in ("satisfaction", "market") else "month")
    for section in in_language(report.snapshot, "en")["sections"]:
        for sentence in section["sentences"]:
            assert not re.search(r"\b1 [a-z]+s\b", sentence), sentence


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rhythm", "english", "chinese"),
    [
        ("month", "Monthly service report", "月度服务报告"),
        ("quarter", "Quarterly service report", "季度服务报告"),
        ("year", "Yearly service report", "年度服务报告"),
    ],
)
def test_service_report_is_called_by_its_period(cast, rhythm, english, chinese):
    assert made("service", rhythm).snapshot["title"] == {"en": english, "zh-hans": chinese}


@pytest.mark.django_db
def test_share_of_no_rows_after_nothing_of_some_cannot_be_judged(cast):
    """0% of some rows and no row at all are not the same."""
    with override("en"):
        assert measure_line(plain_row(row("x", "unknown", None, 0))).sure == "can’t be judged"
        assert measure_line(plain_row(row("x", "unknown", None, None))).sure == ""
        assert measure_line(plain_row(row("x", "unknown", 0, 0))).sure == "no change"


def test_cell_of_few_answers_says_that_it_is_hidden():
    found = Figure(value=None, n=3, is_hidden=True)
    cells = _cells({"en": "Important", "zh-hans": "重要客户"}, found, 3)
    assert cells[1:] == [{"en": "hidden", "zh-hans": "不显示"}, None, None, None, None]
    assert written("hidden", "count") == "hidden" and stored._cell("hidden", "count") == "hidden"


@pytest.mark.django_db
def test_workbook_prints_whole_and_tells_totals_and_limits_apart(cast):
    for _n in range(3):
        replied(cast, DAY / 4, OCTOBER, region=cast.east, channel="email")
    book = load_workbook(BytesIO(stored.xlsx(made("service"), "en")))
    for sheet in book:
        assert sheet.print_title_rows == "$1:$1" and sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0), sheet.title
        assert all(cell.value for cell in sheet[1]), sheet.title
    assert book["Key figures"].page_setup.orientation == "landscape"
    assert book["Key figures"].column_dimensions["A"].width > len("Against the period before")
    assert book.properties.creator != "openpyxl"
    regions = book["6 By region"]
    assert [cell.value for cell in regions[regions.max_row]][:2] == ["Total", 3]
    assert [regions.cell(n, 1).font.b for n in (1, 2, regions.max_row)] == [True, False, True]
    promises = book["2 Promises kept"]
    assert [cell.value for cell in promises[1]] == ["Period", "First reply in time", "target 95%"]
    assert promises.cell(2, 3).value == 0.95 and promises.cell(2, 3).number_format == "0.0%"
    assert [cell.value for cell in book["3 What came in"][1]] == ["What came in", "Oct 2026", "Sep 2026"]


@pytest.mark.django_db
def test_coverage_by_tier_and_region_adds_up_to_all_customers(cast):
    sections = {one["code"]: one for one in in_language(made("visits").snapshot, "en")["sections"]}
    for code in ("tiers", "regions"):
        if table := sections[code]["table"]:
            assert table["totals"][1] == sum(line[1] for line in table["rows"]), code


@pytest.mark.django_db
def test_paper_says_who_asked_for_the_report(cast):
    with override("en"):
        assert stored.facts(made("service"))[2] == "made by schedule"
        row = ordered("cost", asked_by=cast.manager)
        row.fixed_at = NOW
        assert stored.facts(row)[2] == f"requested by {cast.manager}"


def test_numbers_in_answers_fit_one_and_many():
    with override("en"):
        for text in map(str, SAID.values()):
            assert not re.search(r"%\((rest|count)\)s (were|[a-z]+s\b)", text), text


@pytest.mark.django_db
def test_line_begins_with_the_first_period_that_has_a_value(cast):
    for at in (OCTOBER, SEPTEMBER - DAY * 31):
        replied(cast, DAY / 4, at, region=cast.east)
    sections = {one["code"]: one for one in in_language(made("service").snapshot, "en")["sections"]}
    assert [at for at, _value in sections["promises"]["chart"]["values"]] == ["Aug", "Sep", "Oct"]


@pytest.mark.django_db
def test_hash_below_a_report_never_stands_alone_on_a_page(cast):
    report = made("service")
    last = stored.html(report, "en").rpartition("<section")[2]
    assert report.content_hash in last and last.startswith(' class="after">')
