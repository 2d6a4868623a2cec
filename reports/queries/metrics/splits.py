"""Figures by region, product, batch, team, hour: what the charts of a dashboard show, by one query for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat

from aftersales.store.dates import start_of
from aftersales.store.prepared import Given, Prepared
from complaints.models import SlaTarget

from ...rules.periods import Span
from . import held
from .columns import Runs, Sums, day_of, late_at, moment_of, named, shaped
from .days import COST_COLUMNS, COSTS, KEPT, LATE
from .hours import hour_of
from .rows import between
from .slices import TICKET, Slice, under
from .sources import COST_PARTS, OF_TICKET, RETURNED, SOURCES, costs_of
from .stale import Kept
from .today import customers_to_visit, in_time

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


def scans_of(slice_: Slice, wanted: Iterable[Split], kept: Kept | None = None) -> list[Prepared]:
    """Queries of COLUMNS, under the name of the split and the key: of all rows, or of the stale days of kept ones."""
    return [scan for one in wanted for scan in _scans(one, slice_, kept)]


def split_of(
    slice_: Slice, wanted: Iterable[Split], rows: Iterable[tuple[Any, ...]], in_store: Iterable[held.Held] = ()
) -> Found:
    """The sums of each split by key, read from the rows of `scans_of` and the kept sums of `kept_of`; those of rows
    without a key under ""."""
    names = {one.name: _names(one) for one in wanted}
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


def _names(one: Split) -> tuple[str, ...]:
    if one.source == COSTS:
        return COST_COLUMNS
    if one.source == LATE:
        return ("all",)
    if one.source == COVERAGE:
        return ("in_time", "all")
    return SOURCES[one.source].names


def _scans(one: Split, slice_: Slice, kept: Kept | None) -> list[Prepared]:
    runs: Runs | None = None
    source = SOURCES.get(one.source)
    is_day = one.source == COSTS or (source is not None and source.is_day)
    if kept and _is_kept(one, slice_, kept):
        stale = [day for day in kept.stale[one.source] if one.span.first <= day < one.span.end]
        if not stale:
            return []
        runs = Runs.of(stale, is_day=is_day)
    limits = (one.span.first, one.span.end)
    moment = moment_of(one.span, slice_.now)
    values = {**slice_.values, **named("edge", limits if is_day else map(start_of, limits)), "moment": moment}
    values |= {"began": day_of(one.span, slice_.today) if is_day else moment, **(runs.values if runs else {})}
    shape = ("split", one.name, one.source, one.by, slice_.shape, runs and runs.shape)
    if one.source == COSTS:
        return [
            Prepared((part, *shape), partial(_of_costs, one, slice_, runs, part), values) for part in range(COST_PARTS)
        ]
    made = {COVERAGE: _of_coverage, LATE: _of_late}.get(one.source, _of_source)
    return [Prepared(shape, partial(made, one, slice_, runs), values)]


def _of_coverage(one: Split, slice_: Slice, _runs: Runs | None) -> QuerySet[Any]:
    sums = [Count("pk", filter=in_time(slice_.form)), Count("pk")]
    return _keyed(one.name, customers_to_visit(slice_.form), F("region__code"), sums, None)


def _of_late(one: Split, slice_: Slice, _runs: Runs | None) -> QuerySet[Any]:
    late = SlaTarget.objects.filter(slice_.form.where(OF_TICKET)).filter(late_at(Given("moment")))
    return _keyed(one.name, late, F(OF_TICKET[one.by]), [Count("ticket", distinct=True)], None)


def _of_costs(one: Split, slice_: Slice, runs: Runs | None, part: int) -> QuerySet[Any]:
    rows, path = costs_of(slice_.form)[part]
    rows = rows.filter(c_day__gte=Given("edge_0"), c_day__lt=Given("edge_1"))
    key = F("c_kind" if one.by == "kind" else under(path, TICKET)[one.by])
    returned = Q(c_source__in=RETURNED)
    sums = [Count("pk"), Sum("c_fen"), Count("pk", filter=returned), Sum("c_fen", filter=returned)]
    return _keyed(one.name, _only(rows, runs, "c_day"), key, sums, None)


def _of_source(one: Split, slice_: Slice, runs: Runs | None) -> QuerySet[Any]:
    source, form = SOURCES[one.source], slice_.form
    counted = between(source, *(Given(name) for name in ("edge_0", "edge_1", "began", "moment")))
    rows = _only(source.found(form).filter(counted), runs, source.at)
    key = hour_of(source.at) if one.by == HOURS else F(source.paths[0][one.by])
    return _keyed(one.name, rows, key, list(source.expressions(form).values()), source.amount)


def _only(rows: QuerySet[Any], runs: Runs | None, at: str) -> QuerySet[Any]:
    return rows.filter(runs.where(at)) if runs else rows


def _keyed(name: str, rows: Any, key: Any, sums: list[Any], amount: Any) -> QuerySet[Any]:
    text = Coalesce(Cast(key, CharField(max_length=40)), Value(""), output_field=CharField())
    return shaped(Concat(Value(name + MARK), text, output_field=CharField()), rows, Value(0), sums, amount)
