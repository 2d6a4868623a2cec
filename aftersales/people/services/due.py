"""Keeps who is due for which course, and reminds: the person once before the day, the managers once after it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.sweeping import each, each_due
from aftersales.store.writing import lock, lock_all

from ..models import Course, TrainingDue
from ..queries import trainings as queries
from ..rules.due import due_on
from .news import tell_training_due, tell_training_late


@transaction.atomic
def refresh_course(*, course_id: int, now: datetime, people: Iterable[int] | None = None) -> int:
    """Compute anew who is due for a course; returns how many rows changed. people: only these users.

    The course is locked, so that two results of one person do not overwrite each other's due date. Who has no row
    yet needs the course from today on.
    """
    course = lock(Course, pk=course_id)
    wanted = queries.trained_people().filter(role__in=course.roles) if course.is_active else User.objects.none()
    rows = TrainingDue.objects.filter(course=course)
    if people is not None:
        chosen = list(people)
        wanted, rows = wanted.filter(pk__in=chosen), rows.filter(person__in=chosen)
    needing = {user.pk: user for user in wanted}
    present = {row.person_id: row for row in lock_all(rows)}
    today = company_date(now)
    gone = [row.pk for pk, row in present.items() if pk not in needing]
    passes = queries.passes_of(course, needing)
    new: list[TrainingDue] = []
    changed: list[TrainingDue] = []
    for pk in needing:
        row = present.get(pk) or TrainingDue(person_id=pk, course=course, since=today)
        passed = passes.get(pk)
        due = due_on(since=row.since, passed_on=passed, months=course.months, first_days=course.first_days)
        if row.pk is None or (row.passed_on, row.due_on) != (passed, due):
            row.passed_on, row.due_on = passed, due
            (changed if row.pk else new).append(row)
    TrainingDue.objects.filter(pk__in=gone).delete()
    TrainingDue.objects.bulk_create(new)
    TrainingDue.objects.bulk_update(changed, ["passed_on", "due_on"])
    return len(gone) + len(new) + len(changed)


def refresh_all(*, now: datetime) -> int:
    """Compute all due dates anew: accounts are created, closed and given other roles without telling this app."""
    return each(Course.objects.values_list("pk", flat=True), lambda pk: refresh_course(course_id=pk, now=now))


def remind_due(*, now: datetime, limit: int = 200) -> int:
    """Tell people that a training comes up within thirty days, once for each due date."""
    return each_due(queries.to_remind(company_date(now)), lambda pk: _remind(pk, now), limit=limit)


@transaction.atomic
def _remind(pk: int, now: datetime) -> int:
    """Claim the row and notify, in one transaction. Returns 1, or 0 if it is not due after all."""
    row = lock(TrainingDue.objects.select_related("person", "course"), pk=pk)
    if not queries.to_remind(company_date(now)).filter(pk=pk).exists():
        return 0
    TrainingDue.objects.filter(pk=pk).update(reminded_on=row.due_on)
    tell_training_due(row, now=now)
    return 1


def remind_late(*, now: datetime, limit: int = 200) -> int:
    """Tell the person and the managers that a training is late, once for each due date."""
    return each_due(queries.late_untold(company_date(now)), lambda pk: _remind_late(pk, now), limit=limit)


@transaction.atomic
def _remind_late(pk: int, now: datetime) -> int:
    row = lock(TrainingDue.objects.select_related("person", "course"), pk=pk)
    if not queries.late_untold(company_date(now)).filter(pk=pk).exists():
        return 0
    TrainingDue.objects.filter(pk=pk).update(told_late_on=row.due_on)
    tell_training_late(row, now=now)
    return 1
