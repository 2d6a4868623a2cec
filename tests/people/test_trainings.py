"""Courses, sessions, results, and who is due."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.people.models import Attendance, TrainingDue
from aftersales.people.queries.trainings import courses_in_time, due_rows, people_in_time
from aftersales.people.services import courses, due, trainings
from tests.factories import NOW

from . import factories
from .factories import DAY

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def due_of(person):
    return TrainingDue.objects.get(person=person)


def told(template, person):
    return Notification.objects.filter(template=template, user=person, channel="page").count()


def test_new_course_is_due_for_everybody_of_its_roles(people):
    factories.course(people)
    assert {row.person.username for row in TrainingDue.objects.all()} == {"rep", "stranger", "clerk", "clerk2"}
    assert due_of(people.rep).due_on == TODAY + timedelta(days=30)


def test_passed_assessment_moves_the_due_date_a_year_on(people):
    of = factories.course(people)
    row = factories.assessed(people, of, NOW - 10 * DAY, {people.rep: Decimal("79.99"), people.clerk: 80})
    results = dict(row.attendances.values_list("person__username", "result"))
    assert results == {"rep": "failed", "clerk": "passed"}
    assert due_of(people.clerk).due_on == date(2027, 11, 8)
    assert due_of(people.rep).due_on == TODAY + timedelta(days=30)
    assert row.attendances.get(person=people.clerk).valid_until == date(2027, 11, 8)
    assert told("training_result", people.clerk) == 1


def test_retake_after_a_failure_counts_from_its_own_day(people):
    of = factories.course(people)
    row = factories.assessed(people, of, NOW - 10 * DAY, {people.rep: 40})
    retake = {"session_id": row.pk, "person": people.rep, "actor": people.manager, "now": NOW}
    with pytest.raises(InvalidInput):
        trainings.record_retake(score=Decimal(90), passed_on=TODAY + timedelta(days=1), **retake)
    trainings.record_retake(score=Decimal(90), passed_on=TODAY, **retake)
    assert due_of(people.rep).due_on == date(2027, 11, 18)
    assert row.attendances.get().tries == 2
    with pytest.raises((Conflict, RuleViolation)):
        trainings.record_retake(score=Decimal(10), passed_on=TODAY, **retake)


def test_results_need_everybody_enrolled_and_a_session_that_took_place(people):
    row = factories.session(people, enrolled=[people.rep, people.clerk])
    record = {"session_id": row.pk, "actor": people.manager}
    with pytest.raises(RuleViolation):
        trainings.record_results(results=[(people.rep, 90, ""), (people.clerk, 90, "")], now=NOW, **record)
    later = NOW + 6 * DAY
    with pytest.raises(InvalidInput):
        trainings.record_results(results=[(people.rep, 90, "")], now=later, **record)
    trainings.record_results(results=[(people.rep, 90, ""), (people.clerk, None, "病假")], now=later, **record)
    assert Attendance.objects.get(person=people.clerk).result == "absent"


def test_session_has_no_more_people_than_seats_and_only_staff_who_are_trained(people):
    row = factories.session(people, seats=1)
    enrol = {"session_id": row.pk, "actor": people.manager, "now": NOW}
    with pytest.raises(RuleViolation):
        trainings.enrol(people=[people.rep, people.clerk], **enrol)
    with pytest.raises(InvalidInput):
        trainings.enrol(people=[people.auditor], **enrol)
    trainings.enrol(people=[people.rep], **enrol)
    trainings.enrol(people=[people.rep], **enrol)  # enrolled already: nothing happens
    assert told("training_enrolled", people.rep) == 1


def test_others_may_not_train_and_hand_in_only_their_own_certificate(people):
    row = factories.assessed(people, factories.course(people), NOW - DAY, {people.rep: 90, people.clerk: 90})
    photo = SimpleUploadedFile("zhengshu.pdf", b"%PDF-1.4 x", "application/pdf")
    give = {"session_id": row.pk, "certificate": photo, "now": NOW}
    with pytest.raises(NotPermitted):
        trainings.plan_session(course=row.course, starts_at=NOW, actor=people.rep, now=NOW)
    with pytest.raises(NotPermitted):
        trainings.add_certificate(person=people.clerk, actor=people.rep, **give)
    trainings.add_certificate(person=people.rep, actor=people.rep, **give)
    assert row.attendances.get(person=people.rep).certificate.name == "zhengshu.pdf"


def test_promotion_is_due_from_its_day_and_leaving_ends_it(people):
    of = factories.course(people, roles=["manager"])
    people.clerk.role = "manager"
    people.clerk.save()
    due.refresh_all(now=NOW + 40 * DAY)
    assert due_of(people.clerk).due_on == TODAY + timedelta(days=70)
    people.clerk.is_active = False
    people.clerk.save()
    due.refresh_all(now=NOW + 41 * DAY)
    assert not TrainingDue.objects.filter(person=people.clerk).exists()
    courses.update_course(course_id=of.pk, is_active=False, actor=people.manager, now=NOW)
    assert not TrainingDue.objects.exists()


def test_refresh_changes_nothing_the_second_time(people):
    factories.assessed(people, factories.course(people), NOW - DAY, {people.rep: 90})
    assert due.refresh_all(now=NOW) == 0


def test_everybody_is_reminded_once_before_and_the_manager_once_after(people):
    of = factories.course(people, roles=["rep"], first_days=40)
    assert due.remind_due(now=NOW) == 0
    for _again in range(2):
        due.remind_due(now=NOW + 10 * DAY)
    assert told("training_due", people.rep) == 1
    assert due.remind_late(now=NOW + 40 * DAY) == 0
    for _again in range(2):
        due.remind_late(now=NOW + 41 * DAY)
    assert (told("training_late", people.rep), told("training_late_of", people.manager)) == (1, 2)  # two reps
    factories.assessed(people, of, NOW - DAY, {people.rep: 90})
    due.remind_due(now=NOW + 350 * DAY)
    assert told("training_due", people.rep) == 2


def test_due_list_shows_others_only_to_who_trains(people):
    factories.course(people)
    assert due_rows(people.manager, TODAY).count() == 4
    assert [row.person for row in due_rows(people.rep, TODAY)] == [people.rep]
    assert people_in_time(TODAY) == (0, 4)
    factories.assessed(people, courses_in_time(TODAY)[0], NOW - DAY, {people.rep: 90})
    assert people_in_time(TODAY) == (1, 4)
    assert [(row.valid, row.needed) for row in courses_in_time(TODAY)] == [(1, 4)]


def test_planned_session_is_changed_cancelled_and_not_twice(people):
    row = factories.session(people, enrolled=[people.rep])
    trainings.change_session(session_id=row.pk, place="二楼", version=1, actor=people.manager, now=NOW)
    assert told("training_moved", people.rep) == 1
    with pytest.raises(Conflict):
        trainings.change_session(session_id=row.pk, place="三楼", version=1, actor=people.manager, now=NOW)
    trainings.cancel_session(session_id=row.pk, reason="讲师生病", actor=people.manager, now=NOW)
    assert told("training_cancelled", people.rep) == 1
    with pytest.raises(Conflict):
        trainings.cancel_session(session_id=row.pk, reason="again", actor=people.manager, now=NOW)
    with pytest.raises(RuleViolation):
        trainings.enrol(session_id=row.pk, people=[people.clerk], actor=people.manager, now=NOW)


def test_session_that_is_over_is_no_chance_any_more(people):
    of = factories.course(people)
    factories.session(people, of, starts_at=NOW - 3 * DAY)
    day = NOW.date() + 400 * DAY
    late = due_rows(people.manager, NOW.date() + 60 * DAY, late=True).first()
    assert late.next_at is None
    session = factories.session(people, of, starts_at=NOW + 401 * DAY)
    assert due_rows(people.manager, day, late=True).first().next_at == session.starts_at
