"""The batches with the most complaints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Func, IntegerField, Max, Q

from complaints.enums import Kind

from ..rules.control import Limits, limits_around
from ..rules.periods import Period
from .cuts import during
from .scope import Rows, Scope, midnight, reported

SHOWN = 5


class OverAllGroups(Func):
    """The sum over all groups of a grouped query, repeated in each row."""

    template = "SUM(%(expressions)s) OVER ()"
    output_field = IntegerField()


class GroupsWithAny(Func):
    """The number of groups of a grouped query whose count is not 0, repeated in each row."""

    template = "COUNT(NULLIF(%(expressions)s, 0)) OVER ()"
    output_field = IntegerField()


@dataclass(frozen=True)
class Batch:
    batch: str
    product: str
    rows: Rows
    previous: int
    is_above: bool


@dataclass(frozen=True)
class Batches:
    """The batches with the most complaints. The limits are computed from all batches with complaints in the quarter."""

    top: list[Batch]
    limits: Limits | None


def top_batches(scope: Scope, period: Period) -> Batches:
    begun = Q(reported_at__gte=midnight(period.days.first))
    count = Count("pk", filter=begun)
    found = list(
        scope.tickets(kind=Kind.COMPLAINT)
        .filter(during("reported_at", period.days) | during("reported_at", period.previous))
        .exclude(batch="")
        .values("batch")
        .annotate(
            n=count,
            before=Count("pk", filter=~begun),
            code=Max("purchase__product__code"),
            complaints=OverAllGroups(count),
            batches=GroupsWithAny(count),
        )
        .order_by("-n", "batch")[:SHOWN]
    )
    limits = limits_around(float(found[0]["complaints"]) / found[0]["batches"]) if found and found[0]["n"] else None
    return Batches([_batch(scope, period, row, limits) for row in found if row["n"]], limits)


def _batch(scope: Scope, period: Period, row: Any, limits: Limits | None) -> Batch:
    rows = scope.rows(row["n"], kind=Kind.COMPLAINT.value, batch=row["batch"], **reported(period.days))
    above = limits is not None and limits.broken_by(row["n"])
    return Batch(row["batch"], row["code"] or "", rows, row["before"], above)
