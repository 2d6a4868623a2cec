"""Code 39 against its published patterns."""

import pytest

from aftersales.render.code39 import PATTERNS, QUIET, barcode


@pytest.mark.parametrize(
    ("sign", "pattern"),
    [
        ("0", "000110100"),
        ("1", "100100001"),
        ("9", "001100100"),
        ("A", "100001001"),
        ("K", "100000011"),
        ("T", "000010110"),
        ("U", "110000001"),
        ("Z", "011010000"),
        ("-", "010000101"),
        (".", "110000100"),
        (" ", "011000100"),
        ("*", "010010100"),
        ("$", "010101000"),
        ("/", "010100010"),
        ("+", "010001010"),
        ("%", "000101010"),
    ],
)
def test_patterns_equal_the_standard(sign, pattern):
    assert PATTERNS[sign] == pattern


def test_every_character_has_its_own_three_wide_elements():
    assert len(PATTERNS) == 44
    assert len(set(PATTERNS.values())) == 44
    assert {(len(pattern), pattern.count("1")) for pattern in PATTERNS.values()} == {(9, 3)}


def test_bars_have_quiet_zones_and_start_with_an_asterisk():
    code = barcode("tk-2026-00018")
    assert code.text == "TK-2026-00018"
    assert code.bars[0] == (QUIET, 1)
    assert code.bars[:5] == ((10, 1), (14, 1), (16, 3), (20, 3), (24, 1))
    assert len(code.bars) == 5 * 15
    assert code.width == QUIET * 2 + 15 * 16 - 1
    assert code.bars[-1][0] + code.bars[-1][1] + QUIET == code.width


@pytest.mark.parametrize("text", ["", "A*B", "工单", "a_b"])
def test_characters_without_a_pattern_are_refused(text):
    with pytest.raises(ValueError, match="Code 39"):
        barcode(text)
