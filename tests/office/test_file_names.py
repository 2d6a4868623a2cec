"""A file is called after what it is, and keeps its name in any script when it is downloaded."""

from __future__ import annotations

import pytest

from aftersales.office.services.files import clean_name, name_of_content


@pytest.mark.parametrize(
    ("given", "suffix", "name"),
    [
        ("照片.heic", "jpg", "照片.jpg"),
        ("照片.JPEG", "jpg", "照片.JPEG"),
        ("scan.tif", "png", "scan.png"),
        ("报告", "pdf", "报告.pdf"),
        ("v1.2", "pdf", "v1.2.pdf"),
        ("报告.pdf", "pdf", "报告.pdf"),
        ("照片.png.exe", "png", "照片.png.exe.png"),
        ("\u202egpj.照片.png", "png", "gpj.照片.png"),
    ],
)
def test_name_has_the_suffix_of_the_content(given, suffix, name):
    assert name_of_content(given, suffix) == name


@pytest.mark.parametrize(
    ("given", "name"), [("报告", "报告"), (".env", "env"), ("..", "file"), ("甲/乙.pdf", "乙.pdf")]
)
def test_name_without_a_suffix_is_not_doubled(given, name):
    assert clean_name(given) == name
