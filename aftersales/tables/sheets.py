"""Tables as CSV and XLSX, written row by row. No program can take a cell for a formula."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from tempfile import TemporaryFile
from typing import IO, Any

from defusedcsv import csv
from django.utils import timezone

from .exporting import Column, Shape, yes_or_no

BLOCK = 64 * 1024
MAX_CELL = 32_767  # characters in a cell of Excel
LEAST_WIDE, MOST_WIDE = 12, 60  # columns that are as wide as their texts, in letters
A4, WIDE_FROM = 9, 6  # the number of the paper; from how many columns on it lies
MARK = "\ufeff"  # shows Excel that the file is UTF-8
FORMATS = {Shape.MONEY: "#,##0.00", Shape.DATE: "yyyy-mm-dd", Shape.MOMENT: "yyyy-mm-dd hh:mm"}
# A cell that begins with one of these may be read as a formula. Full-width forms count as the plain ones.
_BEGINS = "=+-@|%"
_BREAKS = "\t\r\n"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet might read the text as a formula, also after it has removed invisible characters."""
    if text[:1] and text[0] in _BREAKS:
        return True
    first = next((sign for sign in text if not sign.isspace() and unicodedata.category(sign) not in ("Cc", "Cf")), "")
    return bool(first) and unicodedata.normalize("NFKC", first)[0] in _BEGINS


def guarded(text: str) -> str:
    """A text for a CSV file, which has no types: the apostrophe before it stops programs from computing it."""
    return f"'{text}" if is_dangerous(text) else text


def plain(value: Any, shape: Shape) -> Any:
    """A value as its cell holds it: a number, a date, a local moment without its zone, or text."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, datetime):
        here = timezone.localtime(value) if timezone.is_aware(value) else value
        return here.replace(tzinfo=None, microsecond=0)
    if isinstance(value, date):
        return value
    if isinstance(value, (int, float, Decimal)) and shape in (Shape.NUMBER, Shape.MONEY):
        return value
    return _CONTROL.sub(" ", str(value))[:MAX_CELL]


@dataclass(frozen=True)
class Formatted:
    """A number that is shown by its own format, not by that of its column: "0.0%", "#,##0.00"."""

    value: Any
    format: str


def csv_blocks(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A CSV file, block by block."""
    buffer = StringIO()
    buffer.write(MARK)
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([guarded(str(column.heading)) for column in columns])
    shapes = [column.shape for column in columns]
    for row in rows:
        writer.writerow([_csv_cell(plain(value, shape)) for value, shape in zip(row, shapes, strict=True)])
        if buffer.tell() >= BLOCK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _csv_cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return guarded(value) if isinstance(value, str) else value


@dataclass(frozen=True)
class SheetOf:
    """One sheet of a workbook. totals: its last row, in bold."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    totals: Sequence[Any] = ()


def fitted(title: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]], totals: Sequence[Any] = ()) -> SheetOf:
    """A sheet of few rows, whose columns are as wide as what stands in them."""
    lines = [row for row in (*rows, totals) if row]

    def width(place: int, column: Column) -> int:
        texts = [str(column.heading), *(str(line[place]) for line in lines if isinstance(line[place], str))]
        return column.width or min(MOST_WIDE, max(LEAST_WIDE, 2 + max(map(_letters_of, texts))))

    sized = [replace(column, width=width(place, column)) for place, column in enumerate(columns)]
    return SheetOf(title, sized, rows, totals)


def _letters_of(text: str) -> int:
    """How wide a text is, in Latin letters; a Chinese character is as wide as two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def xlsx_file(columns: Sequence[Column], rows: Iterable[Sequence[Any]], title: str) -> IO[bytes]:
    """A workbook with one sheet, in a temporary file that is deleted when it is closed."""
    return xlsx_book([SheetOf(title, columns, rows)])


def xlsx_book(sheets: Iterable[SheetOf]) -> IO[bytes]:
    """A workbook with several sheets, like xlsx_file."""
    from openpyxl import Workbook  # slow to load

    book = Workbook(write_only=True)
    book.properties.creator = ""  # it would be the name of the library
    for sheet in sheets:
        _write(book, sheet)
    packed = TemporaryFile()  # noqa: SIM115  (the caller closes it)
    book.save(packed)
    packed.seek(0)
    return packed


def _write(book: Any, of: SheetOf) -> None:
    from openpyxl.styles import Font

    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", of.title)[:31].strip())
    sheet.freeze_panes = "A2"
    _print_whole(sheet, is_wide=len(of.columns) >= WIDE_FROM)
    for place, column in enumerate(of.columns):
        width = column.width or (40 if column.shape == Shape.TEXT and place else 18)
        sheet.column_dimensions[_letters(place)].width = width
    head = [_xlsx_cell(sheet, str(column.heading), Shape.TEXT) for column in of.columns]
    for cell in head:
        if cell is not None:
            cell.font = Font(bold=True)
    sheet.append(head)
    for row in of.rows:
        sheet.append([_cell_of(sheet, value, column) for value, column in zip(row, of.columns, strict=True)])
    if of.totals:
        last = [_cell_of(sheet, value, column) for value, column in zip(of.totals, of.columns, strict=True)]
        for cell in filter(None, last):
            cell.font = Font(bold=True)
        sheet.append(last)


def _print_whole(sheet: Any, *, is_wide: bool) -> None:
    """On A4: all columns on a page, the headings on each page, the name of the sheet and the page at its foot."""
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if is_wide else "portrait"
    sheet.page_setup.fitToHeight = 0  # as many pages as there are
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"


def _cell_of(sheet: Any, value: Any, column: Column) -> Any:
    if isinstance(value, Formatted):
        cell = _xlsx_cell(sheet, plain(value.value, Shape.NUMBER), Shape.NUMBER)
        if cell is not None:
            cell.number_format = value.format
        return cell
    cell = _xlsx_cell(sheet, plain(value, column.shape), column.shape)
    if cell is not None and column.width and isinstance(cell.value, str):
        cell.alignment = _wrapped()
    return cell


def _wrapped() -> Any:
    from openpyxl.styles import Alignment

    return Alignment(wrap_text=True, vertical="top")


def _letters(place: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(place + 1)


def _xlsx_cell(sheet: Any, value: Any, shape: Shape) -> Any:
    """The cell has the type text, also after somebody has edited it."""
    from openpyxl.cell import WriteOnlyCell

    if value == "":
        return None
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
        if is_dangerous(value):
            cell.quotePrefix = True
    elif shape in FORMATS:
        cell.number_format = FORMATS[shape]
    return cell
