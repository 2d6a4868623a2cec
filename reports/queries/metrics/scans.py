"""The queries of each source in its spans, and how their parts add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Count, DateTimeField, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from aftersales.store.dates import start_of
from aftersales.store.prepared import Given, Prepared
from complaints.models import SlaTarget

from ...rules.periods import Span
from . import held
from .columns import Names, Place, Row, Runs, Sums, late_at, moment_of, named, shaped
from .days import COST_COLUMNS, COSTS, LATE, NO_DAY, OVERRAN, WIDTH, everything
from .slices import Slice
from .sources import COST_PARTS, OF_TICKET, RETURNED, SOURCES, Source, costs_of
from .stale import Kept

PLACES = 100
LATER = timedelta(days=1)


@dataclass(frozen=True)
class Scan:
    """The queries of a source, and how their parts add up. lasts: the places are moments, not edges. asked: its kept
    sums."""

    queries: list[Prepared]
    spans: Sequence[Span]
    names: Names
    edges: list[date]
    stock: bool = False
    lasts: bool = False
    asked: Sequence[held.Asked] = ()

    def sums(self, parts: Iterable[Row], in_store: Iterable[held.Held]) -> dict[Span, Sums]:
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

    def _added(self, rows: list[Row]) -> Sums:
        columns = {name: sum(row[1 + n] or 0 for row in rows) for n, name in enumerate(self.names)}
        return Sums(columns, sum((row[-1] or Decimal(0) for row in rows), Decimal(0)))


@dataclass(frozen=True)
class LateScan:
    """places: of the spans that are not kept, the number of the query and of its column."""

    queries: list[Prepared]
    places: Mapping[Span, tuple[int, int]]
    asked: Sequence[held.Asked]

    def sums(self, parts: Iterable[Row], in_store: Iterable[held.Held]) -> dict[Span, Sums]:
        counts = {row[0]: row[1:] for row in parts}
        found = {one.span: Sums({"all": 0}, Decimal(0)) for one in self.asked}
        for span, (number, column) in self.places.items():
            found[span] = Sums({"all": counts[number][column] if number in counts else 0}, Decimal(0))
        for one in in_store:
            found[one.asked.span] = found[one.asked.span].plus(("all",), one)
        return found


def scan_of(name: str, slice_: Slice, spans: Sequence[Span], kept: Kept | None) -> Scan | LateScan:
    """How a source is counted. name: with ":whole" without the filters of the slice."""
    if name == COSTS:
        return _cost_scan(slice_, spans, kept)
    return _late_scan(slice_, spans, kept) if name == LATE else _scan(name, slice_, spans, kept)


def _scan(name: str, slice_: Slice, spans: Sequence[Span], kept: Kept | None) -> Scan:
    source_name, _colon, whole = name.partition(":")
    source = SOURCES[source_name]
    asked = everything(slice_.now) if whole else slice_
    edges = _edges(spans)
    if source.ends:
        return Scan([_lasting(name, source, asked, spans)], spans, ("all",), edges, lasts=True)
    made = partial(Scan, spans=spans, names=source.names, edges=edges, stock=source.stock)
    place = kept.place_of(source_name, asked) if kept else None
    in_store: list[held.Asked] = []
    runs: Runs | None = None
    if kept and place:
        in_store = [
            held.Asked(name, source_name, *place, span, NO_DAY if source.stock else span.first, span.end)
            for span in spans
        ]
        stale = _stale(kept, source_name, NO_DAY if source.stock else edges[0], edges[-1])
        if not stale:
            return made([], asked=in_store)
        runs = Runs.of(stale, is_day=source.is_day)
    limits = named("edge", edges if source.is_day else map(start_of, edges))

    def built() -> QuerySet[Any]:
        rows = source.found(asked.form).filter(_between(source, len(edges)))
        sums = list(source.expressions(asked.form).values())
        place = Place(source.at, tuple(limits))
        return shaped(name, rows.filter(runs.where(source.at)) if runs else rows, place, sums, source.amount)

    shape = ("scan", name, asked.shape, len(edges), runs and runs.shape)
    return made([Prepared(shape, built, {**asked.values, **limits, **(runs.values if runs else {})})], asked=in_store)


def _stale(kept: Kept, source: str, first: date, end: date) -> list[date]:
    return [day for day in kept.stale[source] if first <= day < end]


def _edges(spans: Iterable[Span]) -> list[date]:
    return sorted({day for span in spans for day in (span.first, span.end)})


def _between(source: Source, edges: int) -> Q:
    ends = Q(**{f"{source.at}__lt": Given(f"edge_{edges - 1}")})
    return ends | Q(**{source.at: None}) if source.stock else ends & Q(**{f"{source.at}__gte": Given("edge_0")})


def _lasting(name: str, source: Source, slice_: Slice, spans: Sequence[Span]) -> Prepared:
    """Rows by the last moment before which they began and the last one that they reached."""
    ends = sorted({span.end for span in spans})
    moments = [min(start_of(end), slice_.now) for end in ends]
    starts: list[Any] = [min(end, slice_.today) for end in ends] if source.is_day else moments
    began, reached = named("start", starts), named("moment", moments)

    def built() -> QuerySet[Any]:
        still = Q(**{source.ends: None}) | Q(**{f"{source.ends}__gte": Given("moment_0")})
        rows = source.found(slice_.form).filter(still, **{f"{source.at}__lt": Given(f"start_{len(ends) - 1}")})
        rows = rows.annotate(told_over=Coalesce(source.ends, Given("after", DateTimeField())))
        place = (Place(source.at, tuple(began)) + 1) * PLACES + Place("told_over", tuple(reached)) + 1
        return shaped(name, rows, place, [Count("pk")], None)

    values = {**slice_.values, **began, **reached, "after": moments[-1] + LATER}
    return Prepared(("lasting", name, slice_.shape, len(ends)), built, values)


def _cost_scan(slice_: Slice, spans: Sequence[Span], kept: Kept | None) -> Scan:
    edges = _edges(spans)
    made = partial(Scan, spans=spans, names=COST_COLUMNS, edges=edges)
    in_store: list[held.Asked] = []
    runs: Runs | None = None
    if kept and (place := kept.place_of(COSTS, slice_)):
        in_store = [held.Asked(COSTS, COSTS, *place, span, span.first, span.end) for span in spans]
        stale = _stale(kept, COSTS, edges[0], edges[-1])
        if not stale:
            return made([], asked=in_store)
        runs = Runs.of(stale)
    limits = named("edge", edges)

    def built(part: int) -> QuerySet[Any]:
        rows, _path = costs_of(slice_.form)[part]
        rows = rows.filter(c_day__gte=Given("edge_0"), c_day__lt=Given(f"edge_{len(edges) - 1}"))
        returned = Q(c_source__in=RETURNED)
        sums = [Count("pk"), Sum("c_fen"), Count("pk", filter=returned), Sum("c_fen", filter=returned)]
        return shaped(COSTS, rows.filter(runs.where("c_day")) if runs else rows, Place("c_day", tuple(limits)), sums)

    shape = (COSTS, slice_.shape, len(edges), runs and runs.shape)
    values = {**slice_.values, **limits, **(runs.values if runs else {})}
    return made([Prepared((part, *shape), partial(built, part), values) for part in range(COST_PARTS)], asked=in_store)


def _late_scan(slice_: Slice, spans: Sequence[Span], kept: Kept | None) -> LateScan:
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
    queries = [
        _late_query(slice_, number, distinct[first : first + WIDTH])
        for number, first in enumerate(range(0, len(distinct), WIDTH))
    ]
    places = {span: divmod(distinct.index(moment), WIDTH) for span, moment in moments.items()}
    return LateScan(queries, places, in_store)


def _late_query(slice_: Slice, number: int, moments: Sequence[datetime]) -> Prepared:
    reached = named("moment", moments)

    def built() -> QuerySet[Any]:
        sums = [Count("ticket", distinct=True, filter=late_at(Given(name))) for name in reached]
        first, last = Given("moment_0"), Given(f"moment_{len(moments) - 1}")
        late = SlaTarget.objects.filter(slice_.form.where(OF_TICKET)).filter(
            OVERRAN,
            Q(met_at=None) | Q(met_at__gte=first),
            Q(cancelled_at=None) | Q(cancelled_at__gte=first),
            due_at__lt=last,
        )
        return shaped(LATE, late, Value(number), sums)

    return Prepared((LATE, number, slice_.shape, len(moments)), built, {**slice_.values, **reached})
