from datetime import UTC, datetime, timedelta

import pytest

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.office.models import Holiday
from complaints.quality import services as quality
from complaints.quality.models import Investigation
from tests.complaints import factories as tickets
from tests.factories import NOW

from . import factories as make


def test_investigation_is_due_one_week_after_the_report_at_close_of_business(people):
    row = make.opened(people)
    assert row.number == "QI-2026-00001"
    assert row.due_at == datetime(2026, 11, 25, 10, 0, tzinfo=UTC)  # Wednesday 18:00 in Shanghai


def test_investigation_due_on_a_holiday_moves_to_the_next_workday(people):
    Holiday.objects.create(date="2026-11-25", name="假日")
    assert make.opened(people).due_at == datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


def test_week_counts_from_the_report_of_the_problem_not_from_the_opening(people):
    ticket = tickets.logged(people)
    row = quality.open_investigation(
        ticket_id=ticket.pk,
        title="晚开",
        lead=people.quality,
        team=[],
        actor=people.quality,
        now=NOW + timedelta(days=3),
    )
    assert row.due_at == datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def test_opening_is_in_the_conversation_and_notifies_the_team(people):
    row = make.opened(people)
    assert row.ticket.entries.filter(event="investigation_opened", params__number=row.number).exists()
    told = Notification.objects.filter(template="investigation_opened", channel="page")
    assert {n.user for n in told} == {people.quality_manager, people.warehouse}


def test_opening_is_recorded_with_actor_and_team(people):
    row = make.opened(people)
    newest = row.history.first()
    assert newest.history_user == people.quality
    assert [link.user for link in newest.team.all()] == [people.warehouse]


def test_ticket_has_one_running_investigation(people):
    row = make.opened(people)
    with pytest.raises(Conflict) as error:
        make.opened(people, ticket=row.ticket)
    assert error.value.code == "already_investigated"


def test_only_the_quality_department_opens(people):
    for actor in (people.clerk, people.manager, people.gm, people.rep, people.auditor):
        with pytest.raises(NotPermitted):
            make.opened(people, actor=actor)


def test_lead_belongs_to_quality_and_an_auditor_is_not_on_the_team(people):
    with pytest.raises(InvalidInput):
        make.opened(people, lead=people.clerk)
    with pytest.raises(InvalidInput):
        make.opened(people, team=[people.auditor])


def test_findings_are_saved_with_history(people):
    row = make.found(people)
    assert row.cause == make.FINDINGS["cause"]
    assert row.history.first().history_change_reason == "findings"


def test_findings_from_an_old_page_are_a_conflict(people):
    row = make.opened(people)
    quality.save_findings(
        investigation_id=row.pk, findings={"cause": "甲"}, version=row.version, actor=people.quality, now=NOW
    )
    with pytest.raises(Conflict):
        quality.save_findings(
            investigation_id=row.pk,
            findings={"cause": "乙"},
            version=row.version,
            actor=people.quality,
            now=NOW,
        )
    assert Investigation.objects.get().cause == "甲"


def test_reported_findings_do_not_change(people, instant_pdf):
    report = make.filed(people)
    with pytest.raises(RuleViolation):
        quality.save_findings(
            investigation_id=report.investigation_id, findings={"cause": "另"}, actor=people.quality, now=NOW
        )


def test_meeting_decides_on_a_signed_report_only(people, instant_pdf):
    report = make.printed(people)
    with pytest.raises(RuleViolation) as error:
        quality.record_decision(investigation_id=report.investigation_id, actor=people.gm, now=NOW, **make.DECIDED)
    assert error.value.code == "report_unsigned"


def test_general_manager_decides_and_those_concerned_are_notified(people, instant_pdf):
    row = make.decided(people)
    assert (row.state, row.decided_by, row.decided_for) == ("decided", people.gm, None)
    told = Notification.objects.filter(template="investigation_decided", channel="page")
    assert {n.user for n in told} == {people.quality_manager, people.warehouse, people.clerk}


def test_stand_in_decides_and_is_named_as_such(people, instant_pdf):
    people.gm.absences.create(deputy=people.manager, starts_on="2026-11-01", ends_on="2026-11-30")
    report = make.signed(people)
    row = quality.record_decision(
        investigation_id=report.investigation_id, actor=people.manager, now=NOW, **make.DECIDED
    )
    assert (row.decided_by, row.decided_for) == (people.manager, people.gm)


def test_manager_without_stand_in_does_not_decide(people, instant_pdf):
    report = make.signed(people)
    with pytest.raises(NotPermitted):
        quality.record_decision(investigation_id=report.investigation_id, actor=people.manager, now=NOW, **make.DECIDED)


def test_investigation_closes_when_its_actions_have_ended_and_been_judged(people, instant_pdf):
    row = make.decided(people)
    action = make.given(people, row)
    made = make.given(people, row, kind="preventive", title="每班点检")
    close = {"investigation_id": row.pk, "actor": people.quality}

    def refused(now) -> str:
        with pytest.raises(RuleViolation) as error:
            quality.close_investigation(now=now, **close)
        return str(error.value.code)

    assert refused(NOW) == "action_open"
    quality.complete_action(action_id=action.pk, evidence="已改", actor=people.warehouse, now=NOW)
    quality.cancel_action(action_id=made.pk, reason="并入上一条", actor=people.quality_manager, now=NOW)
    assert refused(NOW) == "action_unjudged"
    judge = {"action_id": action.pk, "verification": "看过", "actor": people.quality, "now": make.JUDGED}
    quality.verify_action(effective=False, **judge)
    assert refused(make.JUDGED) == "action_ineffective"
    new = quality.follow_up_action(
        action_id=action.pk,
        title="换炉",
        owner=people.warehouse,
        due_on=make.JUDGED.date(),
        criterion="零虚焊",
        window_days=28,
        actor=people.quality,
        now=make.JUDGED,
    )
    assert refused(make.JUDGED) == "action_open"
    quality.complete_action(action_id=new.pk, evidence="已换", actor=people.warehouse, now=make.JUDGED)
    later = make.JUDGED + timedelta(days=29)
    quality.verify_action(
        action_id=new.pk, effective=True, verification="合格", actor=people.quality_manager, now=later
    )
    row = quality.close_investigation(now=later, **close)
    assert (row.state, row.closed_at) == ("closed", later)


def test_sent_back_report_opens_the_findings_again(people, instant_pdf):
    report = make.signed(people)
    row = quality.send_back_investigation(
        investigation_id=report.investigation_id, reason="原因不充分", actor=people.gm, now=NOW
    )
    assert row.state == "open"
    assert row.history.first().history_change_reason == "rework: 原因不充分"


def test_closed_investigation_reopens_with_a_reason(people, instant_pdf):
    row = make.decided(people)
    quality.close_investigation(investigation_id=row.pk, actor=people.quality, now=NOW)
    with pytest.raises(InvalidInput):
        quality.reopen_investigation(investigation_id=row.pk, reason=" ", actor=people.quality, now=NOW)
    row = quality.reopen_investigation(investigation_id=row.pk, reason="客户异议", actor=people.quality, now=NOW)
    assert (row.state, row.closed_at) == ("open", None)
