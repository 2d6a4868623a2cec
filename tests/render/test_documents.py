import re
import subprocess
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.conf import settings
from django.template import engines
from django.utils import translation
from pypdf import PdfReader

from aftersales.render.blocks import (
    PAGE_WIDTH,
    Column,
    Decision,
    Field,
    Letterhead,
    Signature,
    Table,
    form_rows,
    text_width,
)
from aftersales.render.pdf import render_pdf

pytestmark = pytest.mark.once
LETTERHEAD = Letterhead(
    "华北恒温电器有限公司", "Hengwen Appliances", "保定市朝阳北大街 1 号", "400-820-8820", "static:img/icon.svg"
)
CONTENT = """{% extends "pdf/base.html" %}{% block content %}
{% include "pdf/parts/form.html" with fields=fields %}{% include "pdf/parts/table.html" with table=table heading="明细" %}
{% include "pdf/parts/decisions.html" with decisions=decisions %}{% include "pdf/parts/signatures.html" with signatures=signatures %}
{% endblock %}"""


def document(language: str, rows: int = 2) -> PdfReader:
    context = {
        "letterhead": LETTERHEAD,
        "title": "退换货审批单",
        "number": "RT-2026-00042",
        "meta": ["2026-11-20"],
        "fields": [Field("客户", "<张三> & 李四"), Field("电话", "1"), Field("问题", "很长的说明。" * 60, wide=True)],
        "table": Table(
            [Column("商品", 4), Column("金额", 1, number=True)],
            [(f"第{n}行", "¥1.00") for n in range(rows)],
            ("合计", "¥2.00"),
        ),
        "decisions": [
            Decision("总经理", "同意", "李明华", datetime(2026, 11, 20, 6, 31, tzinfo=UTC), "情况属实。", mark="done")
        ],
        "signatures": [Signature("经办人", "赵小燕"), Signature("客户")],
    }
    with translation.override(language):
        page = engines["django"].from_string(CONTENT).render(context)
    return PdfReader(BytesIO(render_pdf(page)))


@pytest.fixture(scope="module")
def chinese() -> PdfReader:
    return document("zh-hans", rows=60)


def test_document_holds_all_given_text(chinese: PdfReader) -> None:
    text = "".join(page.extract_text() for page in chinese.pages)
    for words in (
        "华北恒温电器有限公司",
        "RT-2026-00042",
        "<张三> & 李四",
        "第59行",
        "合计",
        "同意",
        "李明华",
        "2026-11-20 14:31",
        "经办人",
    ):
        assert words in text


def test_pages_are_numbered_in_chinese(chinese: PdfReader) -> None:
    count = len(chinese.pages)
    assert count > 1
    for number, page in enumerate(chinese.pages, start=1):
        assert f"第 {number} 页 共 {count} 页" in page.extract_text()


def test_pages_are_numbered_in_english() -> None:
    reader = document("en")
    assert f"Page 1 of {len(reader.pages)}" in reader.pages[0].extract_text()
    assert reader.trailer["/Root"]["/Lang"] == "en"


def test_table_headings_and_number_are_repeated_on_each_page(chinese: PdfReader) -> None:
    second = chinese.pages[1].extract_text()
    assert "商品" in second
    assert "RT-2026-00042" in second


def test_letterhead_is_on_the_first_page_only(chinese: PdfReader) -> None:
    assert LETTERHEAD.address in chinese.pages[0].extract_text()
    assert LETTERHEAD.address not in chinese.pages[1].extract_text()


def test_metadata_names_document_and_company(chinese: PdfReader) -> None:
    assert chinese.metadata
    assert chinese.metadata.title == "退换货审批单 RT-2026-00042"
    assert chinese.metadata.author == "华北恒温电器有限公司"
    assert chinese.trailer["/Root"]["/Lang"] == "zh-Hans"


@pytest.mark.parametrize(
    ("fields", "spans"),
    [
        ("", []),
        ("h", [[3]]),
        ("hh", [[1, 1]]),
        ("hhh", [[1, 1], [3]]),
        ("hwh", [[3], [3], [3]]),
        ("whhw", [[3], [1, 1], [3]]),
    ],
)
def test_form_rows_fill_the_width(fields: str, spans: list[list[int]]) -> None:
    rows = form_rows(Field(kind, wide=kind == "w") for kind in fields)
    assert [[cell.span for cell in row] for row in rows] == spans


def test_table_widths_add_up_to_the_page() -> None:
    table = Table([Column("a", 3), Column("b")], [])
    wide, narrow = (float(width.rstrip("%")) for _, width in table.widths())
    assert wide + narrow == pytest.approx(100, abs=0.02)
    assert 2.5 < wide / narrow < 3


def test_heading_and_number_of_a_table_have_the_width_that_they_need() -> None:
    table = Table(
        [Column("Goods", 9), Column("Inspected", 0), Column("n", 0, number=True)], [["", "", "¥123,456,789.00"]]
    )
    shares = [float(width.rstrip("%")) * 1.74 for _, width in table.widths()]
    assert shares[1] > 9 * 2
    assert shares[2] > 15 * 2


def test_record_numbers_and_dates_are_not_broken() -> None:
    table = Table(
        [Column("No.", 0), Column("Day", 0), Column("Text", 9)], [["TK-2026-00003\n2026-11-18", "2026-11-18", ""]]
    )
    number, day, _text = (float(width.rstrip("%")) * 1.74 for _, width in table.widths())
    assert number > 13 * 1.9 and day > 10 * 1.9


def test_table_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="argument"):
        list(Table([Column("a"), Column("b")], [("only one",)]).cells())


def test_long_file_name_stays_under_its_picture() -> None:
    style = (settings.BASE_DIR / "static/css/pdf.css").read_text()
    cells = "".join(f'<td><img src=""><p>{name}</p></td>' for name in ("a" * 100 + ".jpg", "照片" * 50))
    content = render_pdf(
        f'<html lang="en"><style>{style}</style><table class="pictures"><tr>{cells}</tr></table></html>'
    )
    layout = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=content, capture_output=True, check=True).stdout
    edges = [(float(left), float(right)) for left, right in re.findall(rb'xMin="([\d.]+)".*xMax="([\d.]+)"', layout)]
    picture = 84 / 25.4 * 72  # two pictures a row
    assert len(edges) > 6
    assert all(right - left <= picture + 1 for left, right in edges)


def test_short_table_is_not_cut_by_the_end_of_a_page():
    columns = [Column("批号", 3), Column("件数", 1, number=True)]
    assert Table(columns, [("B2603-17", "1")] * 12).is_short()
    assert not Table(columns, [("B2603-17", "1")] * 13).is_short()
    assert not Table(columns, [("说明" * 40, "1")]).is_short()


def test_name_of_a_quarter_stays_in_one_line():
    """In Chinese with its spaces: 2026 年第 4 季度."""
    (_name, width) = Table([Column("2026 年第 4 季度", 0, number=True), Column("x")], [("1", "")]).widths()[0]
    assert float(width[:-1]) / 100 * PAGE_WIDTH >= text_width("2026 年第 4 季度")
