"""What the cells of a workbook refer to: shared texts, and the formats that make a number a date."""

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

from .cells import from_serial
from .faults import MAX_CELL, TableError
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
    """Which cell styles show dates."""

    def __init__(self, is_1904: bool) -> None:
        self.since = SINCE_1904 if is_1904 else 0
        self.dates: set[str] = set()

    def read(self, found: Iterable[tuple[str, dict[str, str]]]) -> None:
        formats, is_cells, number = set(map(str, DATES)), False, 0
        for tag, attributes in found:
            if tag == "numFmt" and _DATE.search(_LITERAL.sub("", attributes.get("formatCode", "").partition(";")[0])):
                formats.add(attributes.get("numFmtId", ""))
            elif tag in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
                is_cells = tag == "cellXfs"
            elif tag == "xf" and is_cells:
                if attributes.get("numFmtId") in formats:
                    self.dates.add(str(number))
                number += 1

    def shown(self, text: str, style: str) -> str:
        """A number as people read it: 1.0 is 1, a day has no time."""
        number = float(text)
        if style in self.dates and 0 <= number < LAST_DAY:
            return self._moment(number)
        if number.is_integer() and abs(number) < 1e20:
            return str(int(number))
        return f"{number:.15g}"

    def _moment(self, number: float) -> str:
        found = from_serial(number + self.since if number >= 1 else number)
        if not isinstance(found, datetime):
            return found.isoformat()
        return found.isoformat(sep=" ") if number >= 1 else found.time().isoformat()
