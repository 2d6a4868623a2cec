"""The planner: plans the follow-up visits that fall due (V1), spread over reps and days (V2).

It works in batches, each in its own transaction. Runs may overlap, be repeated or be killed without planning a visit
twice: a batch locks its customers and checks again whether they have a planned visit. The next run finds what was
missed.
"""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.urls import reverse

from aftersales.kernel.worktime import Calendar
from aftersales.notifications.services.notifications import notify
from aftersales.office.queries import calendar
from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.staff.queries import people_with_role
from aftersales.store.dates import company_date
from aftersales.store.sweeping import together_or_each
from aftersales.store.writing import create_all_with_history, lock_all
from customers.models import Customer

from ..enums import VisitState
from ..models import Visit
from ..queries.cadence import DueVisit, attempts_of, customers_to_plan, due_visits
from ..rules.cadence import cycle_key, cycle_prefix, planning_days, reminded_from
from .reminders import first_reminder
from .touching import keep_under_limit


@dataclass
class Run:
    """The data that the batches of one run of the planner share.

    region_reps: for each region, the reps who share the customers without an active account rep. visits_of_rep: how
    many planned visits each rep has so far, by which the next visit is put on the next day in turn.
    """

    now: datetime
    today: date
    until: date
    working: Calendar
    region_reps: dict[int, list[int]]
    visits_of_rep: Counter[int | None]
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    days: dict[date, list[date]] = field(default_factory=dict)

    def rep_of(self, due: DueVisit) -> int | None:
        shared = self.region_reps.get(due.region_id or 0)
        return due.rep_id or (shared[due.customer_id % len(shared)] if shared else None)

    def next_day(self, due_on: date, rep_id: int | None) -> date:
        """The day for one more visit of this rep that is due on `due_on`."""
        # All overdue visits are spread over the same days.
        due_on = max(due_on, self.today - timedelta(days=1))
        if due_on not in self.days:
            self.days[due_on] = planning_days(due_on, self.today, self.working.is_workday)
        self.visits_of_rep[rep_id] += 1
        days = self.days[due_on]
        return days[self.visits_of_rep[rep_id] % len(days)]


def plan_due(*, now: datetime, horizon_days: int = 14, batch: int = 1000) -> int:
    """Plan the visits that fall due within `horizon_days`; returns how many were planned."""
    run = _start(now, horizon_days)
    to_plan = customers_to_plan(run.until).order_by("pk").values_list("pk", flat=True)
    made, customers = 0, list(to_plan[:batch])
    while customers:
        made += together_or_each(customers, lambda some: plan_batch(run, some))
        customers = list(to_plan.filter(pk__gt=customers[-1])[:batch])
    return made


def _start(now: datetime, horizon_days: int) -> Run:
    today = company_date(now)
    region_reps: dict[int, list[int]] = {}
    for rep in people_with_role(Role.REP).exclude(region=None).order_by("pk"):
        region_reps.setdefault(rep.region_id or 0, []).append(rep.pk)
    planned = Visit.objects.filter(state=VisitState.PLANNED, rep__isnull=False).order_by()
    return Run(
        now=now,
        today=today,
        until=today + timedelta(days=horizon_days),
        working=calendar(),
        region_reps=region_reps,
        visits_of_rep=Counter(dict(planned.values_list("rep").annotate(Count("pk")))),
    )


@transaction.atomic
def plan_batch(run: Run, customer_ids: list[int]) -> int:
    """Plan the visits that fall due for these customers, and notify the reps; returns how many were planned."""
    lock_all(Customer.objects.filter(pk__in=customer_ids).only("pk"))
    due = due_visits(customers_to_plan(run.until).filter(pk__in=customer_ids), run.until)
    attempts = Counter(key.rpartition(":")[0] + ":" for key in attempts_of(each.customer_id for each in due))
    visits = [_visit(run, each, attempts[cycle_prefix(each.customer_id, each.counted_from)]) for each in due]
    visits = keep_under_limit(visits=visits, is_workday=run.working.is_workday, now=run.now)
    if visits:
        for visit in visits:
            visit.remind_at, visit.remind_level = first_reminder(
                reminded_from(visit.due_on, visit.planned_on), run.today
            )
        create_all_with_history(Visit, visits, actor=None, reason="fell due")
        _notify(run, {visit.rep_id for visit in visits})
    return len(visits)


def _visit(run: Run, due: DueVisit, earlier_attempts: int) -> Visit:
    rep_id = run.rep_of(due)
    planned_on = run.next_day(due.due_on, rep_id)
    visit = Visit(
        customer_id=due.customer_id,
        cycle=cycle_key(due.customer_id, due.counted_from, earlier_attempts + 1),
        counted_from=due.counted_from,
        rep_id=rep_id,
        due_on=due.due_on,
        planned_on=planned_on,
        channel=due.channel,
        created_at=run.now,
        plan_run=run.id,
    )
    visit._history_date = run.now  # type: ignore[attr-defined]
    return visit


def _notify(run: Run, reps: set[int | None]) -> None:
    """Notify each rep once a day. Visits that are planned later on the same day are only in the list."""
    url = reverse("visits")
    notify(
        users=User.objects.filter(pk__in=[pk for pk in reps if pk]),
        template="visits.planned",
        params={},
        url=url,
        key=f"visits.planned:{run.today}",
        now=run.now,
    )
    if None in reps:
        notify(
            users=people_with_role(Role.MANAGER),
            template="visits.without_rep",
            params={},
            url=f"{url}?rep=none&tab=all",
            key=f"visits.without_rep:{run.today}",
            now=run.now,
        )
