"""The planner: return visits fall due by themselves (V1), spread over reps and days (V2).

Set-based and in batches, each in a transaction of its own. Whoever runs it, twice or twice at once, or dies in the
middle: the unique cycle and the one planned visit a customer may have let nothing double, and the next run finds
whatever was missed.
"""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Max, Min
from django.urls import reverse

from aftersales.kernel.worktime import Calendar
from aftersales.notifications.services.notifications import notify
from aftersales.office.queries import calendar
from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.staff.queries import people_with_role
from customers.models import Customer

from ..enums import VisitState
from ..models import Visit
from ..rules.cadence import candidate_days
from . import planning_sql
from .reminding import first_reminder

ONE_DAY = timedelta(days=1)
SPREAD_DAYS = 28  # before the due day; for promises broken before anybody planned, from today
NOBODY: tuple[Any, ...] = (-1, 0, 1, 0)  # a table of a statement is never empty


@dataclass
class Run:
    """What one run of the planner brings along into each batch."""

    id: str
    now: datetime
    today: date
    horizon: date
    slots: list[tuple[Any, ...]]
    pool: list[tuple[Any, ...]]
    held: Counter[int]
    made: int = 0
    reason: str = field(default="fell due", init=False)


def plan_due(*, now: datetime, horizon_days: int = 14, batch: int = 10_000) -> int:
    """Plan the visits that fall due until `horizon_days` from now; how many were made."""
    run = _start(now, horizon_days)
    ends = Customer.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return 0
    for after in range(ends["first"] - 1, ends["last"], batch):
        plan_range(run, after, min(after + batch, ends["last"]))
    return run.made


@transaction.atomic
def plan_range(run: Run, after: int, upto: int) -> None:
    """One batch: the visits, their history, and the notices to those who have to make them."""
    above = Visit.objects.aggregate(last=Max("pk"))["last"] or 0
    _insert(run, after, upto)
    new = Visit.objects.filter(pk__gt=above, plan_run=run.id)
    per_rep = dict(new.order_by().values_list("rep").annotate(Count("pk")))
    if not per_rep:
        return
    _insert_history(run, above)
    _tell(run, per_rep)
    run.held.update({rep: count for rep, count in per_rep.items() if rep})
    run.made += sum(per_rep.values())


def _start(now: datetime, horizon_days: int) -> Run:
    working, today = calendar(), now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    planned = Visit.objects.filter(state=VisitState.PLANNED).order_by()
    return Run(
        id=uuid.uuid4().hex,
        now=now,
        today=today,
        horizon=today + timedelta(days=horizon_days),
        slots=_slots(working, today, horizon_days),
        pool=_pool(),
        held=Counter({rep: count for rep, count in planned.values_list("rep").annotate(Count("pk")) if rep}),
    )


def _slots(working: Calendar, today: date, horizon_days: int) -> list[tuple[Any, ...]]:
    """For each due day the workdays on which its visits are put in turn, the latest first."""
    rows: list[tuple[Any, ...]] = []
    for offset in range(-1, horizon_days + 1):
        due = today + timedelta(days=offset)
        # The row of yesterday stands for every promise broken already.
        last = today + timedelta(days=SPREAD_DAYS) if offset < 0 else due
        first = max(today if due == today else today + ONE_DAY, last - timedelta(days=SPREAD_DAYS))
        days = candidate_days(last, first, working.is_workday)
        for turn, day in enumerate(reversed(days)):
            rows.append((due, turn, len(days), day, *first_reminder(max(due, day), today)))
    return rows


def _pool() -> list[tuple[Any, ...]]:
    """The reps of each region, who share its customers that have no rep of their own."""
    regions: dict[int, list[int]] = {}
    for rep in people_with_role(Role.REP).exclude(region=None).order_by("pk"):
        regions.setdefault(rep.region_id or 0, []).append(rep.pk)
    return [(region, n, len(reps), rep) for region, reps in regions.items() for n, rep in enumerate(reps)]


def _insert(run: Run, after: int, upto: int) -> None:
    tables = {"slots": run.slots, "pool": run.pool or [NOBODY], "held": [*run.held.items()] or [(-1, 0)]}
    params = {
        "zone": settings.TIME_ZONE,
        "after": after,
        "upto": upto,
        "today": run.today,
        "yesterday": run.today - ONE_DAY,
        "horizon": run.horizon,
        "now": run.now,
        "run": run.id,
    }
    values = {name: planning_sql.adapted(value) for name, value in params.items()}
    for prefix, rows in zip("sph", tables.values(), strict=True):
        values |= planning_sql.params_of(prefix, rows)
    with connection.cursor() as cursor:
        cursor.execute(planning_sql.statement(**tables), values)


def _insert_history(run: Run, above: int) -> None:
    """A history row for each visit of this run above the last one that was there before."""
    model = Visit.history.model
    columns = ", ".join(connection.ops.quote_name(tracked.column) for tracked in model.tracked_fields)
    sql = planning_sql.HISTORY.format(history=model._meta.db_table, columns=columns)
    params = {"now": planning_sql.adapted(run.now), "reason": run.reason, "above": above, "run": run.id}
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def _tell(run: Run, per_rep: dict[int | None, int]) -> None:
    """Once a day each; what falls due later the same day stands in the list."""
    key, url = f"{run.today}", reverse("visits")
    reps = User.objects.filter(pk__in=[pk for pk in per_rep if pk])
    notify(users=reps, template="visits.planned", params={}, url=url, key=f"visits.planned:{key}", now=run.now)
    if None in per_rep:
        managers, url = people_with_role(Role.MANAGER), f"{url}?rep=none&tab=all"
        key = f"visits.without_rep:{key}"
        notify(users=managers, template="visits.without_rep", params={}, url=url, key=key, now=run.now)
