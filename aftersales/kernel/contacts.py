"""Reads phone numbers, names and addresses as lists have them, and tells those that somebody has masked."""

from __future__ import annotations

import re
import unicodedata

from .errors import InvalidInput, gettext_noop
from .phones import phone_of, unwrapped
from .words import without_hidden

SHORTEST, LONGEST = 7, 20  # digits of one of several numbers; of any number with its country code and extension
# What other systems write where nothing is known. It is no name and no number.
EMPTY = frozenset({"null", "(null)", "none", "nil", "n/a", "na", "#n/a", "undefined", "nan", "\\n", "同上", "〃", "''"})
_BETWEEN = re.compile(r"\s*(?:[/、;,|\n]|或者?|以及|及|和|&|\bor\b|\band\b)\s*", re.IGNORECASE)
_FURTHER_LINES = re.compile(r"[/、|]")
_STARS = re.compile(r"\*|＊|●{2,}|•{2,}")
_CROSSES = re.compile(r"[xX×]{3,}")  # of a number or a name, not of an address such as maxxx@example.com


def is_masked(text: str) -> bool:
    """Whether a name, number or address was masked: 张*, 139****1111, z***@example.com, 139xxxx1111."""
    return bool(_STARS.search(text) or ("@" not in text and not text.isalpha() and _CROSSES.search(text)))


def is_cut(address: str) -> bool:
    """Whether an address ends where a mask ends it: 上海市…"""
    return is_masked(address) or address.rstrip().endswith(("…", "..."))


def refuse_masked(text: str, field: str) -> None:
    if is_masked(text):
        raise InvalidInput(
            gettext_noop("“%(value)s” is masked. Enter it in full."),
            code="masked",
            field=field,
            params={"value": text[:40]},
        )


def refuse_placeholder(text: str, field: str) -> None:
    if unicodedata.normalize("NFKC", text).strip().casefold() in EMPTY:
        raise InvalidInput(
            gettext_noop("“%(value)s” is no value; leave the cell empty."),
            code="placeholder",
            field=field,
            params={"value": text[:40]},
        )


def split_phones(text: str, field: str = "phone") -> list[str]:
    """The numbers in a cell, the first one first. Raises InvalidInput if a part of it is no number.

    021-5555 0001 is one number; 13911110001/13911110002 and 13911110001 13911110002 are two.
    """
    refuse_masked(text, field)
    refuse_placeholder(text, field)
    plain = unicodedata.normalize("NFKC", without_hidden(text)).strip()
    if not phone_of(plain).fault and not _FURTHER_LINES.search(plain):
        return [unwrapped(plain)]  # also with its extension after one of the signs that separate numbers
    parts = [part for part in _BETWEEN.split(plain) if part]
    numbers = [number for part in parts for number in _apart(part)]
    for number in numbers:
        digits = _digits(number)
        if digits > LONGEST:
            raise _no_number(gettext_noop("“%(value)s” is longer than any phone number."), number, field)
        if not digits or (len(numbers) > 1 and digits < SHORTEST):
            raise _no_number(gettext_noop("“%(value)s” is not a phone number."), number, field)
    return list(dict.fromkeys(numbers))


def _apart(part: str) -> list[str]:
    """Numbers that only blanks separate: each of them is long enough to be one."""
    words = part.split()
    if len(words) > 1 and all(_digits(word) >= SHORTEST for word in words):
        return words
    return [part]


def _digits(text: str) -> int:
    return sum(sign.isascii() and sign.isdigit() for sign in text)


def _no_number(message: str, number: str, field: str) -> InvalidInput:
    return InvalidInput(message, code="no_phone", field=field, params={"value": number[:40]})
