"""Reads of interviews. Everything begins at visible_interviews."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from aftersales.staff.models import User
from aftersales.store.contributions import contributions

from ..enums import InterviewState
from ..models import Interview, InterviewFollowUp, InterviewTarget
from ..permissions import PARTIES, SUPERIORS, TRAINED, visible_interviews
from ..rules.figures import PersonFigure

OPEN = (InterviewState.PLANNED, InterviewState.HELD, InterviewState.AGREED)
DONE = (InterviewState.AGREED, InterviewState.CLOSED)
INTERVIEW_TABS: dict[str, Q] = {
    "open": Q(state__in=OPEN),
    "ended": Q(state__in=(InterviewState.CLOSED, InterviewState.CANCELLED)),
}


def interviews(user: User, tab: str = "") -> QuerySet[Interview]:
    """The user's interviews of a tab, the latest first."""
    rows = visible_interviews(user).filter(INTERVIEW_TABS.get(tab, Q()))
    return rows.select_related("person", "interviewer", "superior").order_by("-starts_at", "-pk")


def with_parts(rows: QuerySet[Interview]) -> QuerySet[Interview]:
    people = ("person__department", "interviewer__department", "superior__department")
    return rows.select_related(*people).prefetch_related("targets", "follow_ups")


def open_count(user: User) -> int:
    return visible_interviews(user).filter(state__in=OPEN).count()


def next_of(user: User) -> Interview | None:
    """The interview that comes next for the user, or that waits for them: the earliest that is open."""
    rows = visible_interviews(user).filter(state__in=(InterviewState.PLANNED, InterviewState.HELD))
    return with_parts(rows.filter(Q(person=user) | Q(interviewer=user))).order_by("starts_at", "pk").first()


def last_targets(user: User, interview: Interview) -> list[InterviewTarget]:
    """The targets agreed in the interview before this one, if the user may read that interview."""
    rows = visible_interviews(user).filter(person=interview.person, state__in=DONE, starts_at__lt=interview.starts_at)
    last = rows.order_by("-starts_at", "-pk").first()
    return list(last.targets.all()) if last else []


def interviewees(user: User | None) -> QuerySet[User]:
    rows = User.objects.filter(is_active=True, role__in=TRAINED).select_related("department")
    return rows.exclude(pk=user.pk) if user else rows


def superiors(user: User | None) -> QuerySet[User]:
    rows = User.objects.filter(is_active=True, role__in=SUPERIORS & PARTIES)
    return rows.exclude(pk=user.pk) if user else rows


def figures_of(person_id: int, since: date, until: date) -> list[dict[str, Any]]:
    """The figures of the apps above for this person and period, as an interview keeps them."""
    found = []
    for figure in person_figures():
        measured = figure.measure(person_id, since, until)
        if measured.mine:
            found.append({"key": figure.key, "mine": measured.mine, "everyone": measured.everyone})
    return found


def person_figures() -> tuple[PersonFigure, ...]:
    return contributions("PERSON_FIGURES")


def follow_ups_due(day: date) -> QuerySet[InterviewFollowUp]:
    """Open follow-ups of agreed interviews whose day has come and that nobody was reminded of yet."""
    rows = InterviewFollowUp.objects.filter(done_on=None, due_on__lte=day, interview__state=InterviewState.AGREED)
    return rows.exclude(reminded_on__isnull=False).order_by("due_on", "pk")


def is_begun(interview: Interview, now: datetime) -> bool:
    return interview.starts_at <= now
