"""The rows behind a figure: exactly those that were counted."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from aftersales.store.dates import start_of
from complaints.models import SlaTarget, Ticket
from complaints.quality.queries.costs import COLUMNS as COST_COLUMNS

from ...rules.metric import Metric
from ...rules.periods import Span
from .columns import day_of, late_at, moment_of
from .days import COSTS, LATE
from .hours import hour_of
from .recipes import RECIPES, TODAY
from .slices import Slice
from .sources import OF_TICKET, RETURNED, SOURCES, Source, costs_of
from .today import customers_to_visit, overdue_visits, unhappy_customers

NUMERATOR, DENOMINATOR, REST = "numerator", "denominator", "rest"
PARTS = (NUMERATOR, DENOMINATOR, REST)


def rows_of(metric: Metric, slice_: Slice, span: Span, part: str) -> QuerySet[Any]:
    """The rows of a part of a figure, in the order of their list: the latest first."""
    recipe = RECIPES[metric.code]
    if recipe.source == TODAY:
        return _today(metric, slice_, part)
    if recipe.source == LATE:
        moment = moment_of(span, slice_.now)
        late = SlaTarget.objects.filter(slice_.where(OF_TICKET)).filter(late_at(moment))
        return _tickets(late)
    if recipe.source == COSTS:
        return _costs(slice_, span, _costs_of(metric))
    if part == NUMERATOR:
        return _counted(recipe.source, recipe.numerator_rows, slice_, span)
    rows = _counted(recipe.base_source, recipe.bottom, slice_, span)
    if part == REST:
        counted = _counted(recipe.source, recipe.numerator_rows, slice_, span)
        return rows.exclude(pk__in=counted.order_by().values("pk"))
    return rows


def _tickets(late: QuerySet[Any]) -> QuerySet[Any]:
    return Ticket.objects.filter(pk__in=late.values("ticket")).order_by("-reported_at", "-pk")


def _today(metric: Metric, slice_: Slice, part: str) -> QuerySet[Any]:
    if metric.code == "visits_late":
        return overdue_visits(slice_).order_by("due_on", "pk")
    if metric.code == "unhappy_customers":
        return unhappy_customers(slice_).order_by("-is_critical", "-grade", "name", "pk")
    rows = customers_to_visit(slice_).order_by("due_day", "pk")
    late = Q(due_day__lt=slice_.today)
    return rows.filter({NUMERATOR: ~late, REST: late}.get(part, Q()))


def _costs_of(metric: Metric) -> Q:
    return Q(c_source__in=RETURNED) if RECIPES[metric.code].rows == "returned" else Q()


def _costs(slice_: Slice, span: Span, about: Q) -> QuerySet[Any]:
    """Tuples of the columns of complaints.quality.queries.costs."""
    limits = Q(c_day__gte=span.first, c_day__lte=span.last) & about
    first, *others = [rows.filter(limits).values_list(*COST_COLUMNS) for rows, _path in costs_of(slice_)]
    return first.union(*others, all=True).order_by("-c_day", "c_source", "-pk")


def _counted(name: str, column: str, slice_: Slice, span: Span) -> QuerySet[Any]:
    source = SOURCES[name]
    return (
        source.found(slice_)
        .filter(within(source, slice_, span), _condition(source, column, slice_))
        .order_by(*_order(source))
    )


def _condition(source: Source, column: str, slice_: Slice) -> Q:
    made = source.columns.get(column)
    return made(slice_) if made else Q()


def of_cost(metric: Metric, slice_: Slice, span: Span, kind: str) -> QuerySet[Any]:
    """The rows of a kind of cost."""
    return _costs(slice_, span, Q(c_kind=kind) & _costs_of(metric))


def in_hour(rows: QuerySet[Any], at: str, hour: str) -> QuerySet[Any]:
    """The rows of an hour of the week, "1:9"."""
    return rows.annotate(of_hour=hour_of(at)).filter(of_hour=hour)


def between(source: Source, first: Any, end: Any, began: Any, moment: Any) -> Q:
    """The rows of a source that count for a span: those of its days, or those that had begun and not ended at its end.
    The limits are values or the names of values that are given later."""
    at = source.at
    if source.ends:
        return Q(**{f"{at}__lt": began}) & (Q(**{source.ends: None}) | Q(**{f"{source.ends}__gte": moment}))
    if source.stock:
        return Q(**{at: None}) | Q(**{f"{at}__lt": end})
    return Q(**{f"{at}__gte": first, f"{at}__lt": end})


def within(source: Source, slice_: Slice, span: Span) -> Q:
    """The rows of a source that count for a span."""
    moment = moment_of(span, slice_.now)
    if source.is_day:
        return between(source, span.first, span.end, day_of(span, slice_.today), moment)
    return between(source, start_of(span.first), start_of(span.end), moment, moment)


def _order(source: Source) -> tuple[str, str]:
    return (f"-{source.at}", "-pk")
