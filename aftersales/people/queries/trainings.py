"""Reads of courses, sessions, results and due dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Prefetch, Q, QuerySet, Subquery

from aftersales.staff.models import User
from aftersales.store.dates import start_of

from ..enums import Result, SessionState
from ..models import Attendance, Course, TrainingDue, TrainingSession
from ..permissions import TRAINED, visible_attendances, visible_due
from ..rules.due import AHEAD

A_YEAR = timedelta(days=365)
SESSION_TABS: dict[str, Q] = {state.value: Q(state=state) for state in SessionState}


def sessions(tab: str = "") -> QuerySet[TrainingSession]:
    """The sessions of a tab, the next planned one first, past ones the latest first."""
    rows = TrainingSession.objects.filter(SESSION_TABS.get(tab, Q())).select_related("course")
    rows = rows.annotate(
        enrolled=Count("attendances"), passed=Count("attendances", filter=Q(attendances__result=Result.PASSED))
    )
    return rows.order_by("starts_at", "pk") if tab == SessionState.PLANNED else rows.order_by("-starts_at", "-pk")


def with_results(rows: QuerySet[TrainingSession], user: User) -> QuerySet[TrainingSession]:
    """With the results that the user may see."""
    results = visible_attendances(user).select_related("person__region", "person__department", "certificate")
    results = results.order_by("person__name", "pk")
    return rows.select_related("course", "created_by").prefetch_related(
        Prefetch("attendances", results, to_attr="seen_attendances")
    )


def trained_people() -> QuerySet[User]:
    """Active users whose role any course can be for."""
    return User.objects.filter(is_active=True, role__in=TRAINED).select_related("region", "department")


def courses_listed() -> QuerySet[Course]:
    return Course.objects.order_by("-is_active", "name", "pk")


def passes_of(course: Course, people: Iterable[int]) -> dict[int, date]:
    """The latest pass of each person in the course."""
    rows = Attendance.objects.filter(session__course=course, person__in=people, passed_on__isnull=False)
    return dict(rows.values_list("person").annotate(Max("passed_on")))


def due_rows(user: User, day: date, *, late: bool | None = None) -> QuerySet[TrainingDue]:
    """Who is due within thirty days or late, with the next session each has or could have; the most urgent first.

    late: only those who are late, or only those who are not.
    """
    rows = visible_due(user).filter(due_on__lte=day + AHEAD, person__is_active=True, course__is_active=True)
    if late is not None:
        rows = rows.filter(due_on__lt=day) if late else rows.filter(due_on__gte=day)
    own = Attendance.objects.filter(
        person=OuterRef("person"), session__course=OuterRef("course"), session__state=SessionState.PLANNED
    )
    free = TrainingSession.objects.filter(
        course=OuterRef("course"), state=SessionState.PLANNED, starts_at__gte=start_of(day)
    ).order_by("starts_at")
    return (
        rows.select_related("person__region", "person__department", "course")
        .annotate(
            enrolled_at=Subquery(own.order_by("session__starts_at").values("session__starts_at")[:1]),
            next_at=Subquery(free.values("starts_at")[:1]),
        )
        .order_by("due_on", "pk")
    )


def due_counts(user: User, day: date) -> Mapping[str, int]:
    """How many trainings are late, and due within thirty days."""
    rows = visible_due(user).filter(person__is_active=True, course__is_active=True)
    return rows.aggregate(
        late=Count("pk", filter=Q(due_on__lt=day)),
        due=Count("pk", filter=Q(due_on__gte=day, due_on__lte=day + AHEAD)),
    )


def courses_in_time(day: date) -> list[Any]:
    """Each active course with how many need it (needed) and how many of them are in time (valid)."""
    rows = Course.objects.filter(is_active=True).annotate(
        needed=Count("due", filter=Q(due__person__is_active=True)),
        valid=Count("due", filter=Q(due__person__is_active=True, due__due_on__gte=day, due__passed_on__isnull=False)),
    )
    return list(rows.filter(needed__gt=0).order_by("name", "pk"))


def people_in_time(day: date) -> tuple[int, int]:
    """How many people are in time in all their courses, and how many need one."""
    rows = TrainingDue.objects.filter(person__is_active=True, course__is_active=True)
    worst = rows.values("person").annotate(first=Min("due_on"), unpassed=Count("pk", filter=Q(passed_on=None)))
    found = worst.aggregate(all=Count("person"), good=Count("person", filter=Q(first__gte=day, unpassed=0)))
    return found["good"], found["all"]


def assessed_in_year(now: datetime) -> Mapping[str, int]:
    """How many assessments the last year had: taken, passed at once, passed at a later try."""
    rows = Attendance.objects.filter(recorded_at__gt=now - A_YEAR)
    return rows.aggregate(
        taken=Count("pk", filter=Q(result__in=(Result.PASSED, Result.FAILED))),
        at_once=Count("pk", filter=Q(result=Result.PASSED, tries__lte=1)),
        later=Count("pk", filter=Q(result=Result.PASSED, tries__gt=1)),
    )


def to_remind(day: date) -> QuerySet[TrainingDue]:
    """Those to be told that a training comes up, once for each due date."""
    rows = TrainingDue.objects.filter(due_on__lte=day + AHEAD, due_on__gte=day, person__is_active=True)
    return rows.filter(course__is_active=True).exclude(reminded_on__isnull=False, reminded_on__exact=F("due_on"))


def late_untold(day: date) -> QuerySet[TrainingDue]:
    """Those who are late and whose managers have not been told of this due date."""
    rows = TrainingDue.objects.filter(due_on__lt=day, person__is_active=True, course__is_active=True)
    return rows.exclude(told_late_on__isnull=False, told_late_on__exact=F("due_on"))


def trainings_of(person: User) -> QuerySet[Attendance]:
    """Everything that somebody was assessed in, the latest first: the training record."""
    rows = Attendance.objects.filter(person=person).exclude(session__state=SessionState.CANCELLED)
    return rows.select_related("session__course").order_by("-session__starts_at", "-pk")
