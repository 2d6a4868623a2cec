"""What leaves the house or hangs on a shelf: the letter of claim and the label of a sample, at their worst."""

import subprocess

import pytest

from complaints.quality.documents import claim_letter, sample_label
from tests.complaints.documents.test_documents import words
from tests.quality import factories as make

pytestmark = pytest.mark.once


def boxes(data: bytes, tmp_path) -> list[tuple[float, float, str]]:
    """Top, bottom and text of every line of the PDF, in points."""
    file = tmp_path / "label.pdf"
    file.write_bytes(data)
    page = subprocess.run(["pdftotext", "-tsv", file, "-"], capture_output=True, check=True, text=True).stdout
    rows = [line.split("\t") for line in page.splitlines()[1:]]
    return [(float(row[7]), float(row[7]) + float(row[9]), row[11]) for row in rows if row[0] == "5"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_label_with_a_long_name_prints_every_fact_above_the_bars(people, tmp_path, language):
    sample = make.sealed(people, seal_number="F-2026-0001")
    sample.product.name = "药品稳定性试验箱（双压缩机，双温区，带冷凝水回收，可接入实验室监控系统）"
    sample.product.name_en = "Chamber for stability tests of medicines with two compressors and two zones, networked"
    data = sample_label.pdf(sample, language)
    assert sample.retain_until.isoformat() in words(data)
    assert len(words(data).split("\f")) <= 2
    lines = boxes(data, tmp_path)
    bars = (70 - 4.5 - 8.5 - 11) / 25.4 * 72  # the upper edge of the bars
    assert max(bottom for _top, bottom, text in lines if text != sample.number) < bars
    assert sample.product.code in words(data)


def test_letter_of_claim_has_no_empty_cells_and_capitals_in_chinese_only(people):
    action = make.claimed(people, make.found(people))
    chinese, english = (claim_letter.html(action, language) for language in ("zh-hans", "en"))
    assert "壹佰肆拾元整" in chinese and "壹佰肆拾元整" not in english
    assert "地址" not in chinese and "Address" not in english
    assert make.FINDINGS["cause"] in english
