"""Finds and erases the words of a person in texts: names, mail addresses, and phone numbers in any writing."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Any
from urllib.parse import quote, quote_plus

from aftersales.kernel.phones import local_part, phone_of

from .personal import ERASED

SHORTEST, SHORTEST_CHINESE = 3, 2  # a shorter word also occurs in texts about other people
SHORTEST_NUMBER = 7  # digits; a shorter number is an extension
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")  # noqa: RUF001
BETWEEN = r"[\s\-.()/·\u2010-\u2015（）]{0,3}"  # noqa: RUF001
COUNTRY = rf"(?:(?:\+|00)?86{BETWEEN})?"


class Mentions:
    """The words of one person. words: names and addresses as they were written. numbers: keys of phone numbers."""

    def __init__(self, words: Collection[str], numbers: Collection[str]) -> None:
        self.words = sorted({word.strip() for word in words if _is_telling(word.strip())}, key=len, reverse=True)
        self.numbers = sorted({key for key in numbers if len(key) >= SHORTEST_NUMBER}, key=len, reverse=True)
        parts = [*map(_any_number, self.numbers), *(_any_word(said) for word in self.words for said in _written(word))]
        self._pattern = re.compile("|".join(parts), re.IGNORECASE) if parts else None

    def __bool__(self) -> bool:
        return self._pattern is not None

    def without(self, others: Collection[str]) -> Mentions:
        """The words and numbers that are none of these."""
        words, numbers = ([one for one in own if one not in others] for own in (self.words, self.numbers))
        return Mentions(words, numbers)

    def are_in(self, text: str) -> bool:
        return self._pattern is not None and self._pattern.search(text) is not None

    def erased(self, value: Any) -> Any:
        """A text or JSON without these words. Its shape stays."""
        if self._pattern is None:
            return value
        if isinstance(value, str):
            return self._pattern.sub(ERASED, value)
        if isinstance(value, dict):
            return {self.erased(name): self.erased(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self.erased(part) for part in value]
        if isinstance(value, int | float) and not isinstance(value, bool) and self.are_in(str(value)):
            return ERASED
        return value

    def likely(self) -> list[str]:
        """Patterns of SQL's LIKE that match every text with one of the words, and some others. JSON may be stored with
        escapes."""
        found = [f"%{said}%" for word in self.words for said in (*_written(word), json.dumps(word)[1:-1])]
        for number in (key.lstrip("0") for key in self.numbers):
            wide = number.translate(FULL_WIDTH)
            found += ["%" + "%".join(digits) + "%" for digits in (number, wide)]
            found.append("%" + "%".join(json.dumps(wide)[1:-1].split("\\")[1:]) + "%")
        return sorted(set(found))


def keys_of(phones: Collection[str]) -> set[str]:
    """The keys of numbers as they were written, of land lines also without the area code."""
    keys = {phone_of(phone).key for phone in phones}
    return (keys | {local_part(key) for key in keys}) - {""}


def words_of(phones: Collection[str]) -> set[str]:
    """What was written instead of a number."""
    return {phone for phone in phones if phone_of(phone).fault and any(sign.isalpha() for sign in phone)}


def _is_telling(word: str) -> bool:
    return len(word) >= (SHORTEST if word.isascii() else SHORTEST_CHINESE) and word != ERASED


def _written(word: str) -> tuple[str, ...]:
    """A word as it stands in texts and in addresses of pages."""
    return tuple(dict.fromkeys((word, quote(word, safe=""), quote_plus(word, safe=""), quote_plus(word, safe="@"))))


def _any_word(word: str) -> str:
    """The word, but not as a part of a longer word in Latin letters."""
    before = r"(?<![A-Za-z0-9])" if word[0].isascii() and word[0].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
    return before + re.escape(word) + after


def _any_number(key: str) -> str:
    """The digits of a number with any signs between them, with or without the code of the country."""
    digits = key[2:] if key.startswith("00") else key.removeprefix("0")
    zero = BETWEEN.join(("(?:[+＋]|[0０]{2})?", "")) if key.startswith("00") else f"(?:[0０]{BETWEEN})?"  # noqa: RUF001
    one = BETWEEN.join(f"[{digit}{digit.translate(FULL_WIDTH)}]" for digit in digits)
    return rf"(?<!\d){'' if key.startswith('00') else COUNTRY}\(?{zero}{one}(?!\d)"
