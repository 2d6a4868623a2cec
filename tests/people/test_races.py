"""Two people act at once: one takes effect, the other is told, nothing is doubled."""

import threading

import pytest
from django.db import close_old_connections, connections

from aftersales.kernel.errors import DomainError
from aftersales.notifications.models import Notification
from aftersales.people.models import Attendance, Evaluation, Interview, TrainingDue
from aftersales.people.services import due, evaluations, interviews, recognitions, trainings
from tests.factories import NOW, cast

from . import factories
from .factories import DAY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.postgres]


@pytest.fixture
def people():
    return cast()


def at_once(*works):
    """What each answers: "done" or the code of its refusal."""
    start, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(place):
        close_old_connections()
        try:
            start.wait(20)
            works[place]()
            answers[place] = "done"
        except DomainError as error:
            answers[place] = error.code
        except Exception as error:  # shown by the assertion of the test
            answers[place] = repr(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_both_sign_at_once_and_the_interview_is_agreed(people):
    row = factories.recorded(people)
    signs = [
        lambda user=user: interviews.sign(interview_id=row.pk, actor=user, now=NOW)
        for user in (people.rep, people.manager)
    ]
    assert at_once(*signs) == ["done", "done"]
    assert Interview.objects.get().state == "agreed"
    assert Interview.objects.get().history.filter(history_change_reason="both agreed").count() == 1


def test_last_seat_is_given_once(people):
    row = factories.session(people, seats=1)
    enrols = [
        lambda user=user: trainings.enrol(session_id=row.pk, people=[user], actor=people.manager, now=NOW)
        for user in (people.rep, people.clerk)
    ]
    assert sorted(at_once(*enrols)) == ["done", "full"]
    assert Attendance.objects.count() == 1


def test_results_are_recorded_once(people):
    row = factories.session(people, enrolled=[people.rep], starts_at=NOW - DAY)
    works = [
        lambda score=score: trainings.record_results(
            session_id=row.pk, results=[(people.rep, score, "")], actor=people.manager, now=NOW
        )
        for score in (50, 90)
    ]
    answers = at_once(*works)
    assert sorted(answers) == ["action_not_allowed", "done"]
    assert Attendance.objects.get().tries == 1


def test_two_workers_remind_once_and_begin_one_evaluation(people):
    factories.course(people, first_days=20)
    assert set(at_once(*[lambda: due.remind_due(now=NOW)] * 3)) == {"done"}
    told = Notification.objects.filter(template="training_due", channel="page")
    assert told.count() == TrainingDue.objects.count() == 4
    assert set(at_once(*[lambda: evaluations.begin_first(now=NOW)] * 3)) == {"done"}
    assert Evaluation.objects.count() == 1


def test_two_refreshes_and_a_result_agree(people):
    of = factories.course(people)
    row = factories.session(people, of, enrolled=[people.rep], starts_at=NOW - DAY)
    record = {"session_id": row.pk, "results": [(people.rep, 90, "")], "actor": people.manager, "now": NOW}
    refresh = lambda: due.refresh_all(now=NOW)  # noqa: E731
    assert set(at_once(refresh, lambda: trainings.record_results(**record), refresh)) == {"done"}
    assert TrainingDue.objects.get(person=people.rep).passed_on == Attendance.objects.get().passed_on


def test_two_deciders_decide_once(people):
    row = factories.proposed(people)
    works = [
        lambda user=user: recognitions.decide(recognition_id=row.pk, decision="x", actor=user, now=NOW)
        for user in (people.gm, people.quality_manager)
    ]
    assert sorted(at_once(*works)) == ["action_not_allowed", "done"]
