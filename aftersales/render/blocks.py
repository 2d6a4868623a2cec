"""The parts of a printed document. A document builder fills them in; templates/pdf/ draws them.

Values are ready to print: text, numbers, dates, safe HTML. Labels are translated by the builder.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

# Between the margins of an A4 page, in millimetres; and what a letter of the headings takes, with the cell's padding.
PAGE_WIDTH = 174.0
LETTER, WIDE_LETTER, PADDING = 2.05, 3.4, 4.2
# Numbers of records and dates; what their letters, nearly all digits, take.
CODE, DIGIT = re.compile(r"\b(?:[A-Z]{2,3}-\d{4}-\d{5,}|\d{4}-\d{2}-\d{2})\b", re.ASCII), 1.95

SHORT = 31.0  # up to it a heading stays in one line: 2026 年第 3 季度
SHORT_TABLE, SHORT_CELL = 12, 60  # rows, and letters of a cell, of a table that is kept on one page

Mark = Literal["", "done", "due", "late", "paused"]


@dataclass(frozen=True)
class Letterhead:
    """Who sends the document. `logo` is a `static:` or `data:` address."""

    name_zh: str
    name_en: str = ""
    address: str = ""
    phone: str = ""
    logo: str = ""


@dataclass(frozen=True)
class Field:
    """A cell of the form: half a row, or a whole row if `wide`; `tall` leaves space for handwriting."""

    label: str
    value: Any = ""
    wide: bool = False
    tall: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table. `share` is its part of what is left when every heading and number has its place."""

    label: str
    share: int = 1
    number: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under headings that are repeated on every page; `totals` is the last row."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    totals: Sequence[Any] = ()
    caption: str = ""

    def widths(self) -> list[tuple[Column, str]]:
        needed = [self._needed(place) for place in range(len(self.columns))]
        left = max(PAGE_WIDTH - sum(needed), 0)
        whole = sum(column.share for column in self.columns)
        widths = [need + left * column.share / whole for need, column in zip(needed, self.columns, strict=True)]
        return [
            (column, f"{100 * width / sum(widths):.2f}%") for column, width in zip(self.columns, widths, strict=True)
        ]

    def is_short(self) -> bool:
        """Whether it is so small that it should not be cut by the end of a page."""
        words = (str(cell) for row in self.rows for cell in row)
        return len(self.rows) <= SHORT_TABLE and all(len(word) <= SHORT_CELL for word in words)

    def _needed(self, place: int) -> float:
        """The width of a short heading or the longest word of a long one, and of the longest number or date: none may
        be broken."""
        column = self.columns[place]
        heading = str(column.label)
        words = [heading] if text_width(heading) <= SHORT else heading.split()
        if column.number:
            words += [str(row[place]) for row in [*self.rows, *([self.totals] if self.totals else [])]]
        codes = (DIGIT * len(code) for row in self.rows for code in CODE.findall(str(row[place])))
        return PADDING + max((*(text_width(word) for word in words), *codes), default=0)

    def cells(self) -> Iterator[list[tuple[Column, Any]]]:
        return (list(zip(self.columns, row, strict=True)) for row in self.rows)

    def closing(self) -> list[tuple[Column, Any]]:
        return list(zip(self.columns, self.totals, strict=True)) if self.totals else []


def text_width(text: str) -> float:
    """About how wide a text is, in millimetres."""
    return sum(WIDE_LETTER if unicodedata.east_asian_width(letter) in "WF" else LETTER for letter in text)


@dataclass(frozen=True)
class Decision:
    """One decision on a proposal: who decided what, when and why. `mark` chooses its sign."""

    step: str
    outcome: str
    who: str = ""
    at: datetime | None = None
    reason: str = ""
    note: str = ""
    mark: Mark = ""


@dataclass(frozen=True)
class Signature:
    """A box to sign in; `name` and `at` if it was signed in the system already."""

    label: str
    name: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Cell:
    field: Field
    span: int = 1


def form_rows(fields: Iterable[Field]) -> list[list[Cell]]:
    """Two fields to a row; a single one gets the whole row."""
    rows: list[list[Cell]] = []
    half: Field | None = None
    for each in fields:
        if each.wide:
            if half:
                rows.append([Cell(half, 3)])
            rows.append([Cell(each, 3)])
            half = None
        elif half:
            rows.append([Cell(half), Cell(each)])
            half = None
        else:
            half = each
    if half:
        rows.append([Cell(half, 3)])
    return rows
