"""Computes when the next visit of a customer is due, whenever a fact changes, and for all customers in runs.

Whoever computes has locked the customer, so that of two changes the later one sees the facts of both. A run goes
through all customers in chunks, each in its own transaction, which first moves the position of the run: runs may
overlap, be repeated or be killed, and the next sweep continues behind the last chunk.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse

from aftersales.notifications.services.notifications import notify
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor
from aftersales.staff.queries import people_with_role
from aftersales.store.dates import company_date
from aftersales.store.mass import among
from aftersales.store.sweeping import report, together_or_each
from aftersales.store.writing import lock_all, update_all_with_history
from customers.models import Customer

from ..enums import RunPurpose, ScheduleBasis, VisitKind, VisitState
from ..models import ScheduleRun, Visit, VisitSchedule
from ..queries.facts import FIELDS, cadence_rows, facts_of
from ..queries.replanning import is_agreed
from ..rules.cadence import reminded_from
from ..rules.schedule import Facts, Scheduled, schedule
from . import placing
from .common import cancel
from .reminders import first_reminder
from .touching import follow

logger = logging.getLogger(__name__)

CHUNK = 1000
STORED = ("basis", "months", "last_visit_on", "counted_from", "next_due_on", "earliest_on", "channel", "is_planned")


class ScheduleDiffered(Exception):
    """The nightly check found a stored schedule that is not what the rule gives."""


@transaction.atomic
def refresh(*, customer_ids: Collection[int], actor: Actor, now: datetime) -> list[int]:
    """Ask the rule for these customers, and store what differs; an open visit follows its due day, and is cancelled if
    the tier requires none any more. Returns the customers whose schedule differed."""
    customers = lock_all(Customer.objects.filter(pk__in=customer_ids).only(*FIELDS))
    visits = lock_all(_open_visits(customers))
    found, differing = _compared(customers, {visit.customer_id for visit in visits})
    if differing:
        VisitSchedule.objects.bulk_create(
            differing, update_conflicts=True, unique_fields=["customer"], update_fields=STORED, batch_size=CHUNK
        )
    _move_open_visits(visits, found, actor, now)  # also of those whose visit came from a merged customer
    _cancel_needless(visits, found, actor, now)
    return [row.pk for row in differing]


def _open_visits(customers: Collection[Customer]) -> QuerySet[Visit]:
    return Visit.objects.filter(customer__in=customers, kind=VisitKind.CARE, state=VisitState.PLANNED)


def _compared(
    customers: Sequence[Customer], planned: Collection[int]
) -> tuple[list[VisitSchedule], list[VisitSchedule]]:
    """What the rule gives for these customers, and those that are stored otherwise. planned: who has an open visit."""
    cadence, facts = cadence_rows(), facts_of(customers)
    stored = VisitSchedule.objects.in_bulk(list(facts))
    found = [_row(pk, each, schedule(each, cadence), pk in planned) for pk, each in facts.items()]
    return found, [row for row in found if _values(row) != _values(stored.get(row.pk))]


def _suspects(ids: Collection[int]) -> list[int]:
    """Those of these customers whose schedule or open visit seems to differ from the rule. It locks nobody, so that
    somebody who changes them now may be among them."""
    customers = list(Customer.objects.filter(pk__in=among(ids)).only(*FIELDS))
    due = dict(_open_visits(customers).order_by().values_list("customer", "due_on"))
    found, differing = _compared(customers, due.keys())
    apart = {row.pk for row in found if row.pk in due and due[row.pk] != row.next_due_on}
    return sorted(apart.union(row.pk for row in differing))


def _row(customer_id: int, facts: Facts, found: Scheduled, is_planned: bool) -> VisitSchedule:
    return VisitSchedule(
        customer_id=customer_id,
        basis=found.basis,
        months=found.months,
        last_visit_on=facts.last_visit_on,
        counted_from=found.counted_from,
        next_due_on=found.due_on,
        earliest_on=found.earliest_on,
        channel=found.channel,
        is_planned=is_planned,
    )


def _values(row: VisitSchedule | None) -> tuple[object, ...] | None:
    return None if row is None else tuple(getattr(row, name) for name in STORED)


def _move_open_visits(visits: list[Visit], rows: list[VisitSchedule], actor: Actor, now: datetime) -> None:
    """Give the open visits of these customers their new due days. A visit that was in time stays in time, and one that
    became impossible is moved behind the day on which visits are possible again."""
    due = {row.pk: row for row in rows if row.next_due_on}
    visits = [visit for visit in visits if visit.customer_id in due]
    if not visits:
        return
    today = company_date(now)
    days = _new_days([(visit, due[visit.customer_id]) for visit in visits], today)
    moved = [visit for visit in visits if _follows(visit, due[visit.customer_id], days, today)]
    fields = ["due_on", "planned_on", "planned_time", "town", "remind_at", "remind_level", "version"]
    update_all_with_history(Visit, moved, fields, actor=actor, reason="schedule changed")
    for visit in moved:
        follow(visit=visit, actor=actor, now=now)


def _cancel_needless(visits: list[Visit], rows: list[VisitSchedule], actor: Actor, now: datetime) -> None:
    """Cancel the visits of customers whose tier requires none any more; otherwise they would climb as overdue for ever.
    What was agreed with the customer is kept."""
    free = {row.pk for row in rows if row.basis == ScheduleBasis.NO_CADENCE}
    for visit in visits:
        if visit.customer_id in free and not is_agreed(visit):
            cancel(visit, actor, "no visit required", now)


def _new_days(visits: list[tuple[Visit, VisitSchedule]], today: date) -> dict[int, placing.Placed]:
    """The places of the visits that must move. Each keeps its rep, who expects it."""
    moving = [(visit, row) for visit, row in visits if _must_move(visit, row)]
    if not moving:
        return {}
    asked = [
        placing.Asked(visit.customer_id, None, visit.rep_id, _due_on(row), row.earliest_on, keeps_rep=True)
        for visit, row in moving
    ]
    places = placing.begin(today)
    places.count({visit.rep_id for visit, _row in moving})
    for visit, _row in moving:  # its old day has room again
        if visit.planned_on >= today:
            places.board.add(visit.rep_id, visit.planned_on, count=-1)
    found = placing.place_asked(places, asked)
    return {visit.pk: placed for (visit, _row), placed in zip(moving, found, strict=True)}


def _must_move(visit: Visit, row: VisitSchedule) -> bool:
    too_soon = row.earliest_on is not None and visit.planned_on < row.earliest_on
    return too_soon or _due_on(row) < visit.planned_on <= visit.due_on


def _due_on(row: VisitSchedule) -> date:
    assert row.next_due_on is not None
    return row.next_due_on


def _follows(visit: Visit, row: VisitSchedule, days: dict[int, placing.Placed], today: date) -> bool:
    """Set the days of an open visit; returns whether they changed."""
    before = visit.due_on, visit.planned_on
    if placed := days.get(visit.pk):
        visit.planned_on, visit.planned_time, visit.town = placed.place.day, None, placed.town
    visit.due_on = _due_on(row)
    if before == (visit.due_on, visit.planned_on):
        return False
    if not visit.is_undecided:
        visit.remind_at, visit.remind_level = first_reminder(reminded_from(visit.due_on, visit.planned_on), today)
    visit.version += 1
    return True


def start_run(*, purpose: str, now: datetime) -> ScheduleRun:
    """Have the schedules of all customers computed. It takes the place of a run that has not finished."""
    ScheduleRun.objects.filter(finished_at=None).update(finished_at=now)
    return ScheduleRun.objects.create(purpose=purpose, total=Customer.objects.count(), started_at=now)


def sweep_schedules(*, now: datetime, chunk: int = CHUNK) -> int:
    """Continue the run that has not finished; returns how many customers were dealt with."""
    done = 0
    while run := ScheduleRun.objects.filter(finished_at=None).order_by("pk").first():
        done += _next_chunk(run, chunk, now)
    return done


def check_schedules(*, now: datetime, chunk: int = CHUNK) -> int:
    """The nightly check: ask the rule afresh for all customers. Schedules that differ are mended, and administrators
    are told. Returns how many differed, which must be none."""
    sweep_schedules(now=now, chunk=chunk)  # differences that a change of the cadence makes are none
    run = start_run(purpose=RunPurpose.CHECK, now=now)
    sweep_schedules(now=now, chunk=chunk)
    run.refresh_from_db()
    return run.differed


@transaction.atomic
def _next_chunk(run: ScheduleRun, size: int, now: datetime) -> int:
    """Deal with the next customers, unless somebody else has; without any left, the run has finished."""
    left = Customer.objects.filter(pk__gt=run.last_id).order_by("pk")
    ids = list(left.values_list("pk", flat=True)[:size])
    mine = ScheduleRun.objects.filter(pk=run.pk, last_id=run.last_id, finished_at=None)
    if not ids:
        if mine.update(finished_at=now):
            _tell(run, now)
        return 0
    if not mine.update(last_id=ids[-1], done=F("done") + len(ids)):
        return 0
    if differed := together_or_each(ids, lambda some: _ask(run, some, now)):
        ScheduleRun.objects.filter(pk=run.pk).update(differed=F("differed") + differed)
    return len(ids)


def _ask(run: ScheduleRun, ids: list[int], now: datetime) -> int:
    if run.purpose != RunPurpose.CHECK:
        return len(refresh(customer_ids=ids, actor=None, now=now))
    suspects = _suspects(ids)
    differing = refresh(customer_ids=suspects, actor=None, now=now) if suspects else []
    for pk in differing:
        report(pk, ScheduleDiffered())
    return len(differing)


def _tell(run: ScheduleRun, now: datetime) -> None:
    """Tell administrators of a check that found something."""
    run.refresh_from_db()
    if run.purpose != RunPurpose.CHECK or not run.differed:
        return
    logger.error("%s visit schedules differed from the rule and were mended", run.differed)
    notify(
        users=people_with_role(Role.ADMIN),
        template="visits.schedules_differed",
        params={"count": str(run.differed)},
        url=reverse("visit_exceptions"),
        key=f"visits.schedules_differed:{run.pk}",
        now=now,
    )
