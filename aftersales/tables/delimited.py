"""Rows of a CSV file: UTF-8 or UTF-16, with or without a byte order mark, or GB18030. An unreadable row does not affect
the others."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Self, TextIO

from aftersales.kernel.errors import gettext_noop

from .faults import LAST_ROW, MAX_ROW, Numbered, TableError, too_many_rows

BLOCK = 1 << 20
DELIMITERS = ",;\t"
# The first bytes of old workbooks and of workbooks with a password.
OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")
LINE = 64  # bytes of memory per line, in addition to its characters
TELLING = 12  # bytes beyond ASCII: a line that is valid UTF-8 by chance has fewer
QUOTES = gettext_noop("This row has an unclosed quotation mark, or text after a closing one.")


@contextmanager
def open_delimited(path: Path) -> Iterator[Iterator[Numbered]]:
    with path.open(encoding=_encoding(path), newline="") as handle:
        first = handle.readline(MAX_ROW)
        handle.seek(0)
        yield _rows(_Lines(handle), max(DELIMITERS, key=first.count))


def _rows(lines: _Lines, delimiter: str) -> Iterator[Numbered]:
    csv.field_size_limit(MAX_ROW)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    for _count in range(LAST_ROW):
        number = lines.begin_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _EndlessRow):
            yield number, [lines.back_to_second()], QUOTES
        else:
            # A row of several lines has the number of its first one.
            yield number, cells, ""
    raise too_many_rows()


class _EndlessRow(Exception):
    """The row is too long."""


class _Lines:
    """The lines of a file without NUL bytes; those of the present row can be read again."""

    def __init__(self, handle: TextIO) -> None:
        self.handle = handle
        self.number = 0  # the line that was read last
        self.row: list[str] = []
        self.again: list[str] = []
        self.weight = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self.again.pop() if self.again else self.handle.readline(MAX_ROW + 1).replace("\0", "")
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > MAX_ROW:
            raise TableError(gettext_noop("Line %(line)s is too long to read."), line=self.number)
        self.row.append(line)
        self.weight += len(line) + LINE
        if self.weight > MAX_ROW:
            raise _EndlessRow
        return line

    def begin_row(self) -> int:
        self.row, self.weight = [], 0
        return self.number + 1

    def back_to_second(self) -> str:
        """Read the lines of the row again from the second one; returns the first."""
        self.number -= len(self.row) - 1
        self.again += reversed(self.row[1:])
        return self.row[0].strip()


def _encoding(path: Path) -> str:
    with path.open("rb") as handle:
        head = handle.read(len(OLD_EXCEL))
    if head == OLD_EXCEL:
        raise TableError(
            gettext_noop("This is an old Excel file (.xls) or has a password. Save it as .xlsx without a password.")
        )
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and _decodes(path, "utf-16"):
        return "utf-16"
    if _decodes(path, "utf-8"):
        return "utf-8-sig"
    is_gb18030 = _decodes(path, "gb18030")
    if is_gb18030:
        line = _first_line(path, _is_surely_utf8)
    else:
        line = max(_first_line(path, partial(_fails, encoding)) for encoding in ("utf-8", "gb18030"))
    if is_gb18030 and not line:
        return "gb18030"
    raise TableError(
        gettext_noop(
            "The file is not consistently encoded as UTF-8 or GB18030 (see line %(line)s). Save it "
            "as “CSV UTF-8” and try again."
        ),
        line=line,
    )


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


def _first_line(path: Path, is_so: Callable[[bytes], bool]) -> int:
    """The number of the first line for which is_so is true, or 0."""
    with path.open("rb") as handle:
        lines = iter(lambda: handle.readline(MAX_ROW), b"")
        return next((number for number, line in enumerate(lines, 1) if not line.isascii() and is_so(line)), 0)


def _is_surely_utf8(line: bytes) -> bool:
    return not _fails("utf-8", line) and sum(byte > 127 for byte in line) >= TELLING


def _fails(encoding: str, line: bytes) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return True
    return False
