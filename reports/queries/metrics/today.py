"""Figures that are only known for today, because the rows they are counted from keep no past."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Any

from django.db.models import Count, Q, QuerySet, Value

from aftersales.staff.models import Actor
from aftersales.store.prepared import Prepared
from customers.enums import Grade
from customers.models import Customer
from customers.permissions import visible_to
from visits.enums import VisitState
from visits.models import Visit
from visits.queries.coverage import due_days

from .columns import shaped
from .recipes import TODAY
from .slices import CUSTOMER, Slice
from .sources import OF_CUSTOMER

UNHAPPY = (Grade.D, Grade.E)


def customers_to_visit(slice_: Slice) -> QuerySet[Any]:
    """The customers that count for coverage, each with its due_day."""
    asked: QuerySet[Customer] = visible_to(_reader(slice_)).filter(slice_.where(CUSTOMER))
    return due_days(asked, slice_.today)


def _reader(slice_: Slice) -> Actor:
    """A rep is kept to their region by the slice, so that a figure equals those of others for the region."""
    return None if slice_.is_fixed else slice_.user


def overdue_visits(slice_: Slice) -> QuerySet[Visit]:
    rows = Visit.objects.filter(slice_.where(OF_CUSTOMER), state=VisitState.PLANNED, due_on__lt=slice_.today)
    return rows.order_by()


def unhappy_customers(slice_: Slice) -> QuerySet[Any]:
    rows = visible_to(_reader(slice_)).filter(slice_.where(CUSTOMER), erased_at=None)
    return rows.filter(Q(grade__in=UNHAPPY) | Q(is_critical=True)).order_by()


def scans_today(slice_: Slice, codes: Collection[str]) -> list[Prepared]:
    """Queries of COLUMNS: the numerator and the denominator of each of these metrics, under TODAY and its code."""
    names = [f"{TODAY}:{code}" for code in sorted(codes)]
    return [Prepared((name, slice_.shape), partial(_scan, name, slice_), slice_.values) for name in names]


def _scan(name: str, slice_: Slice) -> QuerySet[Any]:
    form = slice_.form
    made: dict[str, Callable[[], tuple[QuerySet[Any], list[Any]]]] = {
        "visit_coverage": lambda: (customers_to_visit(form), [Count("pk", filter=in_time(form)), Count("pk")]),
        "visits_late": lambda: (overdue_visits(form), [Count("pk")]),
        "unhappy_customers": lambda: (unhappy_customers(form), [Count("pk")]),
    }
    rows, sums = made[name.removeprefix(f"{TODAY}:")]()
    return shaped(name, rows, Value(0), sums)


def in_time(slice_: Slice) -> Q:
    """Of customers_to_visit, those who are not overdue."""
    return Q(due_day__gte=slice_.today)


def counts_today(codes: Collection[str], rows: Iterable[tuple[Any, ...]]) -> dict[str, tuple[int, int]]:
    """(numerator, denominator) of each of these metrics, read from the rows of `scans_today`."""
    found = dict.fromkeys(codes, (0, 0))
    for name, _place, top, base, *_rest in rows:
        kind, _colon, code = name.partition(":")
        if kind == TODAY:
            found[code] = (top, base)
    return found
