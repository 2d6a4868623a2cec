"""Reminders before, on and after the due day; the last one escalates to the manager (V2).

A conditional UPDATE claims a level in the transaction that writes its notifications. So two sweeps send it only once,
and if a sweep is killed, the next one sends it.
"""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from aftersales.notifications.services.notifications import notify
from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.staff.queries import people_with_role
from aftersales.store.dates import company_date
from aftersales.store.sweeping import each_due

from ..enums import VisitState
from ..models import Visit
from ..rules.cadence import REMINDER_DAYS, next_reminder, remind_level, reminded_from

TEXTS = {1: "visits.soon", 2: "visits.today", 3: "visits.overdue"}
TO_MANAGER = len(REMINDER_DAYS)
MORNING = time(8, 0)  # reminders are there when the working day begins


def moment_of(day: date | None) -> datetime | None:
    """The moment at which the reminder of a day is sent."""
    return datetime.combine(day, MORNING, timezone.get_default_timezone()) if day else None


def first_reminder(due: date, today: date) -> tuple[datetime | None, int]:
    """When to send the first reminder of a visit that is planned now, and the level before it.

    If the first level is due already, it is skipped: the rep is notified today that the visit is planned.
    """
    level = min(remind_level(due, today), 1)
    return moment_of(next_reminder(due, level)), level


def sweep_reminders(*, now: datetime, limit: int = 500) -> int:
    """Send the reminders that are due; returns the number of visits."""
    today = company_date(now)
    managers = list(people_with_role(Role.MANAGER))
    sent = 0
    while done := each_due(_due(now), lambda pk: _remind(pk, managers, today, now), limit=limit):
        sent += done
    return sent


def _due(now: datetime) -> QuerySet[Visit]:
    due = Visit.objects.filter(state=VisitState.PLANNED, remind_at__lte=now)
    return due.order_by("remind_at", "pk")


@transaction.atomic
def _remind(pk: int, managers: list[User], today: date, now: datetime) -> bool:
    """Send the highest level that is due. Lower levels that were missed are skipped."""
    visit = Visit.objects.select_related("customer", "rep").get(pk=pk)
    from_day = reminded_from(visit.due_on, visit.planned_on)
    level = remind_level(from_day, today)
    unclaimed = Visit.objects.filter(
        pk=visit.pk, state=VisitState.PLANNED, remind_level=visit.remind_level, remind_at=visit.remind_at
    )
    if not unclaimed.update(remind_level=level, remind_at=moment_of(next_reminder(from_day, level))):
        return False
    if level <= visit.remind_level:
        return False
    params = {
        "customer": visit.customer.name,
        "due_on": visit.due_on.isoformat(),
        "planned_on": visit.planned_on.isoformat(),
        "rep": str(visit.rep or "–"),
    }
    key, url = f"visit.{visit.pk}.v{visit.version}.{level}", visit.get_absolute_url()
    if rep := _active(visit.rep):
        notify(users=[rep], template=TEXTS[level], params=params, url=url, key=key, now=now, mail=level > 1)
    if level == TO_MANAGER or rep is None:
        bosses = managers_of(visit, managers)
        notify(
            users=bosses,
            template="visits.overdue_manager" if level == TO_MANAGER else TEXTS[level],
            params=params,
            url=url,
            key=f"{key}.up",
            now=now,
        )
    return True


def _active(rep: User | None) -> User | None:
    return rep if rep and rep.is_active else None


def managers_of(visit: Visit, managers: list[User] | None = None) -> list[User]:
    """The managers of the customer's region, or all managers if the region has none."""
    managers = list(people_with_role(Role.MANAGER)) if managers is None else managers
    region = visit.customer.region_id
    return [boss for boss in managers if boss.region_id and boss.region_id == region] or managers
