"""Tables that users upload: CSV (UTF-8, UTF-16 or GB18030) and XLSX, read row by row.

A fault of the whole file is a TableError; a fault of one row is in the row.
"""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aftersales.kernel.errors import gettext_noop

from .delimited import open_delimited
from .faults import MAX_BYTES, MAX_COLUMNS, TableError, Unusable
from .workbook import open_sheet

__all__ = ["SheetLine", "Table", "TableError", "open_table"]

MAX_HEADING = 200


@dataclass(frozen=True)
class SheetLine:
    """One row: its number as a spreadsheet shows it, its cells by heading. fault: why the row could not be read."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True)
class Table:
    headings: list[str]
    lines: Iterator[SheetLine]


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """The headings and the rows of a file; empty rows are left out."""
    if not path.is_file():
        raise TableError(gettext_noop("File %(name)s not found."), name=path.name)
    if path.stat().st_size > MAX_BYTES:
        raise TableError(gettext_noop("The file is larger than %(limit)s MB."), limit=MAX_BYTES >> 20)
    with open_sheet(path) if zipfile.is_zipfile(path) else open_delimited(path) as rows:
        _number, cells, fault = next(rows, (0, [], ""))
        if fault:
            raise TableError(fault)
        headings = _headings(cells)
        yield Table(headings, (_line(number, cells, fault, headings) for number, cells, fault in rows if any(cells)))


def _headings(cells: list[str]) -> list[str]:
    found = [cell.strip() for cell in cells]
    while found and not found[-1]:
        found.pop()
    named = [heading for heading in found if heading]
    if not named:
        raise TableError(gettext_noop("The first row must contain the column headings; it is empty."))
    if len(found) > MAX_COLUMNS:
        raise TableError(gettext_noop("The file has more than %(limit)s columns."), limit=MAX_COLUMNS)
    if any(len(heading) > MAX_HEADING for heading in named):
        raise TableError(
            gettext_noop(
                "The first row must contain the column headings; one cell has more than %(limit)s characters."
            ),
            limit=MAX_HEADING,
        )
    if double := next((heading for heading in named if named.count(heading) > 1), None):
        raise TableError(gettext_noop("The heading “%(heading)s” appears twice."), heading=double)
    return found


def _line(number: int, cells: list[str], fault: str, headings: list[str]) -> SheetLine:
    if not fault and any(map(str.strip, cells[len(headings) :])):
        fault = gettext_noop("The row has more cells than there are column headings.")
    padded = itertools.zip_longest(headings, cells[: len(headings)], fillvalue="")
    return SheetLine(number, {heading: _cell(cell) for heading, cell in padded if heading}, fault)


def _cell(cell: str) -> str:
    return cell if isinstance(cell, Unusable) else cell.strip()
