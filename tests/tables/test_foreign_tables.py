"""Lists from elsewhere: their codings, what stands above their headings, what Excel has spoilt in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from aftersales.tables import TableError, open_table
from aftersales.tables.columns import fields_of, knows, read_table, unread_columns

pytestmark = pytest.mark.once
WORDS = {"name": ("客户名称", "公司名称"), "phone": ("电话", "手机"), "day": ("日期", "date")}
SIMPLE = "客户名称,电话,日期\n青禾样例食品厂,021-55550001,2026-01-02\n云杉虚构酒店,13911112222,\n"
TRADITIONAL = "客戶名稱,電話,日期\n臺灣電子股份有限公司,02-55550001,\n雲杉飯店,13911112222,\n"


def file(tmp_path: Path, content: str | bytes, coding: str = "utf-8") -> Path:
    path = tmp_path / "table"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(coding))
    return path


def sheets(tmp_path: Path, *tables: list[list[Any]], formats: dict[str, str] | None = None) -> Path:
    book = Workbook()
    for number, rows in enumerate(tables):
        sheet = book.active if not number else book.create_sheet(f"S{number}")
        for row in rows:
            sheet.append(row)
        for ref, code in (formats or {}).items():
            sheet[ref].number_format = code
    path = tmp_path / "table"
    book.save(path)
    return path


def names(path: Path) -> list[str]:
    return [row.fault or row.values["name"] for row in read_table(path, WORDS)]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_chinese_list_is_read_in_every_usual_coding(tmp_path, coding):
    assert names(file(tmp_path, SIMPLE, coding)) == ["青禾样例食品厂", "云杉虚构酒店"]


@pytest.mark.parametrize("coding", ["utf-8", "big5", "gb18030"])
def test_traditional_list_is_read_rightly_with_its_headings(tmp_path, coding):
    assert names(file(tmp_path, TRADITIONAL, coding)) == ["臺灣電子股份有限公司", "雲杉飯店"]


@pytest.mark.parametrize(
    "found", [["Müller GmbH", "Café Zoë"], ["Société d’Électricité", "Œuvre SARL"], ["AB 5 °C", "CD"]]
)
def test_western_list_is_read_rightly(tmp_path, found):
    text = "name,phone\n" + "".join(f"{name},030-1234567\n" for name in found)
    assert names(file(tmp_path, text, "cp1252")) == found


@pytest.mark.parametrize(
    ("coding", "name"),
    [("cp950", "宏碁電腦股份有限公司"), ("cp932", "髙橋①商店の店"), ("gb18030", "A区"), ("gb18030", "李")],
)
def test_signs_that_excel_writes_are_read_in_their_coding(tmp_path, coding, name):
    assert names(file(tmp_path, f"name,phone\n{name},1\n", coding)) == [name]


@pytest.mark.parametrize("below", ["丙厂,1,,\n", "安徽华能电厂,1,,\n"])
def test_short_chinese_list_is_not_taken_for_korean(tmp_path, below):
    text = f"客户名称,电话,产品编号,单价\n{below}"
    assert names(file(tmp_path, text, "gb18030")) == [below.partition(",")[0]]


def test_japanese_list_is_read_rightly(tmp_path):
    text = "name,phone\nトヨタ自動車株式会社,03-12345678\nさくら商店,03-22223333\n"
    assert names(file(tmp_path, text, "shift_jis")) == ["トヨタ自動車株式会社", "さくら商店"]


def test_rare_characters_of_gb18030_are_read(tmp_path):
    text = "客户名称,电话\n䶮𠮷㐂𡃁,021-1\n李镕堃,021-2\n"
    assert names(file(tmp_path, text, "gb18030")) == ["䶮𠮷㐂𡃁", "李镕堃"]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (SIMPLE.encode("gb18030") + "Müller GmbH,1,\n".encode("cp1252"), "4"),
        (SIMPLE.encode("gb18030") + "臺灣電子,1,\n".encode("big5"), "4"),
        ("имя,телефон\nИванов,1\n".encode("cp1251"), "1"),
        ("회사,전화\n삼성전자주식회사,1\n현대자동차,2\n".encode("euc_kr"), "1"),
        ("会社名,電話\nトヨタ自動車,1\n".encode("euc_jp"), "1"),
        ("name,phone\nИванов,1\nПетров,2\n".encode("koi8_r"), "2"),
        ("name,phone\nИванов,1\nПетров,2\n".encode("cp1251"), "2"),
        ("name,phone\nΕταιρεία,1\n".encode("cp1253"), "2"),
        ("name,phone\n삼성전자,1\n엘지전자,2\n".encode("euc_kr"), "2"),
        ("name,phone\nบริษัททดสอบ,1\n".encode("cp874"), "2"),
        ("name,phone\nŞişli Gıda,1\n".encode("cp1254"), "2"),
    ],
)
def test_other_coding_is_refused_with_its_line(tmp_path, content, line):
    with pytest.raises(TableError) as told:
        names(file(tmp_path, content))
    assert str(told.value.params["line"]) == line


@pytest.mark.parametrize(
    "content", [b"$\xa2\x9f\x9c\x02\x07\xd4\xc2", b"\x81", b"\xff\xfe\x00", bytes(range(256)), b"\xa2\x9f"]
)
def test_bytes_that_are_no_text_are_refused(tmp_path, content):
    with pytest.raises(TableError):
        names(file(tmp_path, content))


def test_text_that_was_damaged_before_is_refused_in_its_row(tmp_path):
    rows = names(file(tmp_path, "客户名称,电话\n甲\ufffd厂,1\n锟斤拷,2\n\ue5e5厂,3\n丙厂,4\n"))
    assert [row for row in rows if "damaged" not in row] == ["丙厂"]


@pytest.mark.parametrize(
    "above",
    ["客户名单\n", "客户名单 2026,\n\n", "sep=,\n", "说明：红色为必填项,,\n制表人：李四,,\n", ",,\n----,----,----\n"],
)
def test_headings_are_found_below_titles_notes_and_rules(tmp_path, above):
    path = file(tmp_path, above + SIMPLE)
    assert names(path) == ["青禾样例食品厂", "云杉虚构酒店"]
    with open_table(path, knows(WORDS)) as table:
        assert table.line == above.count("\n") + 1


@pytest.mark.parametrize("sign", [";", "\t", "|", "，"])
def test_other_signs_between_cells_are_told(tmp_path, sign):
    assert names(file(tmp_path, SIMPLE.replace(",", sign))) == ["青禾样例食品厂", "云杉虚构酒店"]


def test_commas_in_a_single_column_do_not_separate(tmp_path):
    rows = read_table(file(tmp_path, "内容\n坏了，请修\n漏水，来人\n"), {"text": ("内容",)})
    assert [row.values["text"] for row in rows] == ["坏了，请修", "漏水，来人"]


@pytest.mark.parametrize("below", ["----,----,----\n", "必填,选填,选填\n", "name,phone,date\n"])
def test_what_belongs_to_the_headings_is_no_row(tmp_path, below):
    head, rest = SIMPLE.split("\n", 1)
    assert names(file(tmp_path, f"{head}\n{below}{rest}")) == ["青禾样例食品厂", "云杉虚构酒店"]


def test_sheet_with_the_table_is_found_behind_instructions(tmp_path):
    path = sheets(
        tmp_path, [["填写说明"], ["1. 每行一个客户"]], [["客户名单"], ["客户名称", "电话"], ["甲厂", "021-1"]]
    )
    assert names(path) == ["甲厂"]
    with open_table(path, knows(WORDS)) as table:
        assert (table.line, table.sheet) == (2, "S1")


@pytest.mark.parametrize(
    "heading",
    ["客户名称（必填）", "客户名称*", "*客户名称", "客户名称(Customer Name)", "客户名称/Company", "【客户名称】必填项",
     "客户名称：", "客戶名稱", "客户名称 Customer", "客户\n名称", "公司名称（全称）"],
)  # fmt: skip
def test_remarks_and_other_scripts_do_not_hide_a_heading(heading):
    assert fields_of([heading, "电话"], WORDS) == {"name": heading, "phone": "电话"}


def test_columns_that_are_not_read_are_named_also_without_a_heading(tmp_path):
    path = file(tmp_path, "客户名称,,经营范围\n甲厂,某值,食品\n")
    with open_table(path, knows(WORDS)) as table:
        assert unread_columns(table.headings, WORDS) == ["[B]", "经营范围"]


@pytest.mark.parametrize("spoilt", ["1.39E+10", "1.23457E+17", "6.22202E+18", "123456789012345000"])
def test_digits_that_excel_has_dropped_are_refused(tmp_path, spoilt):
    rows = list(read_table(file(tmp_path, f"客户名称,电话\n甲厂,{spoilt}\n"), WORDS))
    assert "Excel has dropped digits" in rows[0].fault
    assert (rows[0].field, rows[0].params["value"]) == ("phone", spoilt)


def test_numbers_of_a_workbook_are_read_as_its_formats_show_them(tmp_path):
    rows = [["客户名称", "电话"], ["甲", 13911112222], ["乙", 42], ["丙", 7], ["丁", 1234567890123456], ["戊", 12]]
    path = sheets(tmp_path, rows, formats={"B3": "000000", "B4": '"SN-"0000', "B6": '0"台"'})
    found = [row.params.get("value") or row.values["phone"] for row in read_table(path, WORDS)]
    assert found == ["13911112222", "000042", "SN-0007", "1234567890123456", "12"]
    assert "dropped digits" in list(read_table(path, WORDS))[3].fault


def test_text_of_a_workbook_keeps_all_its_digits(tmp_path):
    path = sheets(tmp_path, [["客户名称", "电话"], ["甲", "622202020011223000"], ["乙", "0215550001"]])
    assert [row.values["phone"] for row in read_table(path, WORDS) if not row.fault] == [
        "622202020011223000",
        "0215550001",
    ]


def test_tricks_that_keep_zeros_do_not_stay_in_the_number(tmp_path):
    path = file(tmp_path, '客户名称,电话\n甲,"=""0215550001"""\n乙,\'0215550002\n')
    assert [row.values["phone"] for row in read_table(path, WORDS)] == ["0215550001", "0215550002"]
