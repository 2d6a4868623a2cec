"""Training sessions: planned, held and assessed (003:4.2.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.office.services.files import store_upload
from aftersales.office.services.numbering import next_number
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.in_use import require_in_use
from aftersales.store.writing import create_all_with_history, delete_with_history, lock, same_version, save_with_history

from .. import permissions
from ..models import Attendance, Course, TrainingSession
from ..rules.due import valid_until
from ..rules.results import LEAST, MOST, action_of
from ..rules.workflow import RESULT, SESSION
from .common import check_people, save, words
from .due import refresh_course
from .news import tell_enrolled, tell_result, tell_training_cancelled, tell_training_moved

FACTS = ("starts_at", "place", "trainer", "seats", "content")


@transaction.atomic
def plan_session(
    *, course: Course, starts_at: datetime, actor: Actor, now: datetime, people: Iterable[User] = (), **facts: Any
) -> TrainingSession:
    """Plan a session of a course and enrol people, who are notified. It may lie in the past, to enter old results."""
    ensure(permissions.can_train(actor))
    require_in_use({"course": course})
    row = TrainingSession(number=next_number("TR", now=now), course=course, created_by=actor, created_at=now, version=0)
    _set(row, {"starts_at": starts_at, **facts})
    save(row, actor=actor, reason="training planned")
    _enrol(row, people, actor=actor, now=now)
    return row


@transaction.atomic
def change_session(
    *, session_id: int, actor: Actor, now: datetime, version: int | None = None, **facts: Any
) -> TrainingSession:
    """Change a planned session. Who is enrolled hears of another time or place."""
    row = lock(TrainingSession, pk=session_id)
    ensure(permissions.can_train(actor))
    same_version(row, version)
    row.state = SESSION.next(row.state, "change")
    before = (row.starts_at, row.place)
    _set(row, facts)
    if row.attendances.count() > row.seats:
        raise RuleViolation(_("More people are enrolled than there would be seats."), code="seats")
    save(row, actor=actor, reason="changed")
    if before != (row.starts_at, row.place):
        tell_training_moved(row, _people(row), actor=actor, now=now)
    return row


@transaction.atomic
def cancel_session(
    *, session_id: int, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> TrainingSession:
    """Cancel a planned session. Everybody enrolled is notified."""
    row = lock(TrainingSession, pk=session_id)
    ensure(permissions.can_train(actor))
    same_version(row, version)
    row.state = SESSION.next(row.state, "cancel")
    row.cancel_reason = words(reason, "reason", limit=500)
    save(row, actor=actor, reason="cancelled")
    tell_training_cancelled(row, _people(row), actor=actor, now=now)
    return row


@transaction.atomic
def enrol(*, session_id: int, people: Iterable[User], actor: Actor, now: datetime) -> TrainingSession:
    """Enrol people in a planned session. Who is enrolled already stays so."""
    row = lock(TrainingSession, pk=session_id)
    ensure(permissions.can_train(actor))
    row.state = SESSION.next(row.state, "enrol")
    _enrol(row, people, actor=actor, now=now)
    return row


@transaction.atomic
def withdraw(*, session_id: int, person: User, actor: Actor, now: datetime) -> TrainingSession:
    """Take somebody off a planned session."""
    row = lock(TrainingSession, pk=session_id)
    ensure(permissions.can_train(actor))
    row.state = SESSION.next(row.state, "withdraw")
    delete_with_history(lock(Attendance, session=row, person=person), actor=actor, reason="enrolment withdrawn")
    return row


@transaction.atomic
def record_results(
    *,
    session_id: int,
    results: Sequence[tuple[User, Decimal | None, str]],
    actor: Actor,
    now: datetime,
    summary: str = "",
    version: int | None = None,
) -> TrainingSession:
    """Close a session with the score of everybody enrolled. results: person, score (None: did not attend), note.

    Raises InvalidInput if somebody enrolled is left out. Everybody hears their own result.
    """
    row = lock(TrainingSession.objects.select_related("course"), pk=session_id)
    ensure(permissions.can_train(actor))
    same_version(row, version)
    row.state = SESSION.next(row.state, "record")
    day = company_date(row.starts_at)
    if day > company_date(now):
        raise RuleViolation(_("The training has not taken place yet."), code="not_begun")
    rows = {one.person_id: one for one in row.attendances.select_related("person").select_for_update(of=("self",))}
    if not rows:
        raise RuleViolation(_("Nobody is enrolled. Enrol those who took part first."), code="nobody")
    given = {person.pk: (score, note) for person, score, note in results}
    if set(given) != set(rows):
        raise InvalidInput(_("Give a result to everybody enrolled, and to nobody else."), code="incomplete")
    for pk, (score, note) in sorted(given.items()):
        _judge(rows[pk], row, score, note, day=day, actor=actor, now=now)
    row.summary = summary.strip()
    save(row, actor=actor, reason="results recorded")
    refresh_course(course_id=row.course_id, now=now, people=rows)
    return row


@transaction.atomic
def record_retake(
    *, session_id: int, person: User, score: Decimal, passed_on: date, actor: Actor, now: datetime, note: str = ""
) -> TrainingSession:
    """Record another attempt of somebody who failed or did not attend."""
    row = lock(TrainingSession.objects.select_related("course"), pk=session_id)
    ensure(permissions.can_train(actor))
    row.state = SESSION.next(row.state, "retake")
    if not company_date(row.starts_at) <= passed_on <= company_date(now):
        raise InvalidInput(_("The day lies between the training and today."), code="out_of_range", field="passed_on")
    one = lock(Attendance.objects.select_related("person"), session=row, person=person)
    _judge(one, row, score, note or one.note, day=passed_on, actor=actor, now=now)
    refresh_course(course_id=row.course_id, now=now, people=[person.pk])
    return row


@transaction.atomic
def add_certificate(*, session_id: int, person: User, certificate: Any, actor: User, now: datetime) -> TrainingSession:
    """Attach the certificate of somebody who passed: a picture or a PDF. A newer one replaces it."""
    row = lock(TrainingSession, pk=session_id)
    one = lock(Attendance, session=row, person=person)
    ensure(permissions.can_certify(actor, one))
    row.state = SESSION.next(row.state, "certify")
    if one.passed_on is None:
        raise RuleViolation(_("Only who passed has a certificate."), code="not_passed")
    one.certificate = store_upload(upload=certificate, actor=actor, now=now)
    save_with_history(one, actor=actor, reason="certificate")
    return row


def _judge(
    one: Attendance, row: TrainingSession, score: Decimal | None, note: str, *, day: date, actor: Actor, now: datetime
) -> None:
    if score is not None and not LEAST <= score <= MOST:
        raise InvalidInput(_("A score lies between 0 and 100."), code="score", field="score")
    action = action_of(score, row.course.pass_mark)
    one.result = RESULT.next(one.result, action)
    one.score, one.note, one.recorded_by, one.recorded_at = score, note.strip()[:500], actor, now
    one.tries += score is not None
    if action == "pass":
        one.passed_on, one.valid_until = day, valid_until(day, row.course.months)
    save_with_history(one, actor=actor, reason="assessed")
    tell_result(one, row, actor=actor, now=now)


def _set(row: TrainingSession, facts: dict[str, Any]) -> None:
    for name in FACTS:
        if name in facts:
            value = facts[name]
            setattr(row, name, value.strip() if isinstance(value, str) else value)
    if row.seats < 1:
        raise InvalidInput(_("There is at least one seat."), code="seats", field="seats")


def _enrol(row: TrainingSession, people: Iterable[User], *, actor: Actor, now: datetime) -> None:
    present = set(row.attendances.values_list("person", flat=True))
    new = [user for user in {user.pk: user for user in people}.values() if user.pk not in present]
    check_people(new, permissions.TRAINED, "people")
    if len(present) + len(new) > row.seats:
        raise RuleViolation(
            _("The training has %(seats)s seats."), code="full", field="people", params={"seats": row.seats}
        )
    rows = [Attendance(session=row, person=user) for user in new]
    create_all_with_history(Attendance, rows, actor=actor, reason="enrolled")
    if company_date(row.starts_at) >= company_date(now):
        tell_enrolled(row, new, actor=actor, now=now)


def _people(row: TrainingSession) -> list[User]:
    return [one.person for one in row.attendances.select_related("person")]
