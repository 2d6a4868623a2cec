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

from django.db.models import Case, CharField, Count, DecimalField, F, IntegerField, Max, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from aftersales.store.dates import start_of
from complaints.models import SlaTarget

from ...models import DaySum
from ...rules.periods import Span
from .days import COST_COLUMNS, COSTS, WIDTH, days_of, everything, of_days
from .slices import Slice
from .sources import OF_TICKET, RETURNED, SOURCES, Source, costs_of
from .stale import Kept

PLACES = 100
NO_AMOUNT = Cast(Value(None), DecimalField(max_digits=14, decimal_places=2))
# No model has fields with these names.
COLUMNS = ("told_scan", "told_place", *(f"told_{n}" for n in range(WIDTH)), "told_amount")
LATER = timedelta(days=1)
LATE = "late"
KEPT_SCAN = "/"  # between source, dimension and value of kept sums
KEPT_SUMS = [Sum(f"sum_{n}") for n in range(WIDTH)]
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
) -> tuple[dict[str, dict[Span, Sums]], list[tuple[Any, ...]]]:
    """The sums of each source in each of its spans, and the rows of `extra`: further queries of COLUMNS, which are sent
    along. kept: the sums that are read instead of rows. Two queries at most."""
    scans: list[QuerySet[Any]] = list(extra)
    read: dict[str, _Scan] = {}
    found: dict[str, dict[Span, Sums]] = {}
    for name, spans in wanted.items():
        if name == LATE:
            found[name] = _late(slice_, spans)
            continue
        one = _cost_scan(slice_, spans, kept) if name == COSTS else _scan(name, slice_, spans, kept)
        read[name] = one
        scans += one.queries
    edges = _edges(span for one in read.values() if one.kept for span in one.spans)
    scans += _kept_scan(list(read.values()), edges, kept)
    parts: dict[str, list[tuple[Any, ...]]] = {}
    if scans:
        for name, *values in scans[0].union(*scans[1:], all=True):
            parts.setdefault(name, []).append(tuple(values))
    kept_parts = {one.kept: parts.pop(one.kept, []) for one in read.values() if one.kept}
    found |= {name: one.sums(parts.pop(name, []), kept_parts.get(one.kept, []), edges) for name, one in read.items()}
    return found, [(name, *values) for name, rows in parts.items() for values in rows]


@dataclass(frozen=True)
class _Scan:
    """The queries of a source, and how their parts add up. lasts: the places are moments, not edges. kept: the name of
    its kept sums, with source, dimension and value, or ""."""

    queries: list[QuerySet[Any]]
    spans: Sequence[Span]
    names: Names
    edges: list[date]
    stock: bool = False
    lasts: bool = False
    kept: str = ""

    def sums(
        self, parts: Iterable[tuple[Any, ...]], kept: Iterable[tuple[Any, ...]], edges: Sequence[date]
    ) -> dict[Span, Sums]:
        """parts: of its own queries. kept: of the kept sums, between edges of all sources."""
        if self.lasts:
            rows = list(parts)
            return {span: self._added([row for row in rows if _lasted(row[0], n)]) for n, span in self._places()}
        dated = [(self._day(row[0], self.edges), row) for row in parts]
        dated += [(self._day(row[0], edges), row) for row in kept]
        return {span: self._added([row for day, row in dated if self._is_in(day, span)]) for span in self.spans}

    def _places(self) -> list[tuple[int, Span]]:
        """The spans, with the index of their moment among all moments."""
        moments = sorted({span.end for span in self.spans})
        return [(moments.index(span.end), span) for span in self.spans]

    @staticmethod
    def _day(place: int, edges: Sequence[date]) -> date | None:
        return edges[place] if place >= 0 else None

    def _is_in(self, day: date | None, span: Span) -> bool:
        if self.stock:
            return day is None or day < span.end
        return day is not None and span.first <= day < span.end

    def _added(self, rows: list[tuple[Any, ...]]) -> Sums:
        columns = {name: sum(row[1 + n] or 0 for row in rows) for n, name in enumerate(self.names)}
        return Sums(columns, sum((row[-1] or Decimal(0) for row in rows), Decimal(0)))


def _lasted(place: int, moment: int) -> bool:
    began, ended = (each - 1 for each in divmod(place, PLACES))
    return began < moment <= ended


