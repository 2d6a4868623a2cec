from datetime import timedelta
from decimal import Decimal

import pytest

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from complaints.quality import services as quality
from complaints.quality.models import Action
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import client_of

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
    values = {"title": "培训", "owner": people.clerk, "due_on": make.DUE, "criterion": "首次回复 95%"}
    values |= {"actor": people.manager, "now": NOW}
    assert quality.add_action(kind="improvement", **values).number == "AC-2026-00001"
    with pytest.raises(NotPermitted):
        quality.add_action(kind="corrective", window_days=28, **values)


def test_owner_reports_with_evidence_and_the_setter_is_asked_to_check(people):
    action = make.done(people)
    assert (action.state, action.done_at, action.done_by) == ("done", NOW, people.warehouse)
    asked = Notification.objects.filter(template="action_to_verify", user=people.quality, channel="page")
    assert not asked.exists()  # the window is not over
    quality.remind_overdue_actions(now=make.JUDGED)
    assert asked.count() == 1


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
    judgement = {"action_id": action.pk, "effective": True, "verification": "连续三批合格", "now": make.JUDGED}
    with pytest.raises(NotPermitted):
        quality.verify_action(actor=people.quality, **judgement)
    action = quality.verify_action(actor=people.quality_manager, **judgement)
    assert (action.state, action.verified_by) == ("effective", people.quality_manager)


def test_ineffective_action_is_done_again(people):
    action = make.judged_action(people, effective=False)
    later = make.JUDGED.date() + timedelta(days=7)
    action = quality.resume_action(action_id=action.pk, due_on=later, actor=people.quality, now=make.JUDGED)
    assert (action.state, action.due_on, action.judge_on) == ("open", later, None)
    again = quality.complete_action(action_id=action.pk, evidence="再改", actor=people.warehouse, now=make.JUDGED)
    assert again.state == "done"


def test_closed_investigation_takes_no_action(people, instant_pdf):
    row = make.decided(people)
    quality.close_investigation(investigation_id=row.pk, actor=people.quality, now=NOW)
    with pytest.raises(RuleViolation):
        make.given(people, row)


def test_overdue_action_is_told_to_owner_and_setter_then_to_the_deputy_manager_then_to_the_general_manager(people):
    make.given(people)  # due in 5 days
    told = Notification.objects.filter(template="action_overdue", channel="page")
    steps = [
        (6, {people.warehouse, people.quality}),
        (9, {people.quality_manager}),
        (13, {people.gm}),
    ]
    seen: set = set()
    for day, people_told in steps:
        for _ in range(2):
            quality.remind_overdue_actions(now=NOW + timedelta(days=day))
        now_told = {n.user for n in told.all()}
        assert now_told - seen == people_told
        seen = now_told
    assert told.count() == len(seen)


def test_new_due_date_tells_the_levels_anew_and_a_late_sweep_tells_all(people):
    make.given(people)
    quality.remind_overdue_actions(now=NOW + timedelta(days=60))
    told = Notification.objects.filter(template="action_overdue", channel="page")
    assert {n.user for n in told} == {people.warehouse, people.quality, people.quality_manager, people.gm}
    assert Action.objects.get().alert_at is None


def test_late_judgement_is_escalated(people):
    make.done(people)
    quality.remind_overdue_actions(now=make.JUDGED + timedelta(days=4))
    late = Notification.objects.filter(template="judgement_overdue", channel="page")
    assert {n.user for n in late} == {people.quality_manager}
    quality.remind_overdue_actions(now=make.JUDGED + timedelta(days=8))
    assert {n.user for n in late.all()} == {people.quality_manager, people.gm}


def test_action_due_today_is_not_overdue(people):
    make.given(people)
    assert quality.remind_overdue_actions(now=NOW + timedelta(days=5)) == 0


def test_action_is_not_judged_before_its_window_is_over(people):
    action = make.done(people)
    judgement = {"action_id": action.pk, "effective": True, "verification": "好", "actor": people.quality}
    with pytest.raises(RuleViolation) as error:
        quality.verify_action(now=make.JUDGED - timedelta(days=1), **judgement)
    assert error.value.params == {"day": "2026-12-17"}
    assert quality.verify_action(now=make.JUDGED, **judgement).state == "effective"


