"""The median hours until the first reply, by region. The database computes it without a percentile function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, FloatField, Func, Q, Value, When, Window
from django.db.models.functions import RowNumber

from aftersales.staff.models import Region
from customers.enums import Channel

from ..rules.periods import Period
from .cuts import during
from .scope import Rows, Scope, midnight, reported

# On the hotline, at a counter and during a visit customers get an answer at once, so there is no time to measure.
ANSWERED_LATER = (Channel.PHONE, Channel.LETTER, Channel.FAX, Channel.EMAIL, Channel.WEB, Channel.CHAT)
FILTERS = {"channel": ",".join(ANSWERED_LATER), "replied": "1"}

NOW, BEFORE = 1, 0
Median = tuple[float, int]


class HoursSince(Func):
    """The hours from the second moment to the first, as a number."""

    output_field = FloatField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "((julianday(%(expressions)s)) * 24.0)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=") - julianday(", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(EXTRACT(EPOCH FROM (%(expressions)s))::float8 / 3600.0)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=" - ", **context)


@dataclass(frozen=True)
class RegionHours:
    """The median of a region in this quarter, and in the same days of the quarter before."""

    region: Region
    hours: float
    rows: Rows
    previous_hours: float | None
    previous_n: int


def hours_to_answer(scope: Scope, period: Period) -> list[RegionHours]:
    """The median of each region that has replies in the quarter, the slowest region first."""
    medians = _medians(scope, period)
    found = []
    for region in scope.regions:
        if (NOW, region.pk) in medians:
            hours, n = medians[NOW, region.pk]
            before, n_before = medians.get((BEFORE, region.pk), (None, 0))
            params = {**scope.params(**FILTERS, **reported(period.days)), "region": region.code}
            found.append(RegionHours(region, hours, Rows(n, params), before, n_before))
    return sorted(found, key=lambda each: -each.hours)


def _medians(scope: Scope, period: Period) -> dict[tuple[int, int], Median]:
    """(quarter, region) → (median hours, number of replies). The database returns only the one or two middle rows."""
    group = [F("quarter"), F("region")]
    rows = (
        scope.tickets(**FILTERS)
        .filter(during("reported_at", period.days) | during("reported_at", period.previous), region__isnull=False)
        .annotate(
            quarter=Case(When(reported_at__gte=midnight(period.days.first), then=Value(NOW)), default=Value(BEFORE)),
            hours=HoursSince(F("first_replied_at"), F("received_at")),
        )
        .annotate(
            place=Window(RowNumber(), partition_by=group, order_by="hours"),
            n=Window(Count("pk"), partition_by=group),
        )
        .filter(Q(place__gte=F("n") / 2.0) & Q(place__lte=F("n") / 2.0 + 1))
        .values_list("quarter", "region", "hours", "n")
    )
    middle: dict[tuple[int, int], list[float]] = {}
    counts: dict[tuple[int, int], int] = {}
    for quarter, region, hours, n in rows:
        middle.setdefault((quarter, region), []).append(hours)
        counts[quarter, region] = n
    return {key: (sum(hours) / len(hours), counts[key]) for key, hours in middle.items()}
