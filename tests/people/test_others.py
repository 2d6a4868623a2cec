"""Recognition and correction, and the evaluation of the communication rules."""

from datetime import date

import pytest

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, NotVisible, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.people.models import Evaluation
from aftersales.people.services import evaluations, recognitions
from tests.factories import NOW

from . import factories
from .factories import DAY

pytestmark = pytest.mark.django_db


def told(template, person):
    return Notification.objects.filter(template=template, user=person, channel="page").count()


def test_correction_waits_for_the_comment_of_the_person(people):
    row = factories.proposed(people, "correction")
    decide = {"recognition_id": row.pk, "decision": "书面提醒", "actor": people.gm}
    with pytest.raises(RuleViolation):
        recognitions.decide(now=NOW + 2 * DAY, **decide)
    recognitions.comment(recognition_id=row.pk, text="客户改了地址", actor=people.rep, now=NOW)
    made = recognitions.decide(now=NOW + DAY, **decide)
    assert (made.state, made.decided_by, made.comment) == ("decided", people.gm, "客户改了地址")
    assert told("recognition_decided", people.rep) == 1


def test_correction_is_decided_without_a_comment_after_three_days(people):
    row = factories.proposed(people, "correction")
    made = recognitions.decide(recognition_id=row.pk, decision="提醒", actor=people.gm, now=NOW + 3 * DAY)
    assert made.state == "decided"


def test_somebody_else_than_person_and_proposer_decides(people):
    row = factories.proposed(people)
    with pytest.raises(NotPermitted):
        recognitions.decide(recognition_id=row.pk, decision="x", actor=people.manager, now=NOW)
    with pytest.raises(NotPermitted):
        recognitions.decide(recognition_id=row.pk, decision="x", actor=people.rep, now=NOW)
    with pytest.raises(NotVisible):
        recognitions.decide(recognition_id=row.pk, decision="x", actor=people.clerk, now=NOW)
    with pytest.raises(NotPermitted):
        factories.proposed(people, actor=people.clerk)
    with pytest.raises(InvalidInput):
        factories.proposed(people, person=people.manager)
    recognitions.decline(recognition_id=row.pk, decision="事实不清", actor=people.gm, now=NOW)
    with pytest.raises((Conflict, RuleViolation)):
        recognitions.decide(recognition_id=row.pk, decision="x", actor=people.gm, now=NOW)


def test_evaluation_begins_once_and_the_decision_begins_the_next(people):
    assert [evaluations.begin_first(now=NOW), evaluations.begin_first(now=NOW)] == [1, 0]
    row = Evaluation.objects.get()
    assert row.due_on == date(2026, 12, 31)
    conclude = {"evaluation_id": row.pk, "decision": "当天答复改为两小时内", "now": NOW}
    with pytest.raises(NotPermitted):
        evaluations.decide_evaluation(actor=people.manager, **conclude)
    with pytest.raises(RuleViolation):
        evaluations.decide_evaluation(actor=people.gm, **conclude)
    note = {"rule": "当天答复", "verdict": "weak", "finding": "三成次日才答"}
    evaluations.note_finding(evaluation_id=row.pk, actor=people.manager, now=NOW, **note)
    with pytest.raises(InvalidInput):
        evaluations.decide_evaluation(actor=people.gm, next_due_on=date(2028, 1, 1), **conclude)
    evaluations.decide_evaluation(actor=people.gm, **conclude)
    assert Evaluation.objects.get(state="open").due_on == date(2027, 11, 18)
    with pytest.raises((Conflict, RuleViolation)):
        evaluations.decide_evaluation(actor=people.gm, **conclude)


def test_evaluation_is_reminded_once(people):
    factories.evaluation()
    assert evaluations.remind_evaluations(now=NOW) == 0
    for _again in range(2):
        evaluations.remind_evaluations(now=NOW + 20 * DAY)
    assert told("evaluation_due", people.gm) == 1