def _edges(spans: Iterable[Span]) -> list[date]:
    return sorted({day for span in spans for day in (span.first, span.end)})


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
    held = _held(source_name, asked, kept)
    stale = kept.stale[source_name] if kept and held else frozenset()
    stale = frozenset(day for day in stale if day < edges[-1] and (source.stock or day >= edges[0]))
    if held and not stale:
        return made([], kept=held)
    rows = source.found(asked).filter(_between(source, edges))
    if held:
        rows = rows.filter(days_of(source, stale))
    place = _place(source.at, edges if source.is_day else [start_of(day) for day in edges])
    return made([shaped(name, rows, place, list(expressions.values()), source.amount)], kept=held)


def _held(source: str, slice_: Slice, kept: Kept | None) -> str:
    """The name of the kept sums that answer for a slice; "" if none do."""
    place = kept.place_of(source, slice_) if kept else None
    return KEPT_SCAN.join((source, *place)) if place else ""


def _kept_scan(scans: Sequence[_Scan], edges: Sequence[date], kept: Kept | None) -> list[QuerySet[Any]]:
    """One query for the kept sums of all sources, without those of stale days."""
    wanted = Q(pk__in=[])
    for one in scans:
        if one.kept and kept:
            source, dim, key = one.kept.split(KEPT_SCAN, 2)
            days = Q(day__lt=one.edges[-1]) & (Q() if one.stock else Q(day__gte=one.edges[0]))
            wanted |= Q(source=source, dim=dim, key=key) & days & ~Q(day__in=kept.stale[source])
    if not edges:
        return []
    name = Concat("source", Value(KEPT_SCAN), "dim", Value(KEPT_SCAN), "key", output_field=CharField())
    return [shaped(name, DaySum.objects.filter(wanted), _place("day", edges), KEPT_SUMS, Sum("amount"))]


def _between(source: Source, edges: Sequence[date]) -> Q:
    first, last = (edges[0], edges[-1]) if source.is_day else (start_of(edges[0]), start_of(edges[-1]))
    ends = Q(**{f"{source.at}__lt": last})
    return ends | Q(**{source.at: None}) if source.stock else ends & Q(**{f"{source.at}__gte": first})


def _place(field: str, edges: Sequence[Any]) -> Case:
    begun = [When(**{f"{field}__gte": edge, "then": Value(n)}) for n, edge in reversed(list(enumerate(edges)))]
    return Case(*begun, default=Value(-1), output_field=IntegerField())


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
    held = _held(COSTS, slice_, kept)
    limits = Q(c_day__gte=edges[0], c_day__lt=edges[-1])
    if kept and held:
        stale = [day for day in kept.stale[COSTS] if edges[0] <= day < edges[-1]]
        if not stale:
            return made([], kept=held)
        limits &= of_days("c_day", stale)
    returned = Q(c_source__in=RETURNED)
    sums = [Count("pk"), Sum("c_fen"), Count("pk", filter=returned), Sum("c_fen", filter=returned)]
    place = _place("c_day", edges)
    return made([shaped(COSTS, rows.filter(limits), place, sums) for rows, _path in costs_of(slice_)], kept=held)


OVERRAN = Q(met_at=None) | Q(met_at__gt=F("due_at"))  # the condition of an index


def late_at(moment: datetime) -> Q:
    """SLA targets that were overdue at a moment."""
    unmet = Q(met_at=None) | Q(met_at__gte=moment)
    return OVERRAN & unmet & (Q(cancelled_at=None) | Q(cancelled_at__gte=moment)) & Q(due_at__lt=moment)


def _late(slice_: Slice, spans: Sequence[Span]) -> dict[Span, Sums]:
    """Late tickets. A ticket with two overdue targets is one, so each moment is counted on its own."""
    moments = {span: moment_of(span, slice_.now) for span in spans}
    first, last = min(moments.values()), max(moments.values())
    rows = SlaTarget.objects.filter(OVERRAN, slice_.where(OF_TICKET), due_at__lt=last).order_by()
    rows = rows.filter(Q(met_at=None) | Q(met_at__gte=first), Q(cancelled_at=None) | Q(cancelled_at__gte=first))
    numbered = sorted(set(moments.values()))
    was_late = {f"told_{n}": Max(_one_if(late_at(moment))) for n, moment in enumerate(numbered)}
    found = (
        rows.values("ticket")
        .annotate(**was_late)
        .aggregate(**{f"m{n}": Sum(f"told_{n}") for n in range(len(numbered))})
    )
    late = {moment: found[f"m{n}"] or 0 for n, moment in enumerate(numbered)}
    return {span: Sums({"all": late[moment]}, Decimal(0)) for span, moment in moments.items()}


def _one_if(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())
