from decimal import Decimal

import pytest

from complaints.documents.capitals import capitals

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("1", "壹元整"),
        ("1.50", "壹元伍角整"),
        ("10", "壹拾元整"),
        ("100.05", "壹佰元零伍分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("10001", "壹万零壹元整"),
        ("12860.00", "壹万贰仟捌佰陆拾元整"),
        ("20300", "贰万零叁佰元整"),
        ("100000", "壹拾万元整"),
        ("1010101.01", "壹佰零壹万零壹佰零壹元零壹分"),
        ("20000300", "贰仟万零叁佰元整"),
        ("99999999.99", "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("100001000", "壹亿零壹仟元整"),
        ("1000000000000", "壹兆元整"),
    ],
)
def test_amount_is_written_in_chinese_capitals(amount, said):
    assert capitals(Decimal(amount)) == said


@pytest.mark.parametrize("amount", ["-0.01", "1.005", "10000000000000000"])
def test_capitals_refuse_an_impossible_amount(amount):
    with pytest.raises(ValueError):
        capitals(Decimal(amount))
