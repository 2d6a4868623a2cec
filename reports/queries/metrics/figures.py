"""The figures of metrics: of a period, of the one it is compared with, and of the periods before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from urllib.parse import urlencode

from django.urls import reverse

from aftersales.kernel.errors import ensure

from ...enums import Basis, Unit
from ...rules.asked import Asked
from ...rules.certainty import UNKNOWN, Certainty, adjusted
from ...rules.metric import Counts, Metric, is_hidden, margin_of, value_of
from ...rules.metrics import metric_of
from ...rules.moves import Counted, Move, move_of, sure_of
from ...rules.periods import DAY, Span
from .columns import Sums
from .counting import counted
from .recipes import RECIPES, TODAY
from .rows import DENOMINATOR, NUMERATOR, REST
from .slices import Slice
from .splits import Found, Split, has_channel, kept_of, scans_of, split_of
from .stale import State, kept_at
from .today import counts_today, scans_today

ANSWERS = "responses"
WHOLE = ":whole"  # the same source without filters


@dataclass(frozen=True)
class Rows:
    """How many rows are behind a number, and the address of the list that shows exactly these; "" without a list."""

    count: int
    url: str


@dataclass(frozen=True)
class Figure:
    """The value of a metric in a span of days, not rounded.

    hidden: there are so few answers that a person could be told by them; then there is no value and no rows.
    numerator_rows, denominator_rows: how many rows were counted. ignored: filters that the metric cannot be told apart
    by and that were not applied.
    """

    metric: Metric
    span: Span
    counts: Counts
    numerator_rows: int
    denominator_rows: int
    hidden: bool
    filters: Mapping[str, str]
    ignored: tuple[str, ...] = ()

    @property
    def value(self) -> Decimal | None:
        return None if self.hidden else value_of(self.metric, self.counts)

    @property
    def margin(self) -> float | None:
        return None if self.hidden else margin_of(self.metric, self.counts)

    @property
    def numerator(self) -> Decimal | None:
        return None if self.hidden else self.counts.numerator

    @property
    def denominator(self) -> Decimal | None:
        return None if self.hidden or not self.metric.denominator else self.counts.denominator

    @property
    def rows(self) -> Rows:
        return self.part(NUMERATOR)

    @property
    def base(self) -> Rows:
        return self.part(DENOMINATOR)

    @property
    def rest(self) -> Rows:
        """Those of the denominator that are not of the numerator: the late ones, the unhappy ones."""
        return self.part(REST)

    def part(self, name: str) -> Rows:
        if self.hidden:
            return Rows(0, "")
        count = {
            NUMERATOR: self.numerator_rows,
            DENOMINATOR: self.denominator_rows,
            REST: self.denominator_rows - self.numerator_rows,
        }[name]
        return Rows(count, rows_url(self.metric.code, name, self.span, self.filters))


@dataclass(frozen=True)
class Told:
    """A figure, the one it is compared with (None if that cannot be known), and those of the twelve periods up to this
    one, the oldest first. sure: how sure the change is, judged together with all figures that were asked for."""

    figure: Figure
    against: Figure | None
    series: list[Figure]
    sure: Certainty = UNKNOWN

    @property
    def move(self) -> Move | None:
        if self.against is None or self.against.hidden or self.figure.hidden:
            return None
        return move_of(self.figure.metric, self.figure.counts, self.against.counts, self.sure)

    @property
    def history(self) -> list[Decimal | None]:
        return [each.value for each in self.series]


def rows_url(code: str, part: str, span: Span, filters: Mapping[str, str]) -> str:
    more = f"&{urlencode(filters)}" if filters else ""
    return f"{_list_of(code)}?part={part}&from={span.first.isoformat()}&to={span.last.isoformat()}{more}"


@cache
def _list_of(code: str) -> str:
    return reverse("metric_rows", args=[code])


def figure(metric: Metric | str, slice_: Slice, span: Span) -> Figure:
    """The figure of a metric in a span of days. Raises NotPermitted if the user may not see it."""
    metric = metric_of(metric) if isinstance(metric, str) else metric
    ensure(metric.may_be_seen_by(slice_.user.role))
    return figures([metric], slice_, [span])[0][metric.code][span]


def told(codes: Iterable[str], slice_: Slice, asked: Asked) -> dict[str, Told]:
    """The figures of these metrics for the periods that an address asks for; those that the user may not see are left
    out. The number of queries does not depend on how many metrics there are."""
    return told_with(codes, slice_, asked, ())[0]


def told_with(
    codes: Iterable[str], slice_: Slice, asked: Asked, splits: Sequence[Split], seen: State | None = None
) -> tuple[dict[str, Told], Found]:
    """The same, and the splits of charts by the same query. seen: the state of the kept sums, if it has been read."""
    metrics = [metric for metric in map(metric_of, dict.fromkeys(codes)) if metric.may_be_seen_by(slice_.user.role)]
    found, parts = figures(metrics, slice_, [*asked.series, asked.against], splits, seen)
    return judged({metric.code: _told(found[metric.code], metric, asked) for metric in metrics}), parts


def judged(found: Mapping[str, Told]) -> dict[str, Told]:
    """The same with how sure each change is, adjusted for how many changes are judged together."""
    sure = adjusted(
        {
            code: sure_between(one.figure, one.against, one.history[:-1]) if one.against else UNKNOWN
            for code, one in found.items()
        }
    )
    return {code: replace(one, sure=sure[code]) for code, one in found.items()}


def sure_between(now: Figure, before: Figure, earlier: Sequence[Decimal | None]) -> Certainty:
    """How sure the change between two figures is, by itself. earlier: the values of the periods before."""
    if now.hidden or before.hidden:
        return UNKNOWN
    return sure_of(now.metric, Counted(now.counts, now.span), Counted(before.counts, before.span), earlier)


def _told(found: Mapping[Span, Figure], metric: Metric, asked: Asked) -> Told:
    own = found[asked.days]
    if metric.basis == Basis.TODAY:
        return Told(own, None, [])
    return Told(own, found[asked.against], [found[span] for span in asked.series])


def figures(
    metrics: Sequence[Metric],
    slice_: Slice,
    spans: Sequence[Span],
    splits: Sequence[Split] = (),
    seen: State | None = None,
) -> tuple[dict[str, dict[Span, Figure]], Found]:
    """The figures of each metric in each span, and the splits."""
    wanted: dict[str, list[Span]] = {}
    for metric in metrics:
        recipe = RECIPES[metric.code]
        for source in {recipe.source, recipe.base_source} - {TODAY}:
            wanted[source] = list(dict.fromkeys(span_of(source, span, slice_.today) for span in spans))
    if ANSWERS in wanted and any(name in slice_.filters for name in ("region", "product", "outlet", "team")):
        wanted[ANSWERS + WHOLE] = wanted[ANSWERS]
    codes = {metric.code for metric in metrics if RECIPES[metric.code].source == TODAY}
    kept = kept_at(slice_.now, seen) if len(spans) > 1 else None  # one span is counted as fast
    live = [*scans_today(slice_, codes), *scans_of(slice_, splits, kept)]
    sums, rows, in_store = counted(slice_, wanted, live, kept, kept_of(slice_, splits, kept))
    today = counts_today(codes, rows)
    found = {
        metric.code: {
            span: today_figure(metric, slice_, today[metric.code])
            if RECIPES[metric.code].source == TODAY
            else _figure(metric, slice_, span, sums)
            for span in spans
        }
        for metric in metrics
    }
    return found, split_of(slice_, splits, rows, in_store)


def by_channel(whole: Figure, slice_: Slice) -> dict[str, Figure]:
    """The figure of each channel by which something of it was counted, by one query; none if its rows have no channel
    or only one was asked for. What has no channel, as units sold, is the same for each."""
    metric, recipe = whole.metric, RECIPES[whole.metric.code]
    if "channel" not in metric.filters or slice_.alone("channel"):
        return {}
    sources = [name for name in dict.fromkeys((recipe.source, recipe.base_source)) if has_channel(name)]
    _none, found = figures([], slice_, [whole.span], [Split(name, name, "channel", whole.span) for name in sources])
    told = {}
    for channel in sorted({key for sums in found.values() for key in sums}):
        sums = {name: {whole.span: found[name].get(channel, Sums({}, Decimal(0)))} for name in sources}
        if recipe.base_source not in sums:
            sums[recipe.base_source] = {whole.span: Sums({recipe.bottom: whole.denominator_rows}, Decimal(0))}
        one = _figure(metric, slice_.with_filter("channel", channel), whole.span, sums)
        if one.numerator_rows or (one.denominator_rows and has_channel(recipe.base_source)):
            told[channel] = one
    return told


def span_of(source: str, span: Span, today: date) -> Span:
    """The days that are counted. Answers are counted by whole months, so that nobody can single out the answers of
    a day by comparing two spans."""
    if source != ANSWERS:
        return span
    after = (span.last.replace(day=28) + 4 * DAY).replace(day=1)
    return Span(span.first.replace(day=1), max(span.last, min(after - DAY, today)))


def _figure(metric: Metric, slice_: Slice, span: Span, found: Mapping[str, Mapping[Span, Sums]]) -> Figure:
    recipe = RECIPES[metric.code]
    days = span_of(recipe.source, span, slice_.today)
    top, base = found[recipe.source][days], found[recipe.base_source][days]
    counts = Counts(
        numerator=top.of(recipe.top),
        denominator=base.of(recipe.bottom) if recipe.bottom else None,
        squares=top.of(recipe.squares) if recipe.squares else Decimal(0),
        others=top.of(recipe.others) if recipe.others else Decimal(0),
    )
    n = int(base.of(recipe.bottom)) if recipe.bottom else int(top.of(recipe.numerator_rows))
    whole = found.get(recipe.base_source + WHOLE, {}).get(days)
    everybody = int(whole.of(recipe.bottom)) if whole else n
    return Figure(
        metric=metric,
        span=days,
        counts=counts,
        numerator_rows=int(top.of(recipe.numerator_rows)),
        denominator_rows=n if recipe.bottom else 0,
        hidden=is_hidden(metric, n, everybody),
        filters=used_filters(metric, slice_),
        ignored=tuple(name for name in slice_.params if name not in metric.filters),
    )


def today_figure(metric: Metric, slice_: Slice, counts: tuple[int, int]) -> Figure:
    """The figure of a metric that is only known for today. counts: (numerator, denominator)."""
    top, base = counts
    return Figure(
        metric=metric,
        span=Span(slice_.today, slice_.today),
        counts=Counts(Decimal(top), Decimal(base) if metric.unit == Unit.PERCENT else None),
        numerator_rows=top,
        denominator_rows=base,
        hidden=False,
        filters=used_filters(metric, slice_),
        ignored=tuple(name for name in slice_.params if name not in metric.filters),
    )


def used_filters(metric: Metric, slice_: Slice) -> dict[str, str]:
    return {name: value for name, value in slice_.params.items() if name in metric.filters}