def test_who_reported_it_done_does_not_judge_it_as_its_former_owner(people):
    action = make.done(people, owner=people.quality)
    Action.objects.update(owner=people.warehouse)
    with pytest.raises(NotPermitted):
        quality.verify_action(
            action_id=action.pk, effective=True, verification="好", actor=people.quality, now=make.JUDGED
        )


def test_corrective_action_needs_criterion_and_window_and_containment_hours(people):
    row = make.opened(people)
    for changes, field in (
        ({"criterion": " "}, "criterion"),
        ({"window_days": None}, "window_days"),
        ({"kind": "containment"}, "due_hours"),
        ({"kind": "containment", "due_hours": 721}, "due_hours"),
        ({"due_on": None}, "due_on"),
    ):
        with pytest.raises(InvalidInput) as error:
            make.given(people, row, **changes)
        assert error.value.field == field


def test_containment_is_due_in_hours_and_confirmed_by_somebody_else(people):
    made = make.given(people, kind="containment", due_hours=24, due_on=None, criterion="", window_days=None)
    assert made.due_at == NOW + timedelta(hours=24)
    quality.remind_overdue_actions(now=made.due_at + timedelta(hours=5))
    told = {n.user for n in Notification.objects.filter(template="action_overdue", channel="page")}
    assert told == {people.warehouse, people.quality, people.quality_manager}
    quality.complete_action(action_id=made.pk, evidence="库存已锁", actor=people.warehouse, now=NOW)
    assert Notification.objects.filter(template="action_to_verify", user=people.quality, channel="page").exists()
    judge = {"action_id": made.pk, "effective": True, "verification": "盘点一致", "now": NOW}
    assert quality.verify_action(actor=people.quality, **judge).state == "effective"


def test_only_the_deputy_manager_cancels_with_a_reason(people):
    action = make.given(people)
    with pytest.raises(NotPermitted):
        quality.cancel_action(action_id=action.pk, reason="x", actor=people.quality, now=NOW)
    with pytest.raises(InvalidInput):
        quality.cancel_action(action_id=action.pk, reason=" ", actor=people.quality_manager, now=NOW)
    made = quality.cancel_action(action_id=action.pk, reason="并入他项", actor=people.quality_manager, now=NOW)
    assert (made.state, made.cancel_reason, made.alert_at) == ("cancelled", "并入他项", None)
    with pytest.raises(RuleViolation):
        quality.complete_action(action_id=action.pk, evidence="x", actor=people.warehouse, now=NOW)


def test_source_has_one_action(people):
    source = quality.ActionSource("visit:7", "回访 7", "/visits/7/")
    values = {"kind": "improvement", "title": "改", "criterion": "95%", "owner": people.clerk, "due_on": make.DUE}
    values |= {"actor": people.manager, "now": NOW, "source": source}
    first = quality.add_action(**values)
    assert quality.add_action(**values) == first
    assert (first.source_label, first.source_url) == ("回访 7", "/visits/7/")


def test_rates_before_and_after_stand_with_the_judgement(people):
    sold = people.sold
    sold.quantity, sold.purchased_on = 1000, (NOW - timedelta(days=400)).date()
    sold.save()
    for days in (3, 10, 20):
        tickets.logged(people, now=NOW - timedelta(days=days), received_at=NOW - timedelta(days=days))
    action = make.done(people, criterion="", target_rate=Decimal("0.5"))
    assert (action.product, action.batch) == (sold.product, sold.batch)
    late = NOW + timedelta(days=5)
    tickets.logged(people, now=late, received_at=late)
    made = quality.verify_action(
        action_id=action.pk, effective=True, verification="降了", actor=people.quality, now=make.JUDGED
    )
    # The ticket of the investigation was logged on the day of the opening, which is in neither window.
    assert made.figures["before"]["complaints"] == 3
    assert made.figures["after"] == {
        "first": "2026-11-19",
        "last": "2026-12-16",
        "complaints": 1,
        "units": 1000,
        "unit_days": 28000,
    }
    page = client_of(people.quality, "en").get(made.get_absolute_url()).content.decode()
    assert "0.25" in page and "With so few complaints this says little." in page
