"""Amounts in Chinese capital numerals (人民币大写). Vouchers use them because no stroke can be added to them."""

import re
from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "兆")
LIMIT = Decimal(10) ** 16


def capitals(amount: Decimal) -> str:
    """12860.50 → 壹万贰仟捌佰陆拾元伍角整. The amount has at most two decimals and is not negative."""
    cents = amount * 100
    if amount < 0 or amount >= LIMIT or cents != cents.to_integral_value():
        raise ValueError(f"not a sum of money: {amount}")
    yuan, rest = divmod(int(cents), 100)
    jiao, fen = divmod(rest, 10)
    if not rest:
        return f"{_whole(yuan)}元整"
    text = f"{_whole(yuan)}元" if yuan else ""
    if jiao:
        text += f"{DIGITS[jiao]}角"
    elif yuan:
        text += DIGITS[0]
    return text + (f"{DIGITS[fen]}分" if fen else "整")


def _whole(number: int) -> str:
    """The integer part, in groups of four digits. Several zeros are written as one, and none at the end."""
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    groups_text = [_group(group) + GROUPS[place] if group else DIGITS[0] for place, group in enumerate(groups)]
    text = re.sub(f"{DIGITS[0]}+", DIGITS[0], "".join(reversed(groups_text))).strip(DIGITS[0])
    return text or DIGITS[0]


def _group(group: int) -> str:
    """Four digits with their places. A leading zero is kept: 860 → 零捌佰陆拾."""
    signs = [
        DIGITS[digit] + (PLACES[3 - index] if digit else "")
        for index, digit in enumerate(int(sign) for sign in f"{group:04d}")
    ]
    return re.sub(f"{DIGITS[0]}+", DIGITS[0], "".join(signs)).rstrip(DIGITS[0])
