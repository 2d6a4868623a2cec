from datetime import timedelta

import pytest

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from complaints.quality import services as quality
from complaints.quality.models import Action
from tests.factories import NOW

from . import factories as make


def test_new_action_has_number_owner_and_date_and_notifies_its_owner(people):
    action = make.given(people)
    assert (action.number, action.state, action.ticket) == ("AC-2026-00001", "open", action.investigation.ticket)
    assert Notification.objects.filter(template="action_given", user=people.warehouse, channel="page").count() == 1


def test_action_is_not_due_in_the_past_nor_owned_by_an_auditor(people):
    row = make.opened(people)
    with pytest.raises(InvalidInput):
        make.given(people, row, due_on=(NOW - timedelta(days=1)).date())
    with pytest.raises(InvalidInput):
        make.given(people, row, owner=people.auditor)


def test_manager_sets_improvement_measures_only(people):
    values = {"title": "培训", "owner": people.clerk, "due_on": make.DUE, "actor": people.manager, "now": NOW}
    assert quality.add_action(kind="improvement", **values).number == "AC-2026-00001"
    with pytest.raises(NotPermitted):
        quality.add_action(kind="corrective", **values)


def test_owner_reports_with_evidence_and_the_setter_is_asked_to_check(people):
    action = make.done(people)
    assert (action.state, action.done_at) == ("done", NOW)
    assert Notification.objects.filter(template="action_to_verify", user=people.quality, channel="page").exists()


def test_only_the_owner_reports_and_never_without_evidence(people):
    action = make.given(people)
    with pytest.raises(NotPermitted):
        quality.complete_action(action_id=action.pk, evidence="x", actor=people.quality, now=NOW)
    with pytest.raises(InvalidInput):
        quality.complete_action(action_id=action.pk, evidence="  ", actor=people.warehouse, now=NOW)
    assert Action.objects.get().state == "open"


def test_action_of_an_older_version_is_a_conflict(people):
    action = make.done(people)
    with pytest.raises(Conflict):
        quality.verify_action(
            action_id=action.pk,
            effective=True,
            verification="x",
            version=action.version - 1,
            actor=people.quality,
            now=NOW,
        )


def test_action_is_verified_by_somebody_else(people):
    action = make.done(people, owner=people.quality)
    with pytest.raises(NotPermitted):
        quality.verify_action(action_id=action.pk, effective=True, verification="好", actor=people.quality, now=NOW)
    action = quality.verify_action(
        action_id=action.pk, effective=True, verification="连续三批合格", actor=people.quality_manager, now=NOW
    )
    assert (action.state, action.verified_by) == ("effective", people.quality_manager)


def test_ineffective_action_is_done_again(people):
    action = make.done(people)
    quality.verify_action(action_id=action.pk, effective=False, verification="复现", actor=people.quality, now=NOW)
    later = make.DUE + timedelta(days=7)
    action = quality.resume_action(action_id=action.pk, due_on=later, actor=people.quality, now=NOW)
    assert (action.state, action.due_on) == ("open", later)
    assert (
        quality.complete_action(action_id=action.pk, evidence="再改", actor=people.warehouse, now=NOW).state == "done"
    )


def test_closed_investigation_takes_no_action(people, instant_pdf):
    row = make.decided(people)
    quality.close_investigation(investigation_id=row.pk, actor=people.quality, now=NOW)
    with pytest.raises(RuleViolation):
        make.given(people, row)


def test_overdue_action_is_notified_once(people):
    make.given(people)
    late = NOW + timedelta(days=6)
    for _ in range(2):
        quality.remind_overdue_actions(now=late)
    told = Notification.objects.filter(template="action_overdue", channel="page")
    assert {n.user for n in told} == {people.warehouse, people.quality, people.quality_manager}
    assert told.count() == 3


def test_action_due_today_is_not_overdue(people):
    make.given(people)
    assert quality.remind_overdue_actions(now=NOW + timedelta(days=5)) == 0
