"""Sends the notifications of people. They name numbers and days, never what was said or how somebody did."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from aftersales.notifications.services.notifications import notify
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User
from aftersales.staff.queries import people_with_role
from aftersales.web.addresses import address

from ..models import (
    Attendance,
    Evaluation,
    Interview,
    InterviewFollowUp,
    Recognition,
    TrainingDue,
    TrainingSession,
)
from ..permissions import DECIDERS, EVALUATORS


def _notify(
    users: Iterable[User | None], template: str, row: Any, *, key: str, actor: Actor, now: datetime, **params: Any
) -> None:
    """Notify the users, except the actor and those who have left."""
    others = [user for user in users if user and user.is_active and (actor is None or user.pk != actor.pk)]
    about = {"number": row.number, **params}
    notify(users=others, template=template, params=about, url=row.get_absolute_url(), key=key, now=now)


def _when(row: Any) -> str:
    return timezone.localtime(row.starts_at).strftime("%Y-%m-%d %H:%M")


def tell_enrolled(row: TrainingSession, people: Iterable[User], *, actor: Actor, now: datetime) -> None:
    params = {"course": row.course.name, "course_en": row.course.name_en, "when": _when(row), "place": row.place or "–"}
    _notify(people, "training_enrolled", row, key=f"tr-enrol:{row.pk}", actor=actor, now=now, **params)


def tell_training_moved(row: TrainingSession, people: Iterable[User], *, actor: Actor, now: datetime) -> None:
    key = f"tr-moved:{row.pk}:{row.version}"
    _notify(people, "training_moved", row, key=key, actor=actor, now=now, when=_when(row), place=row.place or "–")


def tell_training_cancelled(row: TrainingSession, people: Iterable[User], *, actor: Actor, now: datetime) -> None:
    params = {"when": _when(row), "reason": row.cancel_reason}
    _notify(people, "training_cancelled", row, key=f"tr-cancel:{row.pk}", actor=actor, now=now, **params)


def tell_result(one: Attendance, row: TrainingSession, *, actor: Actor, now: datetime) -> None:
    key = f"tr-result:{one.pk}:{one.tries}:{one.result}"
    _notify([one.person], "training_result", row, key=key, actor=actor, now=now)


def tell_training_due(row: TrainingDue, *, now: datetime) -> None:
    _due(row, "training_due", [row.person], now)


def tell_training_late(row: TrainingDue, *, now: datetime) -> None:
    _due(row, "training_late", [row.person], now)
    _due(row, "training_late_of", people_with_role(Role.MANAGER).exclude(pk=row.person_id), now)


def _due(row: TrainingDue, template: str, users: Iterable[User], now: datetime) -> None:
    about = {
        "course": row.course.name,
        "course_en": row.course.name_en or row.course.name,
        "due": row.due_on.isoformat(),
        "person": row.person.name or row.person.username,
    }
    key = f"{template}:{row.person_id}:{row.course_id}:{row.due_on}"
    notify(users=users, template=template, params=about, url=address("people"), key=key, now=now)


def tell_interview(
    row: Interview, template: str, people: Iterable[User | None], *, actor: Actor, now: datetime
) -> None:
    """template: one of the texts that begin with interview_."""
    key = f"{template}:{row.pk}:{row.version}"
    params = {"when": _when(row), "place": row.place}
    _notify(people, template, row, key=key, actor=actor, now=now, **params)


def tell_follow_up(row: InterviewFollowUp, *, now: datetime) -> None:
    of = row.interview
    key = f"interview_follow_up:{row.pk}:{row.due_on}"
    people = [of.person, of.interviewer]
    _notify(people, "interview_follow_up", of, key=key, actor=None, now=now, due=row.due_on.isoformat())


def tell_proposed(row: Recognition, *, actor: User, now: datetime) -> None:
    deciders = people_with_role(*DECIDERS).exclude(pk=row.person_id)
    _notify(deciders, "recognition_to_decide", row, key=f"rg-decide:{row.pk}", actor=actor, now=now)
    _notify([row.person], "recognition_to_comment", row, key=f"rg-comment:{row.pk}", actor=actor, now=now)


def tell_recognition(
    row: Recognition, template: str, people: Iterable[User | None], *, actor: User, now: datetime
) -> None:
    _notify(people, template, row, key=f"{template}:{row.pk}:{row.version}", actor=actor, now=now)


def tell_evaluation_due(row: Evaluation, *, now: datetime) -> None:
    people = people_with_role(*EVALUATORS)
    key = f"evaluation_due:{row.pk}:{row.due_on}"
    _notify(people, "evaluation_due", row, key=key, actor=None, now=now, due=row.due_on.isoformat())


def tell_evaluated(row: Evaluation, following: Evaluation, *, actor: User, now: datetime) -> None:
    people = people_with_role(*EVALUATORS)
    due = following.due_on.isoformat()
    _notify(people, "evaluation_decided", row, key=f"evaluation_decided:{row.pk}", actor=actor, now=now, due=due)
