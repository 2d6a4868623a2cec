"""Reads kept sums, all that a page asks for as a part of the statement that counts the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from aftersales.store.prepared import adapted

from ...models import DaySum
from ...rules.periods import Span
from .days import WIDTH

MARK = "="  # before the value of a dimension, where other rows have the name of their scan
TABLE = DaySum._meta.db_table
SUMS = ", ".join(f"SUM(d.sum_{n})" for n in range(WIDTH)) + ", SUM(d.fen)"
ONE_VALUE, ALL_VALUES = (
    f"SELECT '{MARK}' || d.key, a.place, {SUMS} FROM asked a JOIN {TABLE} d ON d.source = a.source AND d.dim = a.dim "
    f"AND d.day >= a.first AND d.day < a.after AND {test}"
    for test in ("a.is_one = 1 AND d.key = a.value", "a.is_one = 0")
)


@dataclass(frozen=True)
class Asked:
    """The kept sums of a source, by a dimension: of one of its values, or of each (None). name: under which they are
    found. span: what they are of. first, end: the days that are added up, without the last one."""

    name: str
    source: str
    dim: str
    value: str | None
    span: Span
    first: date
    end: date


@dataclass(frozen=True)
class Held:
    """Kept sums: of a value of the dimension, the columns of the source and an amount of money."""

    asked: Asked
    value: str
    sums: tuple[int, ...]
    amount: Decimal


def joined(
    statement: str, params: Sequence[Any], asked: Sequence[Asked], stale: Mapping[str, frozenset[date]]
) -> tuple[str, list[Any]]:
    """A statement of rows of COLUMNS, "" for none, that reads kept sums too, without those of stale days; of spans
    without rows nothing."""
    rows: list[Any] = []
    for place, one in enumerate(asked):
        rows += [place, one.source, one.dim, one.value or "", int(one.value is not None)]
        rows += [adapted(one.first), adapted(one.end)]
    values = ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(asked))
    without = ""
    days: list[Any] = []
    for source in sorted({one.source for one in asked}):
        spans = {(one.first, one.end) for one in asked if one.source == source}
        if found := sorted(day for day in stale[source] if any(first <= day < end for first, end in spans)):
            without += f" AND NOT (d.source = %s AND d.day IN ({', '.join(['%s'] * len(found))}))"
            days += [source, *map(adapted, found)]
    parts = [f"{part}{without} GROUP BY a.place, d.key" for part in (ONE_VALUE, ALL_VALUES)]
    asking = f"WITH asked(place, source, dim, value, is_one, first, after) AS (VALUES {values})"
    whole = " UNION ALL ".join([*filter(None, [statement]), *parts])
    return f"{asking} {whole}", [*rows, *params, *days, *days]


def read(row: Sequence[Any], asked: Sequence[Asked]) -> Held:
    """The kept sums of a row of the statement."""
    name, place, *sums, fen = row
    return Held(asked[place], name.removeprefix(MARK), tuple(map(int, sums)), Decimal(int(fen)).scaleb(-2))
