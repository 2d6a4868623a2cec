"""The sheets of an Excel workbook, row by row, in little memory for any file.

A merged cell gives its value to every row that it spans, a formula gives its saved result, and a number with a date
format is a date. The unpacked size of parts, the length of rows and tags, and the shared texts are limited.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO
from xml.parsers.expat import ExpatError

from aftersales.kernel.errors import gettext_noop

from .faults import LOOKED, Numbered, TableError
from .markup import DAMAGED, stream, tags
from .sheet_cells import Styles, Texts, place
from .sheet_rows import Merges, SheetReader

MAX_DIRECTORY = 2 * 1024 * 1024  # bytes: some ten thousand parts
MAX_PART = 16 * 1024 * 1024  # bytes of a part that describes the workbook: its sheets, its formats
MAX_TEXTS = 256 * 1024 * 1024
MAX_SHEET = 1024 * 1024 * 1024
MAX_MERGES = 100_000
MAX_SHEETS = 20
BLOCK = 1 << 20
_MERGED = re.compile(rb"<(?:\w{1,20}:)?mergeCell\s+ref=\"([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})\"")
_LONGEST = 80  # bytes of a tag that _MERGED matches
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    KeyError,
    ValueError,
    IndexError,
    OverflowError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
)


@dataclass(frozen=True)
class Sheet:
    """rows: may be called again. merged: the rows in which merged cells begin, known once rows are read."""

    name: str
    rows: Callable[[], Iterator[Numbered]]
    merged: set[int] = field(default_factory=set)


@contextmanager
def open_sheets(path: Path) -> Iterator[list[Sheet]]:
    """The visible sheets; a hidden one only if there is no other."""
    with _readable_errors():
        if _directory_size(path) > MAX_DIRECTORY:
            raise TableError(DAMAGED)
        archive = zipfile.ZipFile(path)
    with archive, Texts() as texts:
        yield _Workbook(archive, texts).sheets()


@contextmanager
def _readable_errors() -> Iterator[None]:
    try:
        yield
    except BROKEN as error:
        raise TableError(DAMAGED) from error


def _directory_size(path: Path) -> int:
    """The size of the list of parts according to the archive, checked before the list is read into memory."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - (1 << 16) - 200))
        tail = file.read()
    sizes = [int.from_bytes(tail[m.start() + 12 : m.start() + 16], "little") for m in re.finditer(b"PK\5\6", tail)]
    large = [int.from_bytes(tail[m.start() + 40 : m.start() + 48], "little") for m in re.finditer(b"PK\6\6", tail)]
    return max([*(size for size in sizes if size != 0xFFFFFFFF), *large], default=0)


class _Workbook:
    def __init__(self, archive: zipfile.ZipFile, texts: Texts) -> None:
        self.archive, self.texts = archive, texts
        self.sizes = {part.filename: part for part in archive.infolist()}

    def sheets(self) -> list[Sheet]:
        with _readable_errors():
            book = self._target("officeDocument") or "xl/workbook.xml"
            parts, is_1904 = self._visible(book)
            related = self._related(book)
            styles = Styles(is_1904)
            if part := self._first(related, "styles"):
                styles.read(tags(self._open(part, MAX_PART)))
            if part := self._first(related, "sharedStrings"):
                self.texts.read(self._open(part, MAX_TEXTS))
        found = []
        for name, part in parts[:MAX_SHEETS]:
            merged: set[int] = set()
            found.append(Sheet(name, partial(self._rows, part, styles, merged), merged))
        return found

    def _rows(self, part: str, styles: Styles, merged: set[int]) -> Iterator[Numbered]:
        with _readable_errors():
            reader = SheetReader(self.texts, styles, self._merges(part, merged))
            with self._open(part, MAX_SHEET) as source:
                for _block in stream(source, reader.start, reader.end, reader.text):
                    yield from reader.taken()
                    if reader.is_over:
                        return

    def _open(self, name: str, limit: int) -> IO[bytes]:
        part = self.sizes[name]
        if part.file_size > limit:
            raise TableError(gettext_noop("The workbook is too large to read once unpacked. Save it as CSV."))
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise TableError(DAMAGED)
        return self.archive.open(part)

    def _related(self, part: str) -> list[tuple[str, str, str]]:
        """(id, kind, part) of the parts to which a part of the archive refers."""
        folder, name = posixpath.split(part)
        links = f"{folder}/_rels/{name}.rels".lstrip("/") if part else "_rels/.rels"
        if links not in self.sizes:
            return []
        found = (a for tag, a in tags(self._open(links, MAX_PART)) if tag == "Relationship")
        return [
            (a.get("Id", ""), posixpath.basename(a.get("Type", "")), _joined(folder, a.get("Target", "")))
            for a in found
            if a.get("TargetMode") != "External"
        ]

    def _target(self, kind: str) -> str:
        return self._first(self._related(""), kind)

    def _first(self, related: list[tuple[str, str, str]], kind: str) -> str:
        return next((part for _id, found, part in related if found == kind and part in self.sizes), "")

    def _visible(self, book: str) -> tuple[list[tuple[str, str]], bool]:
        """Name and part of the visible sheets, and whether days are counted from 1904."""
        sheets = {key: part for key, kind, part in self._related(book) if kind == "worksheet"}
        shown: list[tuple[str, str]] = []
        hidden: list[tuple[str, str]] = []
        is_1904 = False
        for tag, a in tags(self._open(book, MAX_PART)):
            if tag == "workbookPr":
                is_1904 = a.get("date1904") in ("1", "true")
            elif tag == "sheet" and a.get("id") in sheets:
                one = (a.get("name", "")[:60], sheets[a["id"]])
                (hidden if a.get("state", "visible") != "visible" else shown).append(one)
        return shown or [hidden[0]], is_1904

    def _merges(self, sheet: str, merged: set[int]) -> Merges:
        """The merged cells. They come after the rows in the file, so they are read first."""
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        rest, count = b"", 0
        with self._open(sheet, MAX_SHEET) as source:
            while block := source.read(BLOCK):
                text = rest + block
                at = 0
                for match in _MERGED.finditer(text):
                    at = match.end()
                    (first, column), (last, _column) = (place(ref.decode()) for ref in match.groups())
                    if first <= LOOKED and match[1] != match[2]:
                        merged.add(first)  # a table cannot have its headings in such a row
                    if last > first:
                        found[first].append((column, last))
                        count += 1
                    if count > MAX_MERGES:
                        raise TableError(gettext_noop("The sheet has too many merged cells."))
                rest = text[max(at, len(text) - _LONGEST) :]
        return found


def _joined(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
