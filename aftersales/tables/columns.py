"""Finds the field of each column of a table: by known headings, or by a mapping."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aftersales.kernel.errors import gettext_noop

from . import SheetLine, open_table
from .faults import MAX_CELL, TableError, Unusable

_NOISE = re.compile(r"[\s_*：:()\-]+")


# The last column of a file of bad rows (aftersales/transfers/services/imports); it is not read.
REASONS = ("Why this row was not taken", "未导入的原因")
_GUARDED = "=+-@|%"
NO_RESULT = gettext_noop("A formula in this row has no result. Open the file in Excel, save it, and import it again.")
TOO_LONG = gettext_noop("A cell contains too much text: at most 32,767 characters.")


@dataclass(frozen=True)
class ImportRow:
    """One row: its line, its texts by field, the heading of each field. fault: what is wrong with it.

    nth: how many equal rows came before it in the file; mark: what equal rows have in common.
    """

    line: int
    values: dict[str, str]
    headings: dict[str, str]
    fault: str = ""
    nth: int = 0
    mark: bytes = b""


def read_table(
    path: Path,
    headings: Mapping[str, Collection[str]],
    names: Mapping[str, str] | None = None,
    *,
    required: Collection[str] = (),
    same: Callable[[dict[str, str]], Any] = lambda values: sorted(values.items()),
) -> Iterator[ImportRow]:
    """The rows of a file without the empty ones.

    headings: the possible headings of each field. names: headings of this file → fields, "" for none. same: the fields
    that make two rows equal.
    """
    seen: Counter[bytes] = Counter()
    with open_table(path) as table:
        called = fields_of(table.headings, headings, names)
        _demand(called, table.headings, required)
        for line in table.lines:
            values = {field: _plain_cell(line.cells.get(heading, "")) for field, heading in called.items()}
            if line.fault or any(values.values()):
                mark = _mark(same(values))
                yield ImportRow(line.number, values, called, line.fault or _fault(line, called), seen[mark], mark)
                seen[mark] += 1


def _fault(line: SheetLine, called: Mapping[str, str]) -> str:
    """Why one of the cells that are read is not acceptable."""
    cells = [line.cells.get(heading, "") for heading in called.values()]
    if any(isinstance(cell, Unusable) for cell in cells):
        return NO_RESULT
    return TOO_LONG if any(len(cell) > MAX_CELL for cell in cells) else ""


def fields_of(
    head: Sequence[str], headings: Mapping[str, Collection[str]], names: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The heading of each field in this file. names take precedence over known headings."""
    names = {_plain(word): field for word, field in (names or {}).items()}
    if strange := sorted(set(names.values()) - headings.keys() - {""}):
        raise TableError(gettext_noop("Unknown fields in the mapping: %(fields)s"), fields=", ".join(strange))
    known = {_plain(word): field for field, words in headings.items() for word in (field, *words)}
    called: dict[str, str] = {}
    for word in sorted((word for word in head if word), key=lambda word: _plain(word) not in names):
        field = names.get(_plain(word), known.get(_plain(word)))
        if field and word not in REASONS:
            called.setdefault(field, word)
    return called


def _demand(called: Mapping[str, str], head: Sequence[str], required: Collection[str]) -> None:
    if not called:
        raise TableError(gettext_noop("No recognized heading in: %(headings)s"), headings=", ".join(head)[:200])
    if missing := [field for field in required if field not in called]:
        raise TableError(gettext_noop("Missing columns: %(fields)s"), fields=", ".join(missing))


def _plain_cell(cell: str) -> str:
    """Without the apostrophe that a file of bad rows puts before a text that Excel would read as a formula."""
    cell = cell.strip()
    guarded = cell[:1] == "'" and cell[1:2] and cell[1:2] in _GUARDED
    return cell[1:].replace("\\|", "|") if guarded else cell


def _mark(content: Any) -> bytes:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).digest()[:16]


def _plain(heading: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", heading).casefold())
