"""What the cells of a workbook refer to: shared texts, and the formats that make a number a date or a code."""

from __future__ import annotations

import os
import re
import tempfile
from array import array
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import IO, Self

from aftersales.kernel.errors import gettext_noop
from aftersales.kernel.moments import from_serial

from .faults import MAX_CELL, Spoilt, TableError
from .markup import stream

MOST = 5_000_000  # shared texts whose positions are kept
KEPT = 512  # texts in memory; a cell may hold 32,767 characters
LAST_DAY = 2_958_465  # 9999-12-31
SINCE_1904 = 1462  # days between the two date systems of Excel
# Numbers of the built-in date formats of Excel, including the Chinese ones.
DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
LAST_COLUMN = 16_384
MOST_EXACT = 10**15  # Excel keeps fifteen digits of a number
_CODE_PART = re.compile(r'0|#|"[^"]*"|\\.|[- /()]')


def place(ref: str) -> tuple[int, int]:
    """(row, column) of C12, both counted from 1. Raises ValueError for a place that no sheet has."""
    match = _PLACE.fullmatch(ref)
    if match is None:
        raise ValueError(ref)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    if column > LAST_COLUMN:
        raise ValueError(ref)
    return int(match[2]), column


def unescaped(text: str) -> str:
    """Decodes _x000D_, which stands for a character that XML cannot hold."""
    return _ESCAPE.sub(_sign, text) if "_x" in text else text


def _sign(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code in (9, 10, 13) or 32 <= code < 0xD800 or code > 0xDFFF else ""


class Texts:
    """The shared texts, kept in a file, because a workbook may hold millions of them."""

    def __init__(self) -> None:
        self.ends = array("Q")
        self.get = lru_cache(KEPT)(self._get)

    def __enter__(self) -> Self:
        self.file = tempfile.TemporaryFile()
        return self

    def __exit__(self, *error: object) -> None:
        self.file.close()

    def read(self, source: IO[bytes]) -> None:
        self.parts: list[str] = []
        self.is_text = self.is_sound = False
        self.length = self.end = 0
        with source:
            for _block in stream(source, self._start, self._stop, self._text):
                pass
        self.file.flush()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self.parts, self.length = [], 0
        elif name == "rPh":  # the pronunciation
            self.is_sound = True
        elif name == "t":
            self.is_text = not self.is_sound

    def _stop(self, name: str) -> None:
        if name == "t":
            self.is_text = False
        elif name == "rPh":
            self.is_sound = False
        elif name == "si":
            self.end += self.file.write(unescaped("".join(self.parts)).encode())
            self.ends.append(self.end)
            if len(self.ends) > MOST:
                raise TableError(gettext_noop("The workbook is too large to read once unpacked. Save it as CSV."))

    def _text(self, text: str) -> None:
        if self.is_text and self.length <= MAX_CELL:
            self.parts.append(text[: MAX_CELL + 1])
            self.length += len(text)

    def _get(self, number: int) -> str:
        start = self.ends[number - 1] if number else 0
        return os.pread(self.file.fileno(), self.ends[number] - start, start).decode()


class Styles:
    """Which cell styles show dates, and which show a number as a code: 00000, "SN-"0000."""

    def __init__(self, is_1904: bool) -> None:
        self.since = SINCE_1904 if is_1904 else 0
        self.dates: set[str] = set()
        self.codes: dict[str, list[str]] = {}

    def read(self, found: Iterable[tuple[str, dict[str, str]]]) -> None:
        formats, codes, is_cells, number = set(map(str, DATES)), dict[str, list[str]](), False, 0
        for tag, attributes in found:
            if tag == "numFmt":
                shape, key = attributes.get("formatCode", "").partition(";")[0], attributes.get("numFmtId", "")
                if _DATE.search(_LITERAL.sub("", shape)):
                    formats.add(key)
                elif parts := _code_parts(shape):
                    codes[key] = parts
            elif tag in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
                is_cells = tag == "cellXfs"
            elif tag == "xf" and is_cells:
                key = attributes.get("numFmtId", "")
                if key in formats:
                    self.dates.add(str(number))
                elif key in codes:
                    self.codes[str(number)] = codes[key]
                number += 1

    def shown(self, text: str, style: str) -> str:
        """A number as people read it: 1.0 is 1, a day has no time, a code has its zeros."""
        number = float(text)
        if style in self.dates and 0 <= number < LAST_DAY:
            return self._moment(number)
        if not number.is_integer() or abs(number) >= 1e20:
            return f"{number:.15g}"
        if abs(number) >= MOST_EXACT:
            return Spoilt(int(number))
        if style in self.codes and number >= 0:
            return _as_code(int(number), self.codes[style])
        return str(int(number))

    def _moment(self, number: float) -> str:
        found = from_serial(number + self.since if number >= 1 else number)
        if not isinstance(found, datetime):
            return found.isoformat()
        return found.isoformat(sep=" ") if number >= 1 else found.time().isoformat()


def _code_parts(shape: str) -> list[str]:
    """The places and literals of a format that writes a number as a code; empty for any other format."""
    parts = [match[0] for match in _CODE_PART.finditer(shape)]
    zeros = sum(part == "0" for part in parts)
    literal = parts and parts[0] not in ("0", "#") and any(sign.isalnum() for sign in _literal(parts[0]))
    return parts if "".join(parts) == shape and zeros and (zeros > 1 or literal) else []


def _literal(part: str) -> str:
    return part[1:-1] if part[:1] == '"' else part[1:] if part[:1] == "\\" else part


def _as_code(number: int, parts: list[str]) -> str:
    """The digits from the right in their places; the first place takes what is left."""
    digits, places = str(number), [place for place, part in enumerate(parts) if part in ("0", "#")]
    written: list[str] = []
    for place in range(len(parts) - 1, -1, -1):
        if place == places[0]:
            written.append(digits or ("0" if parts[place] == "0" else ""))
        elif parts[place] in ("0", "#"):
            written.append(digits[-1:] or ("0" if parts[place] == "0" else ""))
            digits = digits[:-1]
        else:
            written.append(_literal(parts[place]))
    return "".join(reversed(written))
