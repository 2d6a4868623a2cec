"""Meetings on quality: planned with an agenda, decided case by case, held; what they decide binds the ticket."""

from datetime import timedelta
from decimal import Decimal

import pytest

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from complaints.models import BindingDecision
from complaints.quality import permissions
from complaints.quality import services as quality
from complaints.quality.models import Meeting, MeetingCase
from complaints.quality.rules.meetings import wrong_shares
from tests.complaints import factories as tickets
from tests.factories import NOW, person

from . import factories as make

LATER = NOW + timedelta(hours=3)


def decide(people, meeting, **changes):
    case = meeting.cases.first()
    values = {"case_id": case.pk, "actor": people.gm, "now": LATER, **make.DECIDED}
    return quality.decide_case(meeting_id=meeting.pk, **{**values, **changes})


def told(template: str) -> set:
    return {note.user for note in Notification.objects.filter(template=template, channel="page")}


@pytest.mark.parametrize(
    ("shares", "wrong"),
    [
        ([None] * 4, False),
        ([70, 30, None, None], False),
        ([100, 0, 0, 0], False),
        ([70, 29, None, None], True),
        ([70, 31, None, None], True),
        ([0, 0, 0, 0], True),
        ([200, -100, None, None], True),
    ],
)
def test_shares_of_the_responsibility_add_up_to_a_hundred(shares, wrong):
    assert wrong_shares(shares) is wrong


def test_planned_meeting_has_an_agenda_in_order_and_invites(people):
    first, second = make.opened(people), make.opened(people)
    meeting = make.planned(people, second, first, guests="王工（检验院）")
    assert (meeting.number, meeting.state, meeting.guests) == ("MT-2026-00001", "planned", "王工（检验院）")
    assert [case.investigation for case in meeting.cases.all()] == [second, first]
    assert told("meeting_invited") == {people.gm, people.warehouse}  # not who planned it


def test_changed_meeting_invites_newcomers_and_tells_the_others(people):
    first, second = make.opened(people), make.opened(people)
    meeting = make.planned(people, first)
    values = {
        "title": meeting.title,
        "starts_at": NOW + timedelta(days=1),
        "chair": people.gm,
        "attendees": [people.warehouse, people.manager],
        "actor": people.quality_manager,
        "now": NOW,
    }
    Notification.objects.all().delete()
    quality.change_meeting(meeting_id=meeting.pk, investigations=[second, first], version=1, **values)
    assert [case.investigation for case in meeting.cases.all()] == [second, first]
    assert told("meeting_invited") == {people.manager}
    assert told("meeting_moved") == {people.gm, people.warehouse}
    with pytest.raises(Conflict):
        quality.change_meeting(meeting_id=meeting.pk, investigations=[first], version=1, **values)
    quality.change_meeting(meeting_id=meeting.pk, investigations=[first], version=2, **values)
    assert [case.investigation for case in meeting.cases.all()] == [first]


def test_investigation_stands_on_one_planned_agenda(people):
    row = make.opened(people)
    meeting = make.planned(people, row)
    with pytest.raises(RuleViolation) as error:
        make.planned(people, row)
    assert error.value.params["meeting"] == meeting.number
    quality.cancel_meeting(meeting_id=meeting.pk, reason="总经理出差", actor=people.gm, now=NOW)
    assert told("meeting_cancelled") == {people.quality_manager, people.warehouse}
    assert make.planned(people, row).number == "MT-2026-00002"


def test_meeting_is_chaired_by_the_general_manager_or_the_stand_in_of_that_day(people):
    row = make.opened(people)
    with pytest.raises(InvalidInput) as error:
        make.planned(people, row, chair=people.manager)
    assert error.value.field == "chair"
    people.gm.absences.create(deputy=people.manager, starts_on="2026-11-20", ends_on="2026-11-30")
    with pytest.raises(InvalidInput):
        make.planned(people, row, chair=people.manager)
    assert make.planned(people, row, chair=people.manager, starts_at=NOW + timedelta(days=3)).chair == people.manager


def test_only_quality_and_the_chair_plan_and_nobody_outside_is_invited(people):
    row = make.opened(people)
    for actor in (people.clerk, people.manager, people.executive, people.auditor, people.rep):
        with pytest.raises(NotPermitted):
            make.planned(people, row, actor=actor)
    for user in (people.auditor, people.admin):
        with pytest.raises(InvalidInput) as error:
            make.planned(people, row, attendees=[user])
        assert error.value.field == "attendees"
    with pytest.raises(InvalidInput):
        make.planned(people)


def test_case_without_a_signed_report_is_not_decided(people, instant_pdf):
    report = make.printed(people)
    meeting = make.planned(people, report.investigation)
    with pytest.raises(RuleViolation) as error:
        decide(people, meeting)
    assert error.value.code == "report_unsigned"
    assert not BindingDecision.objects.exists()


