"""Figures that are only known for today, because the rows they are counted from keep no past."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet, Value

from aftersales.staff.models import Actor
from customers.enums import Grade
from customers.models import Customer
from customers.permissions import visible_to
from visits.enums import VisitState
from visits.models import Visit
from visits.queries.coverage import due_days

from .counting import shaped
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


def scans_today(slice_: Slice, codes: Collection[str]) -> list[QuerySet[Any]]:
    """Queries of COLUMNS: the numerator and the denominator of each of these metrics, under TODAY and its code."""
    in_time = Count("pk", filter=Q(due_day__gte=slice_.today))
    made = {
        "visit_coverage": lambda: (customers_to_visit(slice_), [in_time, Count("pk")]),
        "visits_late": lambda: (overdue_visits(slice_), [Count("pk")]),
        "unhappy_customers": lambda: (unhappy_customers(slice_), [Count("pk")]),
    }
    wanted = [(code, *made[code]()) for code in sorted(codes)]
    return [shaped(f"{TODAY}:{code}", rows, Value(0), sums) for code, rows, sums in wanted]


def counts_today(codes: Collection[str], rows: Iterable[tuple[Any, ...]]) -> dict[str, tuple[int, int]]:
    """(numerator, denominator) of each of these metrics, read from the rows of `scans_today`."""
    found = dict.fromkeys(codes, (0, 0))
    for name, _place, top, base, *_rest in rows:
        kind, _colon, code = name.partition(":")
        if kind == TODAY:
            found[code] = (top, base)
    return found
