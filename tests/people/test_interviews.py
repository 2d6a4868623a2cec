"""An interview from the notice to the follow-up."""

from datetime import date

import pytest

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, NotVisible, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.people.models import Interview
from aftersales.people.presentation.interviews import paper
from aftersales.people.services import following, interviews
from tests.factories import NOW

from . import factories
from .factories import DAY, RECORD, TARGETS

pytestmark = pytest.mark.django_db


def told(template, person):
    return Notification.objects.filter(template=template, user=person, channel="page").count()


def test_notice_tells_the_person_three_days_before(people):
    row = factories.arranged(people)
    assert told("interview_noticed", people.rep) == 1
    assert told("interview_noticed", people.gm) == 0
    with pytest.raises(RuleViolation):
        factories.arranged(people, starts_at=NOW + 2 * DAY)
    with pytest.raises(InvalidInput):
        factories.arranged(people, person=people.manager)
    with pytest.raises(InvalidInput):
        factories.arranged(people, superior=people.rep)
    with pytest.raises(NotPermitted):
        factories.arranged(people, actor=people.clerk)
    assert paper(people.rep, row, NOW).readers.count(people.manager.name) == 1


def test_preparations_are_read_by_the_other_once_both_are_ready(people):
    row = factories.arranged(people)
    mine = {"interview_id": row.pk, "own_summary": "一次解决率升了", "actor": people.rep, "now": NOW}
    interviews.prepare_own(is_ready=True, **mine)
    row.refresh_from_db()
    assert paper(people.manager, row, NOW).own is None
    assert paper(people.gm, row, NOW).own is None
    assert [text for _label, text in paper(people.rep, row, NOW).own] == ["一次解决率升了"]
    with pytest.raises(InvalidInput):
        interviews.prepare_lead(interview_id=row.pk, is_ready=True, actor=people.manager, now=NOW)
    lead = {"lead_assessment": "48 周排了 19 次", "actor": people.manager, "now": NOW}
    interviews.prepare_lead(interview_id=row.pk, is_ready=True, **lead)
    row.refresh_from_db()
    assert [text for _label, text in paper(people.manager, row, NOW).own] == ["一次解决率升了"]
    assert [text for _label, text in paper(people.rep, row, NOW).lead] == ["48 周排了 19 次"]
    with pytest.raises(NotPermitted):
        interviews.prepare_lead(interview_id=row.pk, is_ready=True, lead_review="x", actor=people.rep, now=NOW)


def test_record_waits_for_the_day_and_needs_praise_words_and_targets(people):
    row = factories.arranged(people)
    write = {"interview_id": row.pk, "actor": people.manager}
    with pytest.raises(RuleViolation):
        interviews.record_interview(targets=TARGETS, now=NOW, **write, **RECORD)
    later = NOW + 5 * DAY
    with pytest.raises(InvalidInput):
        interviews.record_interview(targets=[], now=later, **write, **RECORD)
    with pytest.raises(InvalidInput):
        interviews.record_interview(targets=TARGETS, now=later, **write, **{**RECORD, "strengths": " "})
    made = interviews.record_interview(targets=TARGETS, now=later, **write, **RECORD)
    assert [str(text) for _label, text in paper(people.rep, made, later).record] == list(RECORD.values())


def test_both_sign_and_nothing_changes_any_more(people):
    row = factories.recorded(people)
    interviews.sign(interview_id=row.pk, actor=people.rep, now=NOW)
    with pytest.raises(RuleViolation):
        interviews.sign(interview_id=row.pk, actor=people.rep, now=NOW)
    with pytest.raises(NotPermitted):
        interviews.sign(interview_id=row.pk, actor=people.gm, now=NOW)
    made = interviews.sign(interview_id=row.pk, actor=people.manager, now=NOW)
    assert made.state == "agreed"
    write = {"interview_id": row.pk, "actor": people.manager, "now": NOW}
    for act in (
        lambda: interviews.record_interview(targets=TARGETS, **write, **RECORD),
        lambda: interviews.plan_follow_up(what="x", due_on=NOW.date(), **write),
        lambda: interviews.cancel_interview(reason="x", **write),
        lambda: interviews.dissent(interview_id=row.pk, text="x", actor=people.rep, now=NOW),
    ):
        with pytest.raises((RuleViolation, Conflict)):
            act()


