"""Figures by region, product, batch, team, hour: what the charts of a dashboard show, by one query for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat

from complaints.models import SlaTarget

from ...rules.periods import Span
from . import held
from .counting import Sums, late_at, moment_of, shaped
from .days import COST_COLUMNS, COSTS, KEPT, LATE, days_of, of_days
from .hours import hour_of
from .rows import within
from .slices import TICKET, Slice, under
from .sources import OF_TICKET, RETURNED, SOURCES, costs_of
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


def has_channel(source: str) -> bool:
    return source in (COSTS, LATE) or "channel" in SOURCES[source].paths[0]


def kept_of(slice_: Slice, wanted: Iterable[Split], kept: Kept | None) -> list[held.Asked]:
    """The kept sums that are read instead of rows."""
    return [
        held.Asked(one.name + MARK, one.source, one.by, None, one.span, one.span.first, one.span.end)
        for one in wanted
        if _is_kept(one, slice_, kept)
    ]


def _is_kept(one: Split, slice_: Slice, kept: Kept | None) -> bool:
    if kept is None or one.source == LATE or one.by not in KEPT.get(one.source, ()):
        return False
    return kept.place_of(one.source, slice_) == ("", "")


def scans_of(slice_: Slice, wanted: Iterable[Split], kept: Kept | None = None) -> list[QuerySet[Any]]:
    """Queries of COLUMNS, under the name of the split and the key: of all rows, or of the stale days of kept ones."""
    return [scan for one in wanted for scan in _scans(one, slice_, kept)]


def split_of(
    slice_: Slice, wanted: Iterable[Split], rows: Iterable[tuple[Any, ...]], in_store: Iterable[held.Held] = ()
) -> Found:
    """The sums of each split by key, read from the rows of `scans_of` and the kept sums of `kept_of`; those of rows
    without a key under ""."""
    names = {one.name: _names(one, slice_) for one in wanted}
    found: Found = {name: {} for name in names}
    nothing = Sums({}, Decimal(0))
    for told, _place, *values in rows:
        name, mark, key = told.partition(MARK)
        if not mark:
            continue
        columns = {column: (values[n] or 0) for n, column in enumerate(names[name])}
        before = found[name].get(key, nothing)
        columns = {column: count + before.columns.get(column, 0) for column, count in columns.items()}
        found[name][key] = Sums(columns, before.amount + (values[-1] or Decimal(0)))
    for one in in_store:
        name = one.asked.name.removesuffix(MARK)
        found[name][one.value] = found[name].get(one.value, nothing).plus(names[name], one)
    return found


def _names(one: Split, slice_: Slice) -> tuple[str, ...]:
    if one.source == COSTS:
        return COST_COLUMNS
    if one.source == LATE:
        return ("all",)
    if one.source == COVERAGE:
        return ("in_time", "all")
    return tuple(SOURCES[one.source].expressions(slice_))


def _scans(one: Split, slice_: Slice, kept: Kept | None) -> list[QuerySet[Any]]:
    if one.source == COVERAGE:
        in_time = Count("pk", filter=Q(due_day__gte=slice_.today))
        rows = customers_to_visit(slice_)
        return [_keyed(one.name, rows, F("region__code"), [in_time, Count("pk")], None)]
    stale: list[date] | None = None
    if kept and _is_kept(one, slice_, kept):
        stale = [day for day in kept.stale[one.source] if one.span.first <= day < one.span.end]
        if not stale:
            return []
    if one.source == COSTS:
        inside = Q(c_day__gte=one.span.first, c_day__lt=one.span.end) & (
            Q() if stale is None else of_days("c_day", stale)
        )
        returned = Q(c_source__in=RETURNED)
        sums = [Count("pk"), Sum("c_fen"), Count("pk", filter=returned), Sum("c_fen", filter=returned)]
        return [
            _keyed(
                one.name,
                rows.filter(inside),
                F("c_kind" if one.by == "kind" else under(path, TICKET)[one.by]),
                sums,
                None,
            )
            for rows, path in costs_of(slice_)
        ]
    if one.source == LATE:
        late = SlaTarget.objects.filter(slice_.where(OF_TICKET)).filter(late_at(moment_of(one.span, slice_.now)))
        return [_keyed(one.name, late, F(OF_TICKET[one.by]), [Count("ticket", distinct=True)], None)]
    source = SOURCES[one.source]
    rows = source.found(slice_).filter(within(source, slice_, one.span))
    if stale is not None:
        rows = rows.filter(days_of(source, stale))
    key = hour_of(source.at) if one.by == HOURS else F(source.paths[0][one.by])
    return [_keyed(one.name, rows, key, list(source.expressions(slice_).values()), source.amount)]


def _keyed(name: str, rows: Any, key: Any, sums: list[Any], amount: Any) -> QuerySet[Any]:
    text = Coalesce(Cast(key, CharField(max_length=40)), Value(""), output_field=CharField())
    return shaped(Concat(Value(name + MARK), text, output_field=CharField()), rows, Value(0), sums, amount)
