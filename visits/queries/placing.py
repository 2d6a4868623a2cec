"""What the placing of visits needs to know: capacities, absences, what is planned, and how many customers wait."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Aggregate, Count, Q, QuerySet, TextField
from django.db.models.functions import TruncMonth, TruncWeek
from django.db.models.sql.compiler import SQLCompiler

from aftersales.staff.enums import Role
from aftersales.staff.models import StandIn
from aftersales.staff.queries import people_with_role
from customers.models import Customer

from ..enums import VisitState
from ..models import Visit, VisitSchedule
from ..permissions import VISITORS
from ..rules.placing import ONE_DAY, Board, monday_of
from ..rules.towns import town_of
from .cadence import due_schedules

WEEKS_A_YEAR = 365.25 / 7


def count_planned(board: Board, reps: Iterable[int | None], after: date, until: date) -> None:
    """Add the visits of these reps that are planned for days after `after`, until a day."""
    known = set(reps)
    who = Q(rep__in=known - {None}) | (Q(rep=None) if None in known else Q(pk__in=[]))
    planned = Visit.objects.filter(
        who, state=VisitState.PLANNED, planned_on__gt=after, planned_on__lte=until
    ).order_by()
    board.add_all(planned.values_list("rep", "planned_on").annotate(towns=_Towns("town"), count=Count("pk")))


class _Towns(Aggregate):
    """The list of the different towns: a day of a rep is then one row and not one for each town."""

    function = "json_group_array"
    template = "%(function)s(DISTINCT %(expressions)s)"
    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **context: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, function="array_agg", **context)

    def get_db_converters(self, connection: Any) -> list[Any]:
        return [] if connection.vendor == "postgresql" else [lambda value, *_more: json.loads(value)]


def region_reps() -> dict[int, list[int]]:
    """For each region, the reps who share the customers without an active account rep."""
    found: dict[int, list[int]] = defaultdict(list)
    reps = people_with_role(Role.REP).exclude(region=None).order_by("pk")
    for rep, region in reps.values_list("pk", "region"):
        found[region or 0].append(rep)
    return dict(found)


def deputies_of(absences: Iterable[StandIn]) -> dict[int, tuple[int, ...]]:
    """For each absent user, the stand-ins who may make visits."""
    found: dict[int, tuple[int, ...]] = {}
    for row in absences:
        if row.deputy.is_active and row.deputy.role in VISITORS:
            found[row.absent_id] = (*found.get(row.absent_id, ()), row.deputy_id)
    return found


def towns_of(customers: Iterable[int]) -> dict[int, str]:
    """The towns of these customers."""
    rows = Customer.objects.filter(pk__in=customers).order_by().values_list("pk", "address", "outlet_id")
    return {pk: town_of(address, outlet) for pk, address, outlet in rows}


@dataclass(frozen=True)
class Owner:
    """Who visits a customer: the account rep, else the reps of the region. Both None: nobody."""

    rep_id: int | None = None
    region_id: int | None = None

    def schedules(self, rows: QuerySet[VisitSchedule]) -> QuerySet[VisitSchedule]:
        """Those of these schedules whose customers are the owner's."""
        if self.rep_id:
            return rows.filter(customer__rep=self.rep_id)
        without = Q(customer__rep=None) | Q(customer__rep__is_active=False)
        return rows.filter(without, customer__region=self.region_id)


def overdue_by_month(today: date) -> dict[Owner, dict[int, dict[date, int]]]:
    """The customers who are overdue and have no planned visit: by owner, interval in months, and the month from which
    the interval counts."""
    found: dict[Owner, dict[int, dict[date, int]]] = defaultdict(lambda: defaultdict(dict))
    late = due_schedules(today - ONE_DAY).annotate(period=TruncMonth("counted_from"))
    for owner, months, period, count in _counts(late):
        known = found[owner][months]
        known[period] = known.get(period, 0) + count
    return found


def due_by_week(today: date, until: date) -> dict[Owner, dict[date, int]]:
    """How many customers without a planned visit fall due in each week until a day, by owner and the Monday of the
    week. Overdue ones count in this week."""
    found: dict[Owner, dict[date, int]] = defaultdict(dict)
    for owner, _months, period, count in _counts(due_schedules(until).annotate(period=TruncWeek("next_due_on"))):
        monday = max(period, monday_of(today))
        known = found[owner]
        known[monday] = known.get(monday, 0) + count
    return found


def _counts(waiting: QuerySet[Any]) -> Iterable[tuple[Owner, int, date, int]]:
    names = ("customer__rep", "customer__rep__is_active", "customer__region", "months", "period")
    rows = waiting.order_by().values_list(*names)
    for rep, is_active, region, months, period, count in rows.annotate(number_of=Count("pk")):
        owner = Owner(rep_id=rep) if rep and is_active else Owner(region_id=region)
        yield owner, months or 0, period, count


def paces() -> dict[int, float]:
    """The visits a week that the cadence makes for each rep; those of a region are shared by its reps."""
    names = ("customer__rep", "customer__rep__is_active", "customer__region", "months")
    rows = VisitSchedule.objects.filter(next_due_on__isnull=False, months__gt=0).order_by()
    shared = region_reps()
    found: dict[int, float] = defaultdict(float)
    for rep, is_there, region, months, count in rows.values_list(*names).annotate(Count("pk")):
        reps = [rep] if rep and is_there else shared.get(region, [])
        for one in reps:
            found[one] += count * 12 / months / WEEKS_A_YEAR / len(reps)
    return found