def test_newer_findings_need_a_newer_report(people, instant_pdf):
    row = make.signed(people).investigation
    meeting = make.planned(people, row)
    quality.send_back_investigation(investigation_id=row.pk, reason="补充", actor=people.gm, now=NOW)
    with pytest.raises(RuleViolation) as error:
        decide(people, meeting)
    assert error.value.code == "sent_back"
    quality.save_findings(investigation_id=row.pk, findings={"cause": "另有原因"}, actor=people.quality, now=NOW)
    with pytest.raises(RuleViolation) as error:
        decide(people, meeting)
    assert error.value.code == "findings_newer"


def test_meeting_decides_each_case_and_the_ticket_is_bound(people, instant_pdf):
    row = make.signed(people).investigation
    meeting = make.planned(people, row)
    decide(
        people,
        meeting,
        nature="内在质量，二级",
        responsible="样例传感",
        share_supplier=70,
        share_ours=30,
        cause="灌封胶未固化",
        remedy="refund",
        amount_limit=Decimal("12860"),
        minutes="沈毅：按合同退货。",
    )
    case = MeetingCase.objects.get()
    assert (case.decided_by, case.shares) == (people.gm, {"share_supplier": 70, "share_ours": 30})
    row.refresh_from_db()
    assert (row.state, row.decision, row.decided_at) == ("decided", make.DECIDED["decision"], LATER)
    bound = BindingDecision.objects.get()
    assert (bound.ticket, bound.meeting, bound.about) == (row.ticket, meeting.number, row.number)
    assert (bound.remedy, bound.amount_limit) == ("refund", Decimal("12860"))
    entry = row.ticket.entries.get(event="meeting_limited_refund")
    assert entry.params == {
        "meeting": meeting.number,
        "number": row.number,
        "amount": "12,860.00",
        "words": make.DECIDED["decision"],
    }
    assert told("investigation_decided") == {people.quality_manager, people.warehouse, people.clerk}
    assert row.ticket.proposals.count() == 0  # a decision approves no money


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"share_supplier": 70}, "share_supplier"),
        ({"decision": "  "}, "decision"),
        ({"remedy": "gift"}, "remedy"),
        ({"amount_limit": Decimal("-1")}, "amount_limit"),
    ],
)
def test_wrong_decisions_name_their_field(people, instant_pdf, changes, field):
    meeting = make.planned(people, make.signed(people).investigation)
    with pytest.raises(InvalidInput) as error:
        decide(people, meeting, **changes)
    assert error.value.field == field


def test_case_is_decided_once_and_again_only_after_it_was_reopened(people, instant_pdf):
    row = make.signed(people).investigation
    meeting = make.planned(people, row)
    decide(people, meeting)
    with pytest.raises(Conflict) as error:
        decide(people, meeting)
    assert (error.value.code, error.value.params["meeting"]) == ("decided_already", meeting.number)
    with pytest.raises(Conflict):
        make.planned(people, row)
    quality.hold_meeting(meeting_id=meeting.pk, attendees=[], minutes="散会", actor=people.gm, now=LATER)
    quality.reopen_investigation(investigation_id=row.pk, reason="客户异议", actor=people.quality, now=LATER)
    assert BindingDecision.objects.get().lifted_at == LATER
    second = quality.file_report(investigation_id=row.pk, language="en", actor=people.quality, now=LATER)
    quality.render_due_reports(now=LATER)
    quality.sign_report(report_id=second.pk, actor=people.quality_manager, now=LATER)
    again = {"decision": "整批退货", "remedy": "refund"}
    row = quality.record_decision(investigation_id=row.pk, actor=people.gm, now=LATER, **again)
    bound = BindingDecision.objects.get()
    assert (bound.remedy, bound.lifted_at, row.decision) == ("refund", None, "整批退货")
    assert bound.history.count() == 3


def test_only_the_chair_records_decisions_and_closes_the_meeting(people, instant_pdf):
    meeting = make.planned(people, make.signed(people).investigation)
    for actor in (people.quality_manager, people.manager, people.executive, people.clerk):
        with pytest.raises(NotPermitted):
            decide(people, meeting, actor=actor)
        with pytest.raises(NotPermitted):
            quality.hold_meeting(meeting_id=meeting.pk, attendees=[], minutes="x", actor=actor, now=LATER)


def test_nothing_is_decided_before_the_day_of_the_meeting(people, instant_pdf):
    meeting = make.planned(people, make.signed(people).investigation, starts_at=NOW + timedelta(days=5))
    with pytest.raises(RuleViolation) as error:
        decide(people, meeting)
    assert error.value.code == "not_begun"
    with pytest.raises(RuleViolation):
        quality.hold_meeting(meeting_id=meeting.pk, attendees=[], minutes="x", actor=people.gm, now=LATER)


