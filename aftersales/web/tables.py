"""Reading tables that people send: CSV or XLSX, UTF-8 or GB18030, Chinese or English headings."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

MAX_CELL = 20_000
_NOISE = re.compile(r"[\s_*：:()\-]+")


class TableError(Exception):
    """The file as a whole cannot be read; the message says why."""


@dataclass(frozen=True)
class Row:
    """One row: its line in the file, its texts by field, and what the file calls each field."""

    line: int
    values: dict[str, str]
    headings: dict[str, str]


def read_table(
    path: Path, headings: Mapping[str, Collection[str]], names: Mapping[str, str] | None = None
) -> Iterator[Row]:
    """The rows of a file, empty ones left out.

    headings: for each field the words that a heading may be. names: headings of this file → fields, from --map.
    """
    lines = _xlsx(path) if path.suffix.lower() in {".xlsx", ".xlsm"} else _csv(path)
    head = next(lines, (0, []))[1]
    columns = _columns(head, headings, names or {})
    if not columns:
        raise TableError(_("no known heading in: %(headings)s") % {"headings": ", ".join(head)[:200]})
    called = {field: head[index] for index, field in columns.items()}
    for line, cells in lines:
        values = {field: cells[index] if index < len(cells) else "" for index, field in columns.items()}
        if any(values.values()):
            yield Row(line, values, called)


def _columns(head: list[str], headings: Mapping[str, Collection[str]], names: Mapping[str, str]) -> dict[int, str]:
    known = {_plain(word): field for field, words in headings.items() for word in (field, *words)}
    if strange := sorted(set(names.values()) - headings.keys()):
        raise TableError(_("unknown fields in the map: %(fields)s") % {"fields": ", ".join(strange)})
    known |= {_plain(word): field for word, field in names.items()}
    columns: dict[int, str] = {}
    for index, word in enumerate(head):
        field = known.get(_plain(word))
        if field and field not in columns.values():
            columns[index] = field
    return columns


def _plain(heading: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", heading).casefold())


def _csv(path: Path) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(path.read_bytes())
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    try:
        for cells in reader:
            yield line, [cell.strip()[:MAX_CELL] for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise TableError(f"line {line}: {error}") from error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableError(_("neither UTF-8 nor GB18030"))


def _xlsx(path: Path) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - its start costs more than most commands

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # whatever is wrong inside the archive
        raise TableError(_("not a readable XLSX file")) from error
    try:
        for line, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            yield line, [_text(cell)[:MAX_CELL] for cell in cells]
    finally:
        book.close()


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if not (cell.hour or cell.minute or cell.second) else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    # A telephone number that the sheet holds as a number: no exponent, no ".0".
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
