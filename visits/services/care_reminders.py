"""Reminders of the actions of care plans: before, on and after their day; the last one to the managers, too.

A conditional UPDATE claims a level in the transaction that writes its notifications, as for visits.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from aftersales.notifications.services.notifications import notify
from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.staff.queries import people_with_role
from aftersales.store.dates import company_date
from aftersales.store.sweeping import each_due

from ..enums import CareActionState, CarePlanState
from ..models import CareAction
from ..rules.care import REMINDER_DAYS, next_reminder, remind_level
from .reminders import moment_of

TEXTS = {1: "visits.care_soon", 2: "visits.care_today", 3: "visits.care_overdue"}
LAST = len(REMINDER_DAYS)


def sweep_care_reminders(*, now: datetime, limit: int = 500) -> int:
    """Send the reminders that are due; returns the number of actions."""
    today, managers = company_date(now), list(people_with_role(Role.MANAGER))
    sent = 0
    while done := each_due(_due(now), lambda pk: _remind(pk, managers, today, now), limit=limit):
        sent += done
    return sent


def _due(now: datetime) -> QuerySet[CareAction]:
    rows = CareAction.objects.filter(state=CareActionState.OPEN, remind_at__lte=now)
    return rows.filter(plan__state=CarePlanState.RUNNING).order_by("remind_at", "pk")


@transaction.atomic
def _remind(pk: int, managers: list[User], today: date, now: datetime) -> bool:
    """Send the highest level that is due; lower ones that were missed are skipped."""
    row = CareAction.objects.select_related("plan__customer", "owner").get(pk=pk)
    level = remind_level(row.due_on, today)
    unclaimed = CareAction.objects.filter(
        pk=pk, state=CareActionState.OPEN, remind_at=row.remind_at, remind_level=row.remind_level
    )
    if not unclaimed.update(remind_level=level, remind_at=moment_of(next_reminder(row.due_on, level))):
        return False
    if level <= row.remind_level:
        return False
    params = {
        "title": row.title,
        "customer": row.plan.customer.name,
        "due_on": row.due_on.isoformat(),
        "owner": str(row.owner),
    }
    key, url = f"care.{row.pk}.{row.due_on.isoformat()}.{level}", row.get_absolute_url()
    owner = [row.owner] if row.owner.is_active else []
    notify(users=owner, template=TEXTS[level], params=params, url=url, key=key, now=now, mail=level > 1)
    if level == LAST or not owner:
        region = row.plan.customer.region_id
        own = [boss for boss in managers if boss.region_id and boss.region_id == region] or managers
        others = [boss for boss in own if boss.pk != row.owner_id]
        template = "visits.care_overdue_manager" if level == LAST else TEXTS[level]
        notify(users=others, template=template, params=params, url=url, key=f"{key}.up", now=now)
    return True
