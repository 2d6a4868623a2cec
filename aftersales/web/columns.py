"""Which column of a table is which field: by the words that a heading may be, or as a map says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from aftersales.kernel.errors import gettext_noop

from .tables import TableError, open_table

_NOISE = re.compile(r"[\s_*：:()\-]+")


@dataclass(frozen=True)
class Row:
    """One row: its line, its texts by field, what the file calls each field; fault: what is wrong with it."""

    line: int
    values: dict[str, str]
    headings: dict[str, str]
    fault: str = ""


def read_table(
    path: Path, headings: Mapping[str, Collection[str]], names: Mapping[str, str] | None = None
) -> Iterator[Row]:
    """The rows of a file, empty ones left out.

    headings: for each field the words that a heading may be. names: headings of this file → fields.
    """
    with open_table(path) as table:
        called = _fields(table.headings, headings, names or {})
        if not called:
            raise TableError(
                gettext_noop("No known heading in: %(headings)s"), headings=", ".join(table.headings)[:200]
            )
        for line in table.lines:
            values = {field: line.cells.get(heading, "").strip() for field, heading in called.items()}
            if line.fault or any(values.values()):
                yield Row(line.number, values, called, line.fault)


def _fields(head: list[str], headings: Mapping[str, Collection[str]], names: Mapping[str, str]) -> dict[str, str]:
    """What the file calls each field."""
    known = {_plain(word): field for field, words in headings.items() for word in (field, *words)}
    if strange := sorted(set(names.values()) - headings.keys()):
        raise TableError(gettext_noop("Unknown fields in the map: %(fields)s"), fields=", ".join(strange))
    known |= {_plain(word): field for word, field in names.items()}
    called: dict[str, str] = {}
    for word in head:
        field = known.get(_plain(word))
        if field:
            called.setdefault(field, word)
    return called


def _plain(heading: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", heading).casefold())
