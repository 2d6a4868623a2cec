"""Figures by region, product, batch, team, hour: what the charts of a dashboard show, by one query for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat

from ...models import DaySum
from ...rules.periods import Span
from .counting import KEPT_SUMS, Sums, shaped
from .days import COST_COLUMNS, COSTS, KEPT, days_of, of_days
from .hours import hour_of
from .rows import within
from .slices import Slice
from .sources import SOURCES, costs_of
from .stale import Kept
from .today import customers_to_visit

COVERAGE = "coverage"
MARK = "|"  # between the name of a split and a key
HOURS = "hours"


@dataclass(frozen=True)
class Split:
    """A source in a span, by a filter of the slice (region, product, batch, channel, team), by kind of cost or by hour.
    name: under which it is found."""

    name: str
    source: str
    by: str
    span: Span


Found = dict[str, dict[str, Sums]]


def scans_of(slice_: Slice, wanted: Iterable[Split], kept: Kept | None = None) -> list[QuerySet[Any]]:
    """Queries of COLUMNS, under the name of the split and the key. kept: the sums that are read instead of rows."""
    return [scan for one in wanted for scan in _scans(one, slice_, kept)]


def split_of(slice_: Slice, wanted: Iterable[Split], rows: Iterable[tuple[Any, ...]]) -> Found:
    """The sums of each split by key, read from the rows of `scans_of`; those of rows without a key under ""."""
    names = {one.name: _names(one, slice_) for one in wanted}
    found: Found = {name: {} for name in names}
    for told, _place, *values in rows:
        name, mark, key = told.partition(MARK)
        if not mark:
            continue
        columns = {column: (values[n] or 0) for n, column in enumerate(names[name])}
        amount = values[-1] or Decimal(0)
        if (held := found[name].get(key)) is not None:
            columns = {column: count + held.columns[column] for column, count in columns.items()}
            amount += held.amount
        found[name][key] = Sums(columns, amount)
    return found


def _names(one: Split, slice_: Slice) -> tuple[str, ...]:
    if one.source == COSTS:
        return COST_COLUMNS[:2]
    if one.source == COVERAGE:
        return ("in_time", "all")
    return tuple(SOURCES[one.source].expressions(slice_))


def _scans(one: Split, slice_: Slice, kept: Kept | None) -> list[QuerySet[Any]]:
    if one.source == COVERAGE:
        in_time = Count("pk", filter=Q(due_day__gte=slice_.today))
        rows = customers_to_visit(slice_)
        return [_keyed(one.name, rows, F("region__code"), [in_time, Count("pk")], None)]
    stale, found = None, []
    if kept and one.by in KEPT.get(one.source, ()) and kept.place_of(one.source, slice_) == ("", ""):
        stale = [day for day in kept.stale[one.source] if one.span.first <= day < one.span.end]
        days = DaySum.objects.filter(source=one.source, dim=one.by, day__gte=one.span.first, day__lt=one.span.end)
        found.append(_keyed(one.name, days.exclude(day__in=stale), F("key"), KEPT_SUMS, Sum("amount")))
        if not stale:
            return found
    if one.source == COSTS:
        inside = Q(c_day__gte=one.span.first, c_day__lt=one.span.end) & (
            Q() if stale is None else of_days("c_day", stale)
        )
        sums = [Count("pk"), Sum("c_fen")]
        return [
            *found,
            *(_keyed(one.name, rows.filter(inside), F("c_kind"), sums, None) for rows, _path in costs_of(slice_)),
        ]
    source = SOURCES[one.source]
    rows = source.found(slice_).filter(within(source, slice_, one.span))
    if stale is not None:
        rows = rows.filter(days_of(source, stale))
    key = hour_of(source.at) if one.by == HOURS else F(source.paths[0][one.by])
    return [*found, _keyed(one.name, rows, key, list(source.expressions(slice_).values()), source.amount)]


def _keyed(name: str, rows: Any, key: Any, sums: list[Any], amount: Any) -> QuerySet[Any]:
    text = Coalesce(Cast(key, CharField(max_length=40)), Value(""), output_field=CharField())
    return shaped(Concat(Value(name + MARK), text, output_field=CharField()), rows, Value(0), sums, amount)
