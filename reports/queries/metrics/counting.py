"""Counts the rows of many sources in many spans of days by one query.

The start and end of every span are edges. The database sums up the rows between each edge and the next; the sum of a
span is the sum of these parts. Scans of different tables are sent as one statement, a union of rows. Where sums are
kept by day (see stale.py), the same statement reads them instead of the rows, and counts only the rows of stale days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aftersales.store import prepared
from aftersales.store.prepared import Prepared

from ...rules.periods import Span
from . import held
from .columns import Row, Sums, read_row
from .scans import LateScan, Scan, scan_of
from .slices import Slice
from .stale import Kept


def counted(
    slice_: Slice,
    wanted: Mapping[str, Sequence[Span]],
    extra: Sequence[Prepared] = (),
    kept: Kept | None = None,
    more: Sequence[held.Asked] = (),
) -> tuple[dict[str, dict[Span, Sums]], list[Row], list[held.Held]]:
    """The sums of each source in each of its spans, the rows of `extra`: further queries of COLUMNS, which are sent
    along, and what is kept of `more`. kept: the sums that are read instead of rows. One statement."""
    read: dict[str, Scan | LateScan] = {name: scan_of(name, slice_, spans, kept) for name, spans in wanted.items()}
    asked = [*more, *(one for scan in read.values() for one in scan.asked)]
    statement, params = prepared.union([*extra, *(query for scan in read.values() for query in scan.queries)])
    if asked:
        statement, params = held.joined(statement, params, asked, kept.stale if kept else {})
    parts: dict[str, list[Row]] = {}
    in_store: dict[str, list[held.Held]] = {}
    for row in prepared.rows_of(statement, params):
        if row[0].startswith(held.MARK):
            one = held.read(row, asked)
            in_store.setdefault(one.asked.name, []).append(one)
        else:
            name, *values = read_row(row)
            parts.setdefault(name, []).append(tuple(values))
    found = {name: scan.sums(parts.pop(name, []), in_store.pop(name, [])) for name, scan in read.items()}
    rows = [(name, *values) for name, rows in parts.items() for values in rows]
    return found, rows, [one for rest in in_store.values() for one in rest]
