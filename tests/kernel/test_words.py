"""Words of foreign lists: yes and no, codes, numbers of people, masked values, signs that nobody sees."""

from __future__ import annotations

import pytest

from aftersales.kernel.contacts import is_cut, is_masked, split_phones
from aftersales.kernel.errors import InvalidInput
from aftersales.kernel.words import code_key, in_one_line, read_yes_no, without_hidden, without_turns

pytestmark = pytest.mark.once


@pytest.mark.parametrize("text", ["是", "Yes", "TRUE", "1", "1.0", "√", "Ｙ", " 有 "])
def test_words_for_yes(text):
    assert read_yes_no(text) is True


@pytest.mark.parametrize("text", ["否", "No", "FALSE", "0", "0.0", "×", "无"])
def test_words_for_no(text):
    assert read_yes_no(text) is False


@pytest.mark.parametrize("text", ["", "也许", "2", "maybe"])
def test_other_words_are_neither(text):
    assert read_yes_no(text) is None


@pytest.mark.parametrize("text", ["b2603-17", "Ｂ２６０３－１７", " B2603-17\u200b"])
def test_code_has_one_form(text):
    assert code_key(text) == "B2603-17"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("13911110001/13911110002", ["13911110001", "13911110002"]),
        ("13911110001、13911110002；13911110003", ["13911110001", "13911110002", "13911110003"]),
        ("13911110001 13911110002", ["13911110001", "13911110002"]),
        ("13911110001或13911110002", ["13911110001", "13911110002"]),
        ("021-5555 0001", ["021-5555 0001"]),
        ("+86 139 1111 2222", ["+86 139 1111 2222"]),
        ("139 1111 2222", ["139 1111 2222"]),
        ("(021) 55550001 转 802", ["(021) 55550001 转 802"]),
        ("13911110001,13911110001", ["13911110001"]),
        ("0755-23456789,,301", ["0755-23456789,,301"]),
        ("0755-23456789;ext=301", ["0755-23456789;ext=301"]),
    ],
)
def test_numbers_in_a_cell_are_told_apart(text, numbers):
    assert split_phones(text) == numbers


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1391111000113911110002", "no_phone"),
        ("021-55550001/02", "no_phone"),
        ("没有", "no_phone"),
        ("139****1111", "masked"),
        ("139xxxx1111", "masked"),
        ("NULL", "placeholder"),
        ("#N/A", "placeholder"),
        ("同上", "placeholder"),
    ],
)
def test_what_is_no_number_is_refused_with_the_reason(text, code):
    with pytest.raises(InvalidInput) as told:
        split_phones(text, "phone")
    assert (told.value.code, told.value.field) == (code, "phone")


@pytest.mark.parametrize("text", ["䶮*", "Z***", "a**@b.c", "张＊", "139****1111"])
def test_masked_values_are_recognised(text):
    assert is_masked(text)


@pytest.mark.parametrize("text", ["张三", "xxx", "Max", "甲厂（A座）", "021-5555", "maxxx@example.com"])
def test_plain_values_are_not_masked(text):
    assert not is_masked(text)


def test_address_that_a_mask_has_cut_is_recognised():
    assert is_cut("上海市…")
    assert not is_cut("上海市浦东新区")


def test_signs_that_turn_or_hide_text_are_removed():
    assert without_hidden("甲\u202e厂\u200b\x07") == "甲厂"
    assert in_one_line("甲 \r\n乙\t厂\u200b") == "甲 乙 厂"
    assert without_turns("一行\n\u202e二行\u200d") == "一行\n二行\u200d"