def test_closed_meeting_has_minutes_who_attended_and_what_was_left(people, instant_pdf):
    done, left = make.signed(people).investigation, make.opened(people)
    meeting = make.planned(people, done, left)
    decide(people, meeting)
    second = meeting.cases.last()
    quality.note_case(
        meeting_id=meeting.pk, case_id=second.pk, minutes="等送检结果", actor=people.quality_manager, now=LATER
    )
    quality.assign_action(
        meeting_id=meeting.pk,
        case_id=second.pk,
        kind="corrective",
        title="封存库存",
        owner=people.warehouse,
        due_on=make.DUE,
        criterion="库存全部复检合格",
        window_days=14,
        actor=people.gm,
        now=LATER,
    )
    version = Meeting.objects.get().version
    values = {"attendees": [people.quality_manager, people.manager], "minutes": "两件，议一件。", "actor": people.gm}
    quality.hold_meeting(meeting_id=meeting.pk, version=version, now=LATER, **values)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.ended_at, set(meeting.attendees.all())) == (
        "held",
        LATER,
        {people.quality_manager, people.manager},
    )
    assert [action.title for action in second.actions.all()] == ["封存库存"]
    assert left.actions.get().created_by == people.gm
    for act in (
        lambda: quality.hold_meeting(meeting_id=meeting.pk, now=LATER, **values),
        lambda: quality.cancel_meeting(meeting_id=meeting.pk, reason="x", actor=people.gm, now=LATER),
        lambda: decide(people, meeting, case_id=second.pk),
    ):
        with pytest.raises(Conflict):
            act()
    assert make.planned(people, left).state == "planned"  # the case that was left may stand on another agenda


def test_decision_of_a_single_case_makes_a_held_meeting(people, instant_pdf):
    row = make.decided(people)
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.chair, meeting.guests) == ("held", people.gm, "沈毅、顾北")
    assert (meeting.cases.get().investigation, set(meeting.attendees.all())) == (
        row,
        {people.quality_manager, people.manager},
    )


def test_case_on_an_agenda_is_decided_there(people, instant_pdf):
    row = make.signed(people).investigation
    meeting = make.planned(people, row)
    with pytest.raises(RuleViolation) as error:
        quality.record_decision(investigation_id=row.pk, actor=people.gm, now=NOW, **make.DECIDED)
    assert (error.value.code, error.value.params["meeting"]) == ("on_agenda", meeting.number)


def test_who_takes_part_sees_the_meeting_and_others_do_not(people):
    meeting = make.planned(people, make.opened(people, team=[]))
    outsider = person("outsider", "colleague")
    for user, sees in (
        (people.warehouse, True),
        (people.executive, True),
        (people.auditor, True),
        (outsider, False),
        (people.clerk, False),
        (people.rep, False),
        (people.admin, False),
    ):
        assert permissions.visible_meetings(user).filter(pk=meeting.pk).exists() is sees, user


def test_leaver_hands_over_the_chair_of_planned_meetings(people):
    from aftersales.staff.signals import open_work_of, work_reassigned

    meeting = make.planned(people, make.opened(people))
    heir = person("gm2", "gm")
    works = {work.kind: work for work in open_work_of(people.gm)}
    assert works["meetings"].count == 1
    work_reassigned.send(
        sender=None,
        user=people.gm,
        works=list(works.values()),
        to={"meetings": heir},
        note="离任",
        actor=people.admin,
        now=NOW,
    )
    meeting.refresh_from_db()
    assert meeting.chair == heir


def lines(sold, quantity=1, price="12860"):
    return [{"purchase": sold, "quantity": quantity, "unit_price": Decimal(price)}]


def test_proposal_that_departs_from_the_decision_needs_a_reason(people, instant_pdf):
    from complaints.services.proposals import save_proposal, submit

    ticket = tickets.logged(people)
    row = make.signed(people, ticket=ticket).investigation
    save = {"ticket_id": ticket.pk, "actor": people.clerk, "now": LATER, "reason": "客户要求"}
    draft = save_proposal(remedy="refund", lines=lines(people.sold), **save)
    decision = {"decision": "换货", "remedy": "exchange", "amount_limit": Decimal("12860")}
    quality.record_decision(investigation_id=row.pk, actor=people.gm, now=LATER, **decision)
    with pytest.raises(InvalidInput) as error:
        submit(ticket_id=ticket.pk, actor=people.clerk, now=LATER)
    assert (error.value.code, error.value.field) == ("deviation_reason_missing", "deviation_reason")
    with pytest.raises(InvalidInput):
        save_proposal(remedy="refund", lines=lines(people.sold), **save)
    kept = save_proposal(remedy="exchange", lines=lines(people.sold), **save)
    assert kept.pk == draft.pk
    departing = save_proposal(remedy="refund", lines=lines(people.sold), deviation_reason="型号停产，无货可换", **save)
    assert departing.deviation_reason == "型号停产，无货可换"
