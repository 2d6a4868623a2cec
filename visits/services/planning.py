"""The planner: plans the follow-up visits that fall due (V1), spread over reps and days (V2).

It is a sweep over the stored schedules (services/schedules.py) in batches, each in its own transaction. Runs may
overlap, be repeated or be killed without planning a visit twice: a batch locks its customers and checks again whether
they have a planned visit. The next run finds what was missed.
"""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from aftersales.store.dates import company_date
from aftersales.store.mass import create_many_with_history
from aftersales.store.sweeping import together_or_each
from aftersales.store.writing import lock_keys
from customers.models import Customer

from ..models import Visit
from ..queries.cadence import DueVisit, attempts_of, due_schedules, due_visits, in_batches
from ..rules.cadence import cycle_key, cycle_prefix, reminded_from
from ..rules.placing import HORIZON
from . import placing
from .reminders import first_reminder
from .touching import keep_under_limit


@dataclass
class Run:
    """The data that the batches of one run of the planner share."""

    now: datetime
    today: date
    until: date
    placing: placing.Placing
    id: str = field(default_factory=lambda: uuid.uuid4().hex)


def plan_due(*, now: datetime, horizon_days: int = HORIZON, batch: int = 1000) -> int:
    """Plan the visits that fall due within `horizon_days`; returns how many were planned."""
    run = start(now, horizon_days)
    return sum(
        together_or_each(customers, lambda some: plan_batch(run, some))
        for customers in in_batches(due_schedules(run.until), batch)
    )


def start(now: datetime, horizon_days: int) -> Run:
    """A run that plans what falls due within so many days."""
    today = company_date(now)
    return Run(now=now, today=today, until=today + timedelta(days=horizon_days), placing=placing.begin(today))


@transaction.atomic
def plan_batch(run: Run, customer_ids: list[int]) -> int:
    """Plan the visits that fall due for these customers; returns how many were planned."""
    lock_keys(Customer.objects.filter(pk__in=customer_ids))
    due = due_visits(customer_ids, run.until)
    attempts = Counter(key.rpartition(":")[0] + ":" for key in attempts_of(each.customer_id for each in due))
    visits = [
        _visit(run, each, placed, attempts[cycle_prefix(each.customer_id, each.counted_from)])
        for each, placed in zip(due, placing.place(run.placing, due) if due else (), strict=True)
    ]
    visits = keep_under_limit(visits=visits, is_workday=run.placing.board.is_workday, now=run.now)
    if visits:
        for visit in visits:
            visit.remind_at, visit.remind_level = first_reminder(
                reminded_from(visit.due_on, visit.planned_on), run.today
            )
        create_many_with_history(Visit, visits, reason="fell due", at=run.now)
    return len(visits)


def _visit(run: Run, due: DueVisit, placed: placing.Placed, earlier_attempts: int) -> Visit:
    return Visit(
        customer_id=due.customer_id,
        cycle=cycle_key(due.customer_id, due.counted_from, earlier_attempts + 1),
        counted_from=due.counted_from,
        rep_id=placed.place.rep_id,
        due_on=due.due_on,
        planned_on=placed.place.day,
        town=placed.town,
        channel=due.channel,
        created_at=run.now,
        plan_run=run.id,
    )
