"""Rows of a CSV file in any coding that codings.py can tell. An unreadable row does not affect the others."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self, TextIO

from aftersales.kernel.errors import gettext_noop

from .codings import LATE, coding_of
from .faults import LAST_ROW, MAX_ROW, Numbered, TableError, too_many_rows

DELIMITERS = ",;\t"
RARE = "|，"  # such a sign separates cells if every line has it and no usual one does
HEAD = 10  # lines that tell the delimiter; the first ones may be titles
LOOKED_AT = 1 << 16  # characters of such a line
LINE = 64  # bytes of memory per line, in addition to its characters
QUOTES = gettext_noop("This row has an unclosed quotation mark, or text after a closing one.")


@contextmanager
def open_delimited(path: Path) -> Iterator[tuple[str, Iterator[Numbered]]]:
    """The coding of the file, and its rows."""
    coding = coding_of(path)
    with path.open(encoding=coding, newline="") as handle:
        head = [handle.readline(LOOKED_AT) for _line in range(HEAD)]
        handle.seek(0)
        yield coding, _rows(_Lines(handle), _delimiter(head))


def _delimiter(head: list[str]) -> str:
    """The sign that most lines hold equally often. `sep=;` is how Excel is told."""
    if match := re.match(r"sep=([,;\t|])\s*$", head[0]):
        return match[1]
    lines = [line for line in head if line.strip()]
    if not any(sign in line for line in lines for sign in DELIMITERS):
        rare = (sign for sign in RARE if len(lines) > 1 and all(sign in line for line in lines))
        return next(rare, DELIMITERS[0])
    counts = {sign: Counter(n for line in head if (n := line.count(sign))) for sign in DELIMITERS}
    return max(DELIMITERS, key=lambda sign: max(((lines, n) for n, lines in counts[sign].items()), default=(0, 0)))


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
        line = self.again.pop() if self.again else self.handle.readline(MAX_ROW + 1).replace("\0", "").translate(LATE)
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
