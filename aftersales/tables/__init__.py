"""Tables that users upload: CSV and XLSX, read row by row.

A fault of the whole file is a TableError; a fault of one row is in the row. The headings are looked for in the first
rows and, in a workbook, on every sheet: lists have titles, notes and instruction sheets before them.
"""

from __future__ import annotations

import itertools
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aftersales.kernel.errors import gettext_noop

from .delimited import open_delimited
from .faults import LOOKED, MAX_BYTES, MAX_COLUMNS, Numbered, Spoilt, TableError, Unusable
from .workbook import Sheet, open_sheets

__all__ = ["SheetLine", "Table", "TableError", "open_table"]

MAX_HEADING = 200
PEEKED = 1_000_000  # characters that are read before the headings are chosen
BELOW = 5  # rows below the headings that may still belong to them
Known = Callable[[str], bool]
_RULE = re.compile(r"[-=_—─*+|\s]*")
_REMARKS = frozenset(
    ["必填", "选填", "必填项", "选填项", "非必填", "可选", "可填", "示例", "例", "required", "optional", "mandatory"]
)


@dataclass(frozen=True)
class SheetLine:
    """One row: its number as a spreadsheet shows it, its cells by heading. fault: why the row could not be read."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True)
class Table:
    """line: the row that was taken for the headings; sheet: its sheet, "" if there is only one; coding: of a text
    file."""

    headings: list[str]
    lines: Iterator[SheetLine]
    line: int = 1
    sheet: str = ""
    coding: str = ""


@contextmanager
def open_table(path: Path, known: Known = lambda heading: False) -> Iterator[Table]:
    """The headings and the rows of a file; empty rows are left out. known: whether a text is a heading that is
    expected."""
    if not path.is_file():
        raise TableError(gettext_noop("File %(name)s not found."), name=path.name)
    if path.stat().st_size > MAX_BYTES:
        raise TableError(gettext_noop("The file is larger than %(limit)s MB."), limit=MAX_BYTES >> 20)
    if zipfile.is_zipfile(path):
        with open_sheets(path) as sheets:
            yield _of_sheets(sheets, known)
    else:
        with open_delimited(path) as (coding, rows):
            seen, place = _look(rows, known)
            yield _table(seen, place, rows, known, coding=coding.removesuffix("-sig"))


def _of_sheets(sheets: list[Sheet], known: Known) -> Table:
    """The table on the first sheet with two known headings in a row, else on the first sheet that is not empty."""
    chosen = None
    for sheet in sheets:
        rows = sheet.rows()
        seen, place = _look(rows, known)
        is_sure = place is not None and _hits(seen[place], known) > 1
        if is_sure or (chosen is None and place is not None):
            chosen = sheet, rows, seen, place
        if is_sure:
            break
    if chosen is None:
        return _table([], None, iter(()), known)
    sheet, rows, seen, place = chosen
    if place is not None and seen[place][0] in sheet.merged:
        raise TableError(
            gettext_noop("Line %(line)s has merged cells. It must contain the column headings, one per cell."),
            line=seen[place][0],
        )
    return _table(seen, place, rows, known, sheet=sheet.name if len(sheets) > 1 else "")


def _look(rows: Iterator[Numbered], known: Known) -> tuple[list[Numbered], int | None]:
    """The rows that were read, and which of them has the headings: the first with two known ones, else the first with
    several cells."""
    seen: list[Numbered] = []
    weight = 0
    for row in itertools.islice(rows, LOOKED):
        seen.append(row)
        weight += sum(map(len, row[1]))
        if _hits(row, known) > 1:
            return seen, len(seen) - 1
        if weight > PEEKED:
            break
    filled = [sum(1 for cell in cells if cell.strip()) for _number, cells, _fault in seen]
    several = next((place for place, count in enumerate(filled) if count > 1), None)
    upto = len(seen) if several is None else several + 1
    one = next((place for place in range(upto) if _hits(seen[place], known)), None)
    first = next((place for place, count in enumerate(filled) if count), None)
    return seen, next((place for place in (one, several, first) if place is not None), None)


def _hits(row: Numbered, known: Known) -> int:
    return sum(1 for cell in row[1][: MAX_COLUMNS + 1] if 0 < len(cell) <= MAX_HEADING and known(cell))


def _table(
    seen: list[Numbered],
    place: int | None,
    rows: Iterator[Numbered],
    known: Known,
    *,
    sheet: str = "",
    coding: str = "",
) -> Table:
    above = seen[: (len(seen) if place is None else place) + 1]
    if fault := next((fault for _number, _cells, fault in above if fault), ""):
        raise TableError(fault)
    if place is None:
        raise TableError(gettext_noop("The file has no column headings; its first rows are empty."))
    number, cells, _fault = seen[place]
    rest = itertools.chain(seen[place + 1 :], rows)
    peeked = list(itertools.islice(rest, BELOW)) if sum(len(c) for _n, row, _f in seen for c in row) < PEEKED else []
    headings = _headings(cells, peeked)
    below = [row for row in peeked if row[2] or not _belongs_to_headings(row[1], known)]
    lines = (
        _line(number, cells, fault, headings) for number, cells, fault in itertools.chain(below, rest) if any(cells)
    )
    return Table(headings, lines, number, sheet, coding)


def _belongs_to_headings(cells: list[str], known: Known) -> bool:
    """A rule below the headings, a remark for each of them, or the headings again in the other language."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return False
    if all(_RULE.fullmatch(cell) for cell in filled) and any(len(cell) > 2 for cell in filled):
        return True
    if all(cell.casefold().strip("*()（）") in _REMARKS for cell in filled):
        return True
    return len(filled) > 1 and all(len(cell) <= MAX_HEADING and known(cell) for cell in filled)


def _headings(cells: list[str], below: list[Numbered]) -> list[str]:
    """The headings; a column without one that holds something is called by its letter, so that it is not lost."""
    found = [" ".join(cell.split()) for cell in cells]
    while found and not found[-1]:
        found.pop()
    named = [heading for heading in found if heading]
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
    for place, heading in enumerate(found):
        if not heading and any(len(row) > place and row[place].strip() for _number, row, _fault in below):
            found[place] = f"[{_letter(place)}]"
    return found


def _letter(place: int) -> str:
    """A, B, …, Z, AA: the column as a spreadsheet names it."""
    return (_letter(place // 26 - 1) if place >= 26 else "") + chr(65 + place % 26)


def _line(number: int, cells: list[str], fault: str, headings: list[str]) -> SheetLine:
    if not fault and any(map(str.strip, cells[len(headings) :])):
        fault = gettext_noop("The row has more cells than there are column headings.")
    padded = itertools.zip_longest(headings, cells[: len(headings)], fillvalue="")
    return SheetLine(number, {heading: _cell(cell) for heading, cell in padded if heading}, fault)


def _cell(cell: str) -> str:
    return cell if isinstance(cell, Unusable | Spoilt) else cell.strip()
