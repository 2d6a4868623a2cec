"""Reads amounts of money, quantities and other numbers as people type them.

Full-width digits and signs (１００．５０, ￥) are normalised, because Chinese input methods produce them;
so are a leading ￥ or ¥, a trailing 元, and commas between thousands. Anything else that is not a
plain number is refused, never guessed: digits of other scripts, 1_000, 1e5, NaN.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from .errors import InvalidInput, gettext_noop

AMOUNT_LIMIT = Decimal("99999999.99")
QUANTITY_LIMIT = 9_999_999
LONGEST = 300  # characters of a number without limits

_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_NEGATIVE = re.compile(r"[-\u2212\u2010\u2013]\s*[.0-9]")


def parse_amount(text: str, *, field: str = "amount") -> Decimal:
    """An amount from 0 to 99,999,999.99 with at most two decimals. Raises InvalidInput.

    1.500 is refused, not read as 1.50: in some countries it means fifteen hundred.
    """
    number = _read(text, field)
    if len(number.partition(".")[2]) > 2:
        raise _too_precise(field)
    return check_amount(Decimal(number), field=field)


def check_amount(amount: Decimal, *, field: str = "amount") -> Decimal:
    """The same limits for a computed amount; returns it with two decimals."""
    if not amount.is_finite():
        raise _unreadable(field)
    if amount < 0:
        raise _negative(field)
    if amount > AMOUNT_LIMIT:
        raise InvalidInput(
            gettext_noop("The largest amount is %(limit)s."),
            code="amount_too_large",
            params={"limit": f"{AMOUNT_LIMIT:,}"},
            field=field,
        )
    rounded = amount.quantize(Decimal("0.01"))
    if rounded != amount:
        raise _too_precise(field)
    return rounded


def parse_quantity(text: str, *, field: str = "quantity") -> int:
    """A whole number of pieces from 1 to 9,999,999."""
    number = _read(text, field)
    whole, _, decimals = number.partition(".")
    if decimals.strip("0"):
        raise InvalidInput(gettext_noop("A quantity must be a whole number."), code="quantity_not_whole", field=field)
    if len(whole) > 7 or not 1 <= int(whole) <= QUANTITY_LIMIT:
        raise InvalidInput(
            gettext_noop("A quantity must be between 1 and %(limit)s."),
            code="quantity_out_of_range",
            params={"limit": f"{QUANTITY_LIMIT:,}"},
            field=field,
        )
    return int(whole)


def read_number(text: str, *, field: str = "") -> Decimal:
    """A number of any size, which may be negative; the caller knows its limits. Raises InvalidInput."""
    plain = _half_width(text, field)
    if len(plain) > LONGEST:
        raise _unreadable(field)
    sign = -1 if _NEGATIVE.match(plain) else 1
    return sign * Decimal(_read(plain[1:] if sign < 0 else plain, field))


def read_count(text: str, *, field: str = "") -> int:
    """A whole number; 5.0 is 5, as spreadsheets write it. Raises InvalidInput."""
    number = read_number(text, field=field)
    if number != number.to_integral_value():
        raise InvalidInput(gettext_noop("Enter a whole number."), code="not_whole", field=field)
    return int(number)


def _read(text: str, field: str) -> str:
    """The digits, without currency and grouping, no leading zeros; never a sign or an exponent."""
    plain = _half_width(text, field)
    plain = plain.removeprefix("¥").removesuffix("元").strip()
    if not plain:
        raise InvalidInput(gettext_noop("Enter a number."), code="number_missing", field=field)
    if _NEGATIVE.match(plain):
        raise _negative(field)
    if not (_PLAIN.fullmatch(plain) or _GROUPED.fullmatch(plain)):
        raise _unreadable(field)
    whole, dot, decimals = plain.replace(",", "").partition(".")
    return f"{whole.lstrip('0') or '0'}{dot if decimals else ''}{decimals}"


def _half_width(text: str, field: str) -> str:
    """２ is 2, but ², ½ and ① are no digits."""
    if any(unicodedata.category(sign) == "No" for sign in text):
        raise _unreadable(field)
    return unicodedata.normalize("NFKC", text).strip()


def _unreadable(field: str) -> InvalidInput:
    return InvalidInput(
        gettext_noop("Not a valid number. Use only digits and at most one decimal point."),
        code="number_unreadable",
        field=field,
    )


def _negative(field: str) -> InvalidInput:
    return InvalidInput(gettext_noop("Negative numbers are not allowed here."), code="number_negative", field=field)


def _too_precise(field: str) -> InvalidInput:
    return InvalidInput(gettext_noop("Amounts can have at most two decimals."), code="amount_too_precise", field=field)
