"""One number has one key, whatever people type around it; what is no number is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.kernel.phones import (
    NOT_A_NUMBER,
    SEVERAL,
    WRONG_LENGTH,
    is_local,
    local_part,
    phone_key,
    phone_of,
    same_line,
    unwrapped,
)

EXTENSIONS = ["转8001", "-8001", " ext 8001", " ext. 8001", "x8001", "#8001", "分机8001", "分机号：8001", "p8001"]
EXTENSIONS += [
    ";ext=8001",
    "(8001)",
    ",8001",
    "*8001",
    " 8001",
    "/8001",
    "（转8001）",
    "－8001",
    "轉 8001",
    "EXT:8001",
    " 转分机8001",
]
LAND = [
    "0571-88887777",
    "(0571)88887777",
    "0571 8888 7777",
    "+86 571 88887777",
    "+86 (0)571-8888-7777",
    "０５７１－８８８８７７７７",
]
LAND += [
    "0086 571 88887777",
    "86-571-88887777",
    "8657188887777",
    "57188887777",
    "(86)0571-88887777",
    "+86-0571-88887777",
]
MOBILE = ["13800002406", "138-0000-2406", "+86 138 0000 2406", "8613800002406", "0086-13800002406", "013800002406"]
MOBILE += [
    "(+86)13800002406",
    "86 138 0000 2406",
    "'13800002406",
    '="13800002406"',
    "13800002406.0",
    "13800002406.00",
    "13800002406;",
    "13800002406，",
    "手机：13800002406",
]


@pytest.mark.parametrize("written", LAND)
def test_land_line_has_one_key(written):
    assert phone_of(written) == phone_of("057188887777")
    assert (phone_key(written), phone_of(written).fault) == ("057188887777", "")


@pytest.mark.parametrize("written", MOBILE)
def test_mobile_number_has_one_key(written):
    assert (phone_key(written), phone_of(written).fault) == ("13800002406", "")


@pytest.mark.parametrize("written", [line + extension for line in LAND[:6] for extension in EXTENSIONS])
def test_extension_is_no_part_of_the_key(written):
    phone = phone_of(written)
    assert (phone.key, phone.extension, phone.fault) == ("057188887777", "8001", "")


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("+852 2345 6789", "0085223456789"),
        ("00852-23456789", "0085223456789"),
        ("852 2345 6789", "0085223456789"),
        ("+853 6612 3456", "0085366123456"),
        ("+886 2 2345 6789", "00886223456789"),
        ("+886 (0)2 2345 6789", "00886223456789"),
        ("+886-02-2345-6789", "00886223456789"),
        ("886 912 345 678", "00886912345678"),
        ("+44 (0)20 7946 0958", "00442079460958"),
        ("0044 20 7946 0958 ext 12", "00442079460958"),
        ("+39 06 698 12345", "00390669812345"),
        ("+1 (415) 555-0100", "0014155550100"),
    ],
)
def test_number_abroad_has_one_key(written, key):
    assert (phone_key(written), phone_of(written).fault) == (key, "")


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("400-820-8820", "4008208820"),
        ("400 820 8820-3", "4008208820"),
        ("+86 400 820 8820", "4008208820"),
        ("95588", "95588"),
        ("8001", "8001"),
        ("0592-2345678", "05922345678"),
        ("592-2345678", "05922345678"),
        ("021-58888888-12", "02158888888"),
        ("21 5888 8888", "02158888888"),
        ("0512-6858-8888-801", "051268588888"),
        ("0571-88887777/78", "057188887777"),
        ("88887777", "88887777"),
    ],
)
def test_area_code_decides_the_length(written, key):
    assert (phone_key(written), phone_of(written).fault) == (key, "")


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("#N/A", NOT_A_NUMBER),
        ("NULL", NOT_A_NUMBER),
        ("同上", NOT_A_NUMBER),
        ("无", NOT_A_NUMBER),
        ("-", NOT_A_NUMBER),
        ("1.38E+10", NOT_A_NUMBER),
        ("O571-88887777", NOT_A_NUMBER),
        ("1380000240", WRONG_LENGTH),
        ("138000024066", WRONG_LENGTH),
        ("+86 1380000240", WRONG_LENGTH),
        ("0571-8888777", WRONG_LENGTH),
        ("05718888777788", WRONG_LENGTH),
        ("11800002406", WRONG_LENGTH),
        ("7", WRONG_LENGTH),
        ("000", WRONG_LENGTH),
        ("13911110001/13911110002", SEVERAL),
        ("13911110001、13911110002", SEVERAL),
        ("13911110001 或 0571-88887777", SEVERAL),
    ],
)
def test_what_is_no_number_is_told(written, fault):
    assert phone_of(written).fault == fault


def test_masked_number_has_no_key():
    assert phone_key("138 **** 2406") == ""


def test_land_line_is_known_without_its_area_code():
    assert local_part("057188887777") == "88887777" and is_local("88887777")
    assert same_line("057188887777") == ["057188887777", "88887777"]
    assert same_line("13800002406") == ["13800002406"]


def test_number_is_kept_as_it_was_written_without_spreadsheet_signs():
    assert unwrapped("'0571-88887777 转 8001") == "0571-88887777 转 8001"
    assert unwrapped('="０１０ 8888 6666"') == "010 8888 6666"


@given(st.text(max_size=40))
def test_any_text_is_read_without_an_error(text):
    phone = phone_of(text)
    assert phone.key == "" or phone.key.isdecimal()


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "+86", "0086 ", "86-", "0", "(+86)"]))
def test_country_code_and_zero_change_nothing(number, before):
    assert phone_key(before + number) == number