def test_rewritten_record_is_signed_again_and_a_different_view_stays(people):
    row = factories.recorded(people)
    interviews.sign(interview_id=row.pk, actor=people.rep, now=NOW)
    interviews.dissent(interview_id=row.pk, text="三次重开不都是我的", actor=people.rep, now=NOW)
    assert told("interview_dissent", people.gm) == 1
    again = {**RECORD, "problems": "两次重开"}
    made = interviews.record_interview(interview_id=row.pk, targets=TARGETS * 2, actor=people.manager, now=NOW, **again)
    assert (made.own_signed_at, made.dissent, made.targets.count()) == (None, "三次重开不都是我的", 2)


def test_follow_up_is_reminded_once_and_targets_are_judged_at_the_end(people):
    row = factories.agreed(people)
    assert following.remind_follow_ups(now=NOW) == 0
    for _again in range(2):
        following.remind_follow_ups(now=NOW + 10 * DAY)
    assert (told("interview_follow_up", people.rep), told("interview_follow_up", people.gm)) == (1, 0)
    follow_up, target = row.follow_ups.get(), row.targets.get()
    done = {"follow_up_id": follow_up.pk, "result": "已开通", "done_on": date(2026, 11, 27)}
    following.finish_follow_up(interview_id=row.pk, actor=people.rep, now=NOW + 10 * DAY, **done)
    close = {"interview_id": row.pk, "closing": "明显好转", "actor": people.manager, "now": NOW + 50 * DAY}
    with pytest.raises(InvalidInput):
        following.close_interview(results=[], **close)
    results = [{"target_id": target.pk, "result": "92%", "is_met": True}]
    with pytest.raises(NotPermitted):
        following.close_interview(results=results, **{**close, "actor": people.rep})
    made = following.close_interview(results=results, **close)
    assert made.state == "closed"
    after = factories.arranged(people, now=NOW + 60 * DAY)
    assert [(one.goal, one.result) for one in paper(people.rep, after, NOW).before] == [(target.goal, "92%")]
    # Another interviewer was not there last time, and does not read what was agreed.
    other = factories.arranged(people, now=NOW + 60 * DAY, actor=people.quality_manager, superior=None)
    assert paper(people.quality_manager, other, NOW).before == []


def test_superior_takes_over_from_an_interviewer_who_left(people):
    row = factories.recorded(people)
    with pytest.raises(NotPermitted):
        interviews.plan_follow_up(interview_id=row.pk, what="x", due_on=NOW.date(), actor=people.gm, now=NOW)
    people.manager.is_active = False
    people.manager.save()
    interviews.sign(interview_id=row.pk, actor=people.rep, now=NOW)
    assert interviews.sign(interview_id=row.pk, actor=people.gm, now=NOW).state == "agreed"


@pytest.mark.parametrize("name", ["clerk", "stranger", "quality_manager", "executive", "admin", "auditor"])
def test_interview_does_not_exist_for_anybody_else(people, name):
    row = factories.recorded(people)
    other = getattr(people, name)
    for service in (interviews.sign, interviews.dissent, interviews.cancel_interview):
        extra = {"text": "x"} if service is interviews.dissent else {}
        extra = {"reason": "x"} if service is interviews.cancel_interview else extra
        with pytest.raises(NotVisible):
            service(interview_id=row.pk, actor=other, now=NOW, **extra)


def test_outdated_version_is_a_conflict(people):
    row = factories.arranged(people)
    change = {"interview_id": row.pk, "actor": people.manager, "now": NOW}
    interviews.change_interview(place="二楼", version=1, **change)
    with pytest.raises(Conflict):
        interviews.change_interview(place="三楼", version=1, **change)
    assert Interview.objects.get().place == "二楼"


def test_superior_who_takes_part_hears_of_every_change(people):
    row = factories.arranged(people)
    change = {"interview_id": row.pk, "actor": people.manager, "now": NOW}
    interviews.change_interview(superior_attends=True, **change)
    assert [told(name, people.gm) for name in ("interview_noticed", "interview_moved")] == [1, 0]
    interviews.change_interview(place="二楼", **change)
    assert [told(name, people.gm) for name in ("interview_noticed", "interview_moved")] == [1, 1]
    interviews.cancel_interview(reason="出差", **change)
    assert (told("interview_cancelled", people.gm), told("interview_cancelled", people.rep)) == (1, 1)


def test_promise_is_not_kept_before_it_was_made(people):
    row = factories.agreed(people)
    done = {"follow_up_id": row.follow_ups.get().pk, "result": "已开通", "actor": people.rep, "now": NOW + 10 * DAY}
    held_on = row.starts_at.date()
    with pytest.raises(InvalidInput) as refused:
        following.finish_follow_up(interview_id=row.pk, done_on=held_on - DAY, **done)
    assert refused.value.field == "done_on"
    following.finish_follow_up(interview_id=row.pk, done_on=held_on, **done)
