"""Counts the rows of many sources in many spans of days by one query.

The start and end of every span are edges. The database sums up the rows between each edge and the next; the sum of a
span is the sum of these parts. Scans of different tables are sent as one query, a union of rows. Where sums are kept by
day (see stale.py), they are read instead of the rows, and only the rows of stale days are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Count, DecimalField, F, Func, IntegerField, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce

from aftersales.store.dates import start_of
from complaints.models import SlaTarget

from ...rules.periods import Span
from . import held
from .days import COST_COLUMNS, COSTS, LATE, NO_DAY, OVERRAN, WIDTH, days_of, everything, of_days
from .slices import Slice
from .sources import OF_TICKET, RETURNED, SOURCES, Source, costs_of
from .stale import Kept

PLACES = 100
NO_AMOUNT = Cast(Value(None), DecimalField(max_digits=14, decimal_places=2))
# No model has fields with these names.
COLUMNS = ("told_scan", "told_place", *(f"told_{n}" for n in range(WIDTH)), "told_amount")
LATER = timedelta(days=1)
Names = tuple[str, ...]


@dataclass(frozen=True)
class Sums:
    """What a source has in a span: its columns and its amount of money."""

    columns: Mapping[str, int]
    amount: Decimal

    def of(self, column: str) -> Decimal:
        if column == "amount":
            return self.amount
        number = Decimal(self.columns.get(column) or 0)
        return number / 100 if column.endswith("fen") else number

    def plus(self, names: Names, kept: held.Held) -> Sums:
        columns = {name: (self.columns.get(name) or 0) + kept.sums[place] for place, name in enumerate(names)}
        return Sums(columns, self.amount + kept.amount)


def moment_of(span: Span, now: datetime) -> datetime:
    """The end of a span, or now if it is not over."""
    return min(start_of(span.end), now)


def day_of(span: Span, today: date) -> date:
    """The day at whose beginning a state is read: the one after the span, or today."""
    return min(span.end, today)


def counted(
    slice_: Slice,
    wanted: Mapping[str, Sequence[Span]],
    extra: Sequence[QuerySet[Any]] = (),
    kept: Kept | None = None,
    more: Sequence[held.Asked] = (),
) -> tuple[dict[str, dict[Span, Sums]], list[tuple[Any, ...]], list[held.Held]]:
    """The sums of each source in each of its spans, the rows of `extra`: further queries of COLUMNS, which are sent
    along, and what is kept of `more`. kept: the sums that are read instead of rows. Three queries at most."""
    scans: list[QuerySet[Any]] = list(extra)
    read: dict[str, _Scan | _LateScan] = {}
    for name, spans in wanted.items():
        scan: Any = {COSTS: _cost_scan, LATE: _late_scan}.get(name, partial(_scan, name))
        read[name] = scan(slice_, spans, kept)
        scans += read[name].queries
    parts: dict[str, list[tuple[Any, ...]]] = {}
    if scans:
        for name, *values in scans[0].union(*scans[1:], all=True):
            parts.setdefault(name, []).append(tuple(values))
    in_store: dict[str, list[held.Held]] = {}
    for one in held.read([*more, *(one for scan in read.values() for one in scan.asked)], kept.stale if kept else {}):
        in_store.setdefault(one.asked.name, []).append(one)
    found = {name: scan.sums(parts.pop(name, []), in_store.pop(name, [])) for name, scan in read.items()}
    rows = [(name, *values) for name, rows in parts.items() for values in rows]
    return found, rows, [one for rest in in_store.values() for one in rest]


@dataclass(frozen=True)
class _Scan:
    """The queries of a source, and how their parts add up. lasts: the places are moments, not edges. asked: its kept
    sums."""

    queries: list[QuerySet[Any]]
    spans: Sequence[Span]
    names: Names
    edges: list[date]
    stock: bool = False
    lasts: bool = False
    asked: Sequence[held.Asked] = ()

    def sums(self, parts: Iterable[tuple[Any, ...]], in_store: Iterable[held.Held]) -> dict[Span, Sums]:
        """parts: of its queries. in_store: its kept sums."""
        rows = list(parts)
        found = {span: self._added([row for row in rows if self._is_in(row[0], n, span)]) for n, span in self._places()}
        for one in in_store:
            found[one.asked.span] = found[one.asked.span].plus(self.names, one)
        return found

    def _places(self) -> list[tuple[int, Span]]:
        """The spans, with the index of their moment among all moments."""
        moments = sorted({span.end for span in self.spans})
        return [(moments.index(span.end), span) for span in self.spans]

    def _is_in(self, place: int, moment: int, span: Span) -> bool:
        if self.lasts:
            began, ended = (each - 1 for each in divmod(place, PLACES))
            return began < moment <= ended
        day = self.edges[place] if place >= 0 else None
        if self.stock:
            return day is None or day < span.end
        return day is not None and span.first <= day < span.end

    def _added(self, rows: list[tuple[Any, ...]]) -> Sums:
        columns = {name: sum(row[1 + n] or 0 for row in rows) for n, name in enumerate(self.names)}
        return Sums(columns, sum((row[-1] or Decimal(0) for row in rows), Decimal(0)))


def _scan(name: str, slice_: Slice, spans: Sequence[Span], kept: Kept | None) -> _Scan:
    source_name, _colon, whole = name.partition(":")
    source = SOURCES[source_name]
    asked = everything(slice_.now) if whole else slice_
    edges = _edges(spans)
    if source.ends:
        rows = source.found(asked)
        return _Scan([_lasting(name, source, slice_, rows, spans)], spans, ("all",), edges, lasts=True)
    expressions = source.expressions(asked)
    made = partial(_Scan, spans=spans, names=tuple(expressions), edges=edges, stock=source.stock)
    place = kept.place_of(source_name, asked) if kept else None
    rows = source.found(asked).filter(_between(source, edges))
    in_store: list[held.Asked] = []
    if kept and place:
        in_store = [
            held.Asked(name, source_name, *place, span, NO_DAY if source.stock else span.first, span.end)
            for span in spans
        ]
        stale = _stale(kept, source_name, NO_DAY if source.stock else edges[0], edges[-1])
        if not stale:
            return made([], asked=in_store)
        rows = rows.filter(days_of(source, stale))
    at = _place(source.at, edges if source.is_day else [start_of(day) for day in edges])
    return made([shaped(name, rows, at, list(expressions.values()), source.amount)], asked=in_store)


def _stale(kept: Kept, source: str, first: date, end: date) -> list[date]:
    return [day for day in kept.stale[source] if first <= day < end]


def _edges(spans: Iterable[Span]) -> list[date]:
    return sorted({day for span in spans for day in (span.first, span.end)})


def _between(source: Source, edges: Sequence[date]) -> Q:
    first, last = (edges[0], edges[-1]) if source.is_day else (start_of(edges[0]), start_of(edges[-1]))
    ends = Q(**{f"{source.at}__lt": last})
    return ends | Q(**{source.at: None}) if source.stock else ends & Q(**{f"{source.at}__gte": first})


class _Place(Func):
    """The number of the last edge that a day or moment has reached; -1 before the first one.

    The same as a Case, of which Django would resolve each condition on its own, a dozen for each scan.
    """

    output_field = IntegerField()

    def __init__(self, field: str, edges: tuple[Any, ...]) -> None:
        super().__init__(F(field) if isinstance(field, str) else field)
        self.edges = edges

    def as_sql(self, compiler: Any, connection: Any, **_extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        sql, params = compiler.compile(self.source_expressions[0])
        ops = connection.ops
        tests, values = "", []
        for place, edge in reversed(list(enumerate(self.edges))):
            adapt = ops.adapt_datetimefield_value if isinstance(edge, datetime) else ops.adapt_datefield_value
            tests += f" WHEN {sql} >= %s THEN {place}"
            values += [*params, adapt(edge)]
        return f"(CASE{tests} ELSE -1 END)", values


def _place(field: str, edges: Sequence[Any]) -> _Place:
    return _Place(field, tuple(edges))


def _lasting(name: str, source: Source, slice_: Slice, rows: Any, spans: Sequence[Span]) -> QuerySet[Any]:
    """Rows by the last moment before which they began and the last one that they reached."""
    ends = sorted({span.end for span in spans})
    moments = [min(start_of(end), slice_.now) for end in ends]
    starts: list[Any] = [min(end, slice_.today) for end in ends] if source.is_day else moments
    still = Q(**{source.ends: None}) | Q(**{f"{source.ends}__gte": moments[0]})
    rows = rows.filter(still, **{f"{source.at}__lt": starts[-1]})
    rows = rows.annotate(told_over=Coalesce(source.ends, Value(moments[-1] + LATER)))
    place = (_place(source.at, starts) + 1) * PLACES + _place("told_over", moments) + 1
    return shaped(name, rows, place, [Count("pk")], None)


def shaped(name: Any, rows: Any, place: Any, sums: list[Any], amount: Any = None) -> QuerySet[Any]:
    """A query of COLUMNS. name: a text, or an expression that the rows are grouped by."""
    values = {f"told_{n}": sums[n] if n < len(sums) else Value(0) for n in range(WIDTH)}
    named = (
        rows.order_by()
        .annotate(told_scan=Value(name) if isinstance(name, str) else name, told_place=place)
        .values("told_scan", "told_place")
    )
    return named.annotate(**values, told_amount=amount or NO_AMOUNT).values_list(*COLUMNS)


def _cost_scan(slice_: Slice, spans: Sequence[Span], kept: Kept | None) -> _Scan:
    edges = _edges(spans)
    made = partial(_Scan, spans=spans, names=COST_COLUMNS, edges=edges)
    limits = Q(c_day__gte=edges[0], c_day__lt=edges[-1])
    in_store: list[held.Asked] = []
    if kept and (place := kept.place_of(COSTS, slice_)):
        in_store = [held.Asked(COSTS, COSTS, *place, span, span.first, span.end) for span in spans]
        stale = _stale(kept, COSTS, edges[0], edges[-1])
        if not stale:
            return made([], asked=in_store)
        limits &= of_days("c_day", stale)
    returned = Q(c_source__in=RETURNED)
    sums = [Count("pk"), Sum("c_fen"), Count("pk", filter=returned), Sum("c_fen", filter=returned)]
    at = _place("c_day", edges)
    return made([shaped(COSTS, rows.filter(limits), at, sums) for rows, _path in costs_of(slice_)], asked=in_store)


def late_at(moment: datetime) -> Q:
    """SLA targets that were overdue at a moment."""
    unmet = Q(met_at=None) | Q(met_at__gte=moment)
    return OVERRAN & unmet & (Q(cancelled_at=None) | Q(cancelled_at__gte=moment)) & Q(due_at__lt=moment)


def _late_scan(slice_: Slice, spans: Sequence[Span], kept: Kept | None) -> _LateScan:
    """Late tickets. A ticket with two overdue targets is one, so each moment is counted on its own. Kept is how many
    were late at the beginning of a day."""
    place = kept.place_of(LATE, slice_) if kept else None
    in_store: list[held.Asked] = []
    moments: dict[Span, datetime] = {}
    for span in spans:
        moment, day = moment_of(span, slice_.now), span.end
        if kept and place and start_of(day) <= min(kept.made_at, moment) and day not in kept.stale[LATE]:
            in_store.append(held.Asked(LATE, LATE, *place, span, day, day + LATER))
        else:
            moments[span] = moment
    distinct = sorted(set(moments.values()))
    rows = SlaTarget.objects.filter(slice_.where(OF_TICKET))
    queries = []
    for number, first in enumerate(range(0, len(distinct), WIDTH)):
        few = distinct[first : first + WIDTH]
        sums = [Count("ticket", distinct=True, filter=late_at(moment)) for moment in few]
        late = rows.filter(
            OVERRAN,
            Q(met_at=None) | Q(met_at__gte=few[0]),
            Q(cancelled_at=None) | Q(cancelled_at__gte=few[0]),
            due_at__lt=few[-1],
        )
        queries.append(shaped(LATE, late, Value(number), sums))
    places = {span: divmod(distinct.index(moment), WIDTH) for span, moment in moments.items()}
    return _LateScan(queries, places, in_store)


@dataclass(frozen=True)
class _LateScan:
    """places: of the spans that are not kept, the number of the query and of its column."""

    queries: list[QuerySet[Any]]
    places: Mapping[Span, tuple[int, int]]
    asked: Sequence[held.Asked]

    def sums(self, parts: Iterable[tuple[Any, ...]], in_store: Iterable[held.Held]) -> dict[Span, Sums]:
        counts = {row[0]: row[1:] for row in parts}
        found = {one.span: Sums({"all": 0}, Decimal(0)) for one in self.asked}
        for span, (number, column) in self.places.items():
            found[span] = Sums({"all": counts[number][column] if number in counts else 0}, Decimal(0))
        for one in in_store:
            found[one.asked.span] = found[one.asked.span].plus(("all",), one)
        return found
