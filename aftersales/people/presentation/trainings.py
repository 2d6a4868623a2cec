"""What the pages of training show besides the rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.store.dates import company_date

from ..enums import Result, SessionState
from ..models import Attendance, TrainingDue, TrainingSession
from ..queries import trainings as queries
from ..rules.due import standing

SESSION_DOTS = {SessionState.PLANNED: "ok", SessionState.HELD: "done", SessionState.CANCELLED: "paused"}
RESULT_DOTS = {Result.ENROLLED: "ok", Result.PASSED: "done", Result.FAILED: "late", Result.ABSENT: "due"}


@dataclass(frozen=True)
class DueRow:
    """Somebody who is due. days: how late. step: what is planned."""

    row: TrainingDue
    job: str
    passed: str
    days: int
    step: str


@dataclass(frozen=True)
class CourseBar:
    """How many of those who need a course are in time. share: in percent."""

    course: Any
    valid: int
    needed: int
    share: int

    @property
    def missing(self) -> int:
        return self.needed - self.valid


@dataclass(frozen=True)
class ResultLine:
    row: Attendance
    state: str
    job: str


def due_row(row: Any, today: date) -> DueRow:
    passed = _("passed %(day)s") % {"day": row.passed_on.isoformat()} if row.passed_on else _("never assessed")
    if row.enrolled_at:
        step = _("%(when)s, enrolled") % {"when": _month_day(row.enrolled_at)}
    elif row.next_at:
        step = _("%(when)s, not enrolled") % {"when": _month_day(row.next_at)}
    else:
        step = _("no date planned")
    return DueRow(row, job_of(row.person), passed, max((today - row.due_on).days, 0), step)


def _month_day(at: datetime) -> str:
    return company_date(at).strftime("%m-%d")


def due_groups(rows: Iterable[Any], now: datetime) -> list[dict[str, Any]]:
    """The rows of a page in two groups: late, and due within thirty days."""
    today = company_date(now)
    shown: dict[str, list[DueRow]] = {"late": [], "due": []}
    for row in rows:
        shown[standing(row.due_on, today)].append(due_row(row, today))
    titles = {"late": _("Overdue"), "due": _("Due within 30 days")}
    return [{"tone": tone, "title": titles[tone], "rows": lines} for tone, lines in shown.items() if lines]


def course_bars(today: date) -> list[CourseBar]:
    return [
        CourseBar(row, row.valid, row.needed, row.valid * 100 // row.needed) for row in queries.courses_in_time(today)
    ]


def job_of(person: User) -> str:
    """Where somebody works and as what: 华东 · 销售."""
    return " · ".join(str(part) for part in (person.region or person.department, person.get_role_display()) if part)


def result_lines(session: Any) -> list[ResultLine]:
    return [ResultLine(row, RESULT_DOTS[Result(row.result)], job_of(row.person)) for row in session.seen_attendances]


def session_dot(session: TrainingSession, now: datetime) -> str:
    """Due when it took place and its results are missing."""
    if session.state == SessionState.PLANNED and session.starts_at <= now:
        return "due"
    return SESSION_DOTS[SessionState(session.state)]


def session_facts(session: TrainingSession) -> list[tuple[str, Any]]:
    return [
        (_("Place"), session.place),
        (_("Trainer"), session.trainer),
        (_("Pass mark"), session.course.pass_mark),
        (_("Content"), session.content),
        (_("Summary"), session.summary),
        (_("Reason"), session.cancel_reason),
    ]


def head_text(day: date) -> str:
    """How many people are in time, as one line."""
    good, all_of_them = queries.people_in_time(day)
    if not all_of_them:
        return _("Nobody needs a course yet")
    words = {"good": good, "all": all_of_them, "share": f"{good * 100 // all_of_them}%"}
    return _("%(all)s people need training and assessment once a year; %(good)s are in time, %(share)s") % words


def year_text(now: datetime) -> str:
    found = queries.assessed_in_year(now)
    if not found["taken"]:
        return ""
    return _("In the last year %(taken)s assessments: %(at_once)s passed at once, %(later)s after a retake.") % found
