"""Overdue visits climb to managers and then to the general manager, who read of them in their digests (V2).

A conditional UPDATE claims a level in the transaction that writes for whom it is. So two sweeps raise a visit only
once, and if a sweep is killed, the next one does it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.staff.queries import absences_on, people_with_role
from aftersales.store.dates import company_date
from aftersales.store.sweeping import each_due

from ..enums import VisitState
from ..models import Visit, VisitEscalation
from ..queries.digests import managers_of
from ..queries.load import reminder_terms, soonest_terms
from ..rules.cadence import reminded_from
from ..rules.digest import GM, MANAGERS, climbed, next_look
from ..rules.load import ReminderTerms

ONE_DAY = timedelta(days=1)


def moment_of(day: date | None) -> datetime | None:
    """The beginning of a day, so that its digests know what has climbed."""
    return datetime.combine(day, time(0), timezone.get_default_timezone()) if day else None


def first_reminder(due: date, today: date) -> tuple[datetime | None, int]:
    """When a visit is looked at first, on the day after its due or planned day, and its level: nobody is told yet."""
    return moment_of(max(due, today) + ONE_DAY), 0


@dataclass(frozen=True)
class _Sweep:
    """What the visits of one sweep share."""

    now: datetime
    today: date
    terms: ReminderTerms
    soonest: ReminderTerms
    managers: list[User]
    gms: list[User]
    stand_ins: list[tuple[int, User]]


def sweep_reminders(*, now: datetime, limit: int = 500) -> int:
    """Raise the overdue visits whose time has come; returns how many were looked at."""
    today = company_date(now)
    sweep = _Sweep(
        now,
        today,
        reminder_terms(today),
        soonest_terms(today),
        list(people_with_role(Role.MANAGER).order_by("pk")),
        list(people_with_role(Role.GM).order_by("pk")),
        [(row.absent_id, row.deputy) for row in absences_on(today).select_related("deputy")],
    )
    done = 0
    while some := each_due(_due(now), lambda pk: _raise(pk, sweep), limit=limit):
        done += some
    return done


def _due(now: datetime) -> QuerySet[Visit]:
    return Visit.objects.filter(state=VisitState.PLANNED, remind_at__lte=now).order_by("remind_at", "pk")


@transaction.atomic
def _raise(pk: int, sweep: _Sweep) -> bool:
    visit = Visit.objects.select_related("customer").get(pk=pk)
    since = reminded_from(visit.due_on, visit.planned_on)
    level = max(visit.remind_level, climbed(since, sweep.today, sweep.terms))
    unclaimed = _due(sweep.now).filter(pk=pk, remind_level=visit.remind_level)
    look_on = next_look(since, level, sweep.today, sweep.soonest)
    if not unclaimed.update(remind_level=level, remind_at=moment_of(look_on)):
        return False
    people = {MANAGERS: managers_of(visit.customer.region_id, sweep.managers), GM: sweep.gms}
    rows = [
        VisitEscalation(visit=visit, user=user, level=one, since=since, raised_at=sweep.now)
        for one in range(visit.remind_level + 1, level + 1)
        for user in _with_stand_ins(people[one], sweep)
    ]
    VisitEscalation.objects.bulk_create(rows, ignore_conflicts=True)
    return True


def _with_stand_ins(users: Iterable[User], sweep: _Sweep) -> list[User]:
    """These users, and who stands in for them today."""
    found = {user.pk: user for user in users}
    deputies = [deputy for absent, deputy in sweep.stand_ins if absent in found and deputy.is_active]
    return list((found | {user.pk: user for user in deputies}).values())


@transaction.atomic
def look_again(*, now: datetime) -> None:
    """Let the next sweep look at all overdue visits, because the days after which they climb have changed."""
    overdue = Visit.objects.filter(state=VisitState.PLANNED, remind_level__lt=GM).annotate(
        since=Greatest("due_on", "planned_on")
    )
    overdue.filter(since__lt=company_date(now), remind_at__gt=now).update(remind_at=now)
