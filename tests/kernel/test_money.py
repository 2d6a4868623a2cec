from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.kernel.errors import InvalidInput
from aftersales.kernel.money import AMOUNT_LIMIT, check_amount, parse_amount, parse_quantity

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", "0.00"),
        ("0.01", "0.01"),
        ("007", "7.00"),
        (".5", "0.50"),
        ("5.", "5.00"),
        (" 12.30 ", "12.30"),
        ("1,234.50", "1234.50"),
        ("99,999,999.99", "99999999.99"),
        ("99999999.99", "99999999.99"),
        ("１００．５０", "100.50"),
        ("￥１，２３４", "1234.00"),
        ("¥ 88.8", "88.80"),
        ("88.8元", "88.80"),
    ],
)
def test_parse_amount_accepts_common_notations(text, amount):
    assert str(parse_amount(text)) == amount


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "number_missing"),
        ("  ", "number_missing"),
        ("￥", "number_missing"),
        ("-1", "number_negative"),
        ("－１", "number_negative"),
        ("-0", "number_negative"),
        ("−5", "number_negative"),
        ("NaN", "number_unreadable"),
        ("inf", "number_unreadable"),
        ("1e400", "number_unreadable"),
        ("1e2", "number_unreadable"),
        ("+1", "number_unreadable"),
        ("1 000", "number_unreadable"),
        ("1,00", "number_unreadable"),
        ("1,2345", "number_unreadable"),
        ("1.2.3", "number_unreadable"),
        (".", "number_unreadable"),
        ("0x10", "number_unreadable"),
        ("1_000", "number_unreadable"),
        ("١٢", "number_unreadable"),
        ("一百", "number_unreadable"),
        ("1万", "number_unreadable"),
        ("$5", "number_unreadable"),
        ("0.001", "amount_too_precise"),
        ("1.500", "amount_too_precise"),
        ("100000000", "amount_too_large"),
        ("99999999.995", "amount_too_precise"),
        ("9" * 10_000, "amount_too_large"),
    ],
)
def test_parse_amount_refuses_invalid_text(text, code):
    with pytest.raises(InvalidInput) as refusal:
        parse_amount(text, field="price")
    assert (refusal.value.code, refusal.value.field) == (code, "price")


def test_parse_amount_names_the_limit():
    with pytest.raises(InvalidInput) as refusal:
        parse_amount("100000000.00")
    assert str(refusal.value) == "The largest amount is 99,999,999.99."


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("NaN", "number_unreadable"),
        ("Infinity", "number_unreadable"),
        ("-0.01", "number_negative"),
        ("100000000.00", "amount_too_large"),
        ("1E+999999999", "amount_too_large"),
        ("0.005", "amount_too_precise"),
    ],
)
def test_check_amount_refuses_inexact_or_impossible_values(amount, code):
    with pytest.raises(InvalidInput) as refusal:
        check_amount(Decimal(amount))
    assert refusal.value.code == code


def test_check_amount_accepts_the_limit():
    assert check_amount(AMOUNT_LIMIT) == AMOUNT_LIMIT
    assert str(check_amount(Decimal("1.500"))) == "1.50"


@pytest.mark.parametrize(
    ("text", "quantity"), [("1", 1), ("２０", 20), ("3.0", 3), ("1,000", 1000), ("9999999", 9_999_999)]
)
def test_parse_quantity_accepts_whole_numbers(text, quantity):
    assert parse_quantity(text) == quantity


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0", "quantity_out_of_range"),
        ("10000000", "quantity_out_of_range"),
        ("9" * 10_000, "quantity_out_of_range"),
        ("1.5", "quantity_not_whole"),
        ("-1", "number_negative"),
        ("ten", "number_unreadable"),
        ("", "number_missing"),
    ],
)
def test_parse_quantity_refuses_invalid_text(text, code):
    with pytest.raises(InvalidInput) as refusal:
        parse_quantity(text)
    assert (refusal.value.code, refusal.value.field) == (code, "quantity")


@given(st.text())
def test_any_text_is_parsed_or_refused(text):
    try:
        amount = parse_amount(text)
    except InvalidInput as refusal:
        assert str(refusal)
    else:
        assert 0 <= amount <= AMOUNT_LIMIT


@given(st.decimals(min_value=0, max_value=AMOUNT_LIMIT, places=2))
def test_formatted_amount_can_be_parsed_again(amount):
    assert parse_amount(f"{amount:,}") == amount
