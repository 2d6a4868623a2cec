"""Tables that people bring: CSV (UTF-8, with or without a mark, or GB18030) and XLSX, read row by row.

A fault of the file as a whole is a TableError; what is wrong with one row is for the reader of the rows to say.
"""

from __future__ import annotations

import codecs
import csv
import itertools
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TextIO

from aftersales.kernel.errors import InvalidInput, gettext_noop

MAX_BYTES = 200 * 1024 * 1024
MAX_UNPACKED = 1024 * 1024 * 1024
MAX_COLUMNS = 200
MAX_CELL = 32_767  # what a cell of Excel holds at most
BLOCK = 1 << 20
ENCODINGS = ("utf-8", "gb18030")
DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Line:
    """One row: its number as a spreadsheet shows it, its cells by heading. fault: why it could not be read."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    fault: str = ""


class TableError(InvalidInput):
    """The file cannot be read as a table."""

    def __init__(self, message: str, **params: Any) -> None:
        super().__init__(message, code="bad_table", params=params)


@dataclass(frozen=True)
class Table:
    headings: list[str]
    lines: Iterator[Line]


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """The headings and the rows of a file; empty rows are left out."""
    if not path.is_file():
        raise TableError(gettext_noop("There is no file %(name)s."), name=path.name)
    if path.stat().st_size > MAX_BYTES:
        raise TableError(gettext_noop("The file is larger than %(limit)s MB."), limit=MAX_BYTES >> 20)
    with _open_xlsx(path) if zipfile.is_zipfile(path) else _open_csv(path) as rows:
        number, headings = next(rows, (0, []))
        headings = [heading.strip() for heading in headings]
        _check(headings)
        yield Table(headings, (_line(number, cells, headings) for number, cells in rows if any(cells)))


def _check(headings: list[str]) -> None:
    named = [heading for heading in headings if heading]
    if not named:
        raise TableError(gettext_noop("The first row must hold the headings; it is empty."))
    if len(headings) > MAX_COLUMNS:
        raise TableError(gettext_noop("The table has more than %(limit)s columns."), limit=MAX_COLUMNS)
    if double := next((heading for heading in named if named.count(heading) > 1), None):
        raise TableError(gettext_noop("The heading “%(heading)s” stands twice."), heading=double)


def _line(number: int, cells: list[str], headings: list[str]) -> Line:
    if any(cells[len(headings) :]):
        return Line(number, fault=gettext_noop("The row has more cells than there are headings."))
    padded = itertools.zip_longest(headings, cells[: len(headings)], fillvalue="")
    found = {heading: cell.strip() for heading, cell in padded if heading}
    if any(len(cell) > MAX_CELL for cell in found.values()):
        return Line(number, fault=gettext_noop("A cell is too long."))
    return Line(number, found)


Rows = Iterator[tuple[int, list[str]]]


@contextmanager
def _open_csv(path: Path) -> Iterator[Rows]:
    encoding = _encoding(path)
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as handle:
        first = handle.readline()
        handle.seek(0)
        yield _csv_rows(handle, max(DELIMITERS, key=first.count))


def _csv_rows(handle: TextIO, delimiter: str) -> Rows:
    csv.field_size_limit(MAX_BYTES)
    reader = csv.reader((line.replace("\0", "") for line in handle), delimiter=delimiter)
    before = 0
    for cells in reader:
        # A row that goes over several lines is known by its first one.
        yield before + 1, cells
        before = reader.line_num


def _encoding(path: Path) -> str:
    for encoding in ENCODINGS:
        if _decodes(path, encoding):
            return encoding
    raise TableError(gettext_noop("The file is neither UTF-8 nor GB18030. Save it as “CSV UTF-8” and try again."))


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as handle:
        try:
            while block := handle.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


@contextmanager
def _open_xlsx(path: Path) -> Iterator[Rows]:
    from openpyxl import load_workbook  # slow to load

    with zipfile.ZipFile(path) as parts:
        if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED:
            raise TableError(gettext_noop("The file is larger than %(limit)s MB."), limit=MAX_UNPACKED >> 20)
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # noqa: BLE001  (openpyxl raises many kinds for what is no workbook)
        raise TableError(gettext_noop("This is no Excel workbook.")) from error
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write wrong ones
        yield (
            (number, [_text(v) for v in row]) for number, row in enumerate(sheet.iter_rows(values_only=True), start=1)
        )
    finally:
        book.close()


def _text(value: Any) -> str:
    """A cell as people read it: 1.0 is 1, a day has no midnight."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)
