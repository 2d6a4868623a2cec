"""The planner: plans the follow-up visits that fall due (V1), spread over reps and days (V2).

It is a sweep over the stored schedules (services/schedules.py) in batches, each in its own transaction. Runs may
overlap, be repeated or be killed without planning a visit twice: a batch locks its customers and checks again whether
they have a planned visit. The next run finds what was missed.

The days of a batch are chosen by the one rule (rules/placing.py) from the loads of the reps; the visits, their history,
their contacts and their schedules are then written as columns, by a few statements for any number of them.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from aftersales.store.dates import company_date
from aftersales.store.mass import among, create_columns_with_history, need_not_wait_for_disk
from aftersales.store.sweeping import together_or_each
from aftersales.store.writing import lock_keys
from customers.models import Customer

from ..models import Visit, VisitSchedule
from ..queries.cadence import DueVisit, due_schedules, due_visits, in_batches
from ..queries.moved import why_moved
from ..rules.cadence import cycle_key, reminded_from
from ..rules.placing import HORIZON, Place
from . import placing
from .reminders import first_reminder
from .touching import Chosen, keep_under_limit

BATCH = 10_000


@dataclass
class Run:
    """The data that the batches of one run of the planner share."""

    now: datetime
    today: date
    until: date
    placing: placing.Placing
    id: str = field(default_factory=lambda: uuid.uuid4().hex)


def plan_due(*, now: datetime, horizon_days: int = HORIZON, batch: int = BATCH) -> int:
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
    need_not_wait_for_disk()
    lock_keys(Customer.objects.filter(pk__in=among(customer_ids)))
    due = due_visits(customer_ids, run.until)
    if not due:
        return 0
    places = placing.place(run.placing, due)
    cycles = [cycle_key(each.customer_id, each.counted_from, each.attempts + 1) for each in due]
    chosen = [
        Chosen(each.customer_id, cycle, each.due_on, place.day)
        for each, place, cycle in zip(due, places, cycles, strict=True)
    ]
    days = keep_under_limit(chosen=chosen, is_workday=run.placing.board.is_workday, now=run.now)
    rows = [
        (each, place, cycle, days[cycle])
        for each, place, cycle in zip(due, places, cycles, strict=True)
        if cycle in days
    ]
    if rows:
        _write(run, rows)
    return len(rows)


def _write(run: Run, rows: Sequence[tuple[DueVisit, Place, str, date]]) -> None:
    """Create these visits. rows: what is due, its place, its key, and the day that the limit of contacts allows."""
    from_days = [reminded_from(due.due_on, day) for due, _place, _cycle, day in rows]
    reminders = {day: first_reminder(day, run.today) for day in set(from_days)}
    columns = {
        "cycle": [cycle for _due, _place, cycle, _day in rows],
        "customer_id": [due.customer_id for due, _place, _cycle, _day in rows],
        "rep_id": [place.rep_id for _due, place, _cycle, _day in rows],
        "counted_from": [due.counted_from for due, _place, _cycle, _day in rows],
        "due_on": [due.due_on for due, _place, _cycle, _day in rows],
        "planned_on": [day for _due, _place, _cycle, day in rows],
        "town": [due.town for due, _place, _cycle, _day in rows],
        "channel": [due.channel for due, _place, _cycle, _day in rows],
        "reason": [why_moved(place.day, day) for _due, place, _cycle, day in rows],
        "remind_at": [reminders[day][0] for day in from_days],
        "remind_level": [reminders[day][1] for day in from_days],
        "created_at": run.now,
        "plan_run": run.id,
    }
    create_columns_with_history(Visit, columns, reason="fell due", at=run.now)
    VisitSchedule.objects.filter(customer__in=among(due.customer_id for due, *_more in rows)).update(is_planned=True)
