"""The parts of a printed document. A document builder fills them in; templates/pdf/ draws them.

Values are ready to print: text, numbers, dates, safe HTML. Labels are translated by the builder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

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
    """A column of a table. `share` is its width relative to the other columns."""

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
        whole = sum(column.share for column in self.columns)
        return [(column, f"{100 * column.share / whole:.2f}%") for column in self.columns]

    def cells(self) -> Iterator[list[tuple[Column, Any]]]:
        return (list(zip(self.columns, row, strict=True)) for row in self.rows)

    def closing(self) -> list[tuple[Column, Any]]:
        return list(zip(self.columns, self.totals, strict=True)) if self.totals else []


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
