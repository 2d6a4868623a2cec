"""Risk through the services: flags, notifications, acknowledgement, and rules that change from a day on."""

from datetime import date, timedelta

import pytest

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, NotVisible, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.staff.enums import Role
from aftersales.staff.models import StandIn
from complaints.models import RiskRule, Ticket
from complaints.services import conversation, lifecycle, risk
from tests.complaints import factories as make
from tests.factories import NOW, person, sale

pytestmark = pytest.mark.django_db
THREAT = "不退货我就找媒体曝光你们"


def codes(ticket: Ticket) -> list[str]:
    return list(ticket.risk_flags.values_list("code", flat=True))


def told(code: str) -> set:
    return {notice.user for notice in Notification.objects.filter(template=f"risk_{code}", channel="page")}


def test_threat_is_flagged_when_logged_and_the_general_manager_is_notified(people):
    ticket = make.logged(people, description=THREAT)
    flag = ticket.risk_flags.get()
    assert (flag.code, flag.facts, flag.raised_at) == ("threat_to_publish", {"word": "曝光"}, NOW)
    assert "曝光/" in flag.phrase
    assert told("threat_to_publish") == {people.manager, people.gm}
    assert ticket.entries.filter(event="risk_threat_to_publish").count() == 1


def test_later_threat_is_flagged_and_notified_once_until_acknowledged(people):
    ticket = make.logged(people)
    for _ in range(2):
        conversation.record_customer_message(
            ticket_id=ticket.pk, actor=people.clerk2, now=NOW, channel="phone", body=THREAT
        )
    assert codes(ticket) == ["threat_to_publish"]
    assert told("threat_to_publish") == {people.clerk, people.manager, people.gm}
    risk.acknowledge(ticket_id=ticket.pk, actor=people.gm, now=NOW, reason="已回电")
    conversation.record_customer_message(ticket_id=ticket.pk, actor=people.clerk, now=NOW, channel="phone", body=THREAT)
    assert codes(ticket) == ["threat_to_publish", "threat_to_publish"]


def test_same_problem_again_names_the_first_ticket(people):
    first = make.logged(people)
    again = make.logged(people, now=NOW + timedelta(days=31), received_at=NOW + timedelta(days=31))
    assert codes(first) == []
    assert again.risk_flags.get().facts == {"number": first.number, "days": 31}
    later = make.logged(people, now=NOW + timedelta(days=63), received_at=NOW + timedelta(days=63))
    assert codes(later) == []


def test_other_products_and_withdrawn_tickets_are_no_repeats(people):
    withdrawn = make.logged(people)
    lifecycle.withdraw(ticket_id=withdrawn.pk, actor=people.clerk, now=NOW, reason="客户撤回")
    make.logged(people, purchase=sale(people.customer, code="LX-12"))
    assert codes(make.logged(people)) == []


def test_second_repair_is_flagged_when_the_type_becomes_repair(people):
    make.logged(people, kind="repair")
    ticket = make.logged(people, kind="inquiry")
    assert codes(ticket) == []
    lifecycle.change_type(ticket_id=ticket.pk, kind="repair", reason="要求维修", actor=people.clerk, now=NOW)
    assert set(codes(ticket)) == {"same_problem", "second_repair"}


def test_flagged_customer_and_serious_defect_are_flagged_at_once(people):
    people.customer.is_critical = True
    people.customer.save()
    ticket = make.logged(people, severity="critical")
    assert set(codes(ticket)) == {"critical_complainant", "major_defect"}


def test_sweep_flags_later_risks_once(people):
    old, young = make.logged(people), make.logged(people, purchase=None)
    lifecycle.withdraw(ticket_id=make.logged(people).pk, actor=people.clerk, now=NOW, reason="客户撤回")
    exact = NOW + timedelta(days=20)
    Ticket.objects.filter(pk=young.pk).update(reported_at=exact)
    assert risk.sweep(now=exact) == 0
    assert risk.sweep(now=exact + timedelta(seconds=1)) == 1
    assert codes(old) == ["open_too_long"]
    people.customer.is_critical = True
    people.customer.save()
    assert risk.sweep(now=exact + timedelta(seconds=1)) == 2
    assert risk.sweep(now=exact + timedelta(seconds=1)) == 0


def test_sweep_flags_repeats_by_the_same_rules(people):
    """The purchase becomes known later: the sweep finds a repeat that logging could not."""
    first = make.logged(people, kind="repair")
    again = make.logged(people, kind="repair", purchase=None, now=NOW + timedelta(days=1))
    assert codes(again) == []
    Ticket.objects.filter(pk=again.pk).update(purchase=people.sold)
    assert risk.sweep(now=NOW + timedelta(days=1)) == 2
    assert again.risk_flags.get(code="same_problem").facts["number"] == first.number


def test_sweep_stops_at_its_limit_and_continues(people):
    for _ in range(3):
        make.logged(people, purchase=None)
    late = NOW + timedelta(days=21)
    assert [risk.sweep(now=late, limit=2), risk.sweep(now=late, limit=2), risk.sweep(now=late, limit=2)] == [2, 1, 0]


def test_supervisor_is_the_manager_of_the_owners_department(people):
    people.clerk.department = people.manager.department = people.warehouse.department
    people.clerk.save(), people.manager.save()
    person("manager2", Role.MANAGER)
    make.logged(people)
    make.logged(people)
    assert told("same_problem") == {people.manager}


def test_acknowledging_needs_a_notified_user_and_a_reason_and_happens_once(people):
    ticket = make.logged(people, description=THREAT)
    take_note = {"ticket_id": ticket.pk, "now": NOW}
    for stranger in (people.clerk, people.manager, people.auditor):
        with pytest.raises(NotPermitted):
            risk.acknowledge(actor=stranger, reason="已回电", **take_note)
    with pytest.raises(InvalidInput):
        risk.acknowledge(actor=people.gm, reason=" ", **take_note)
    flag = risk.acknowledge(actor=people.gm, reason="已回电，约明天上门", **take_note)
    assert (flag.acknowledged_by, flag.acknowledged_for) == (people.gm, None)
    assert ticket.entries.filter(event="risk_acknowledged").count() == 1
    with pytest.raises(Conflict):
        risk.acknowledge(actor=people.gm, reason="再次", flag=flag.pk, **take_note)
    with pytest.raises(NotVisible):
        risk.acknowledge(actor=people.gm, reason="再次", **take_note)


def test_stand_in_acknowledges_for_the_absent_general_manager(people):
    StandIn.objects.create(absent=people.gm, deputy=people.manager, starts_on=NOW.date(), ends_on=NOW.date())
    ticket = make.logged(people, description=THREAT)
    flag = risk.acknowledge(ticket_id=ticket.pk, actor=people.manager, now=NOW, reason="代为处理")
    assert (flag.acknowledged_by, flag.acknowledged_for) == (people.manager, people.gm)


def test_list_names_one_of_several_open_risks(people):
    make.logged(people)
    ticket = make.logged(people, severity="critical")
    with pytest.raises(InvalidInput) as refused:
        risk.acknowledge(ticket_id=ticket.pk, actor=people.gm, now=NOW, reason="知道了")
    assert refused.value.code == "which"
    risk.acknowledge(
        ticket_id=ticket.pk,
        actor=people.gm,
        now=NOW,
        reason="知道了",
        flag=ticket.risk_flags.get(code="major_defect").pk,
    )
    assert ticket.risk_flags.get(acknowledged_at=None).code == "same_problem"


def change(people, row: RiskRule, **values) -> RiskRule:
    given = {
        "level": row.level,
        "parameters": row.parameters,
        "is_active": True,
        "actor": people.manager,
        "now": NOW,
        "effective_from": NOW.date() + timedelta(days=1),
    }
    return risk.change_rule(rule_id=row.pk, **{**given, **values})


def test_changed_rule_begins_on_its_day_and_old_flags_keep_theirs(people):
    row = RiskRule.objects.get(code="same_problem")
    make.logged(people)
    flag = make.logged(people).risk_flags.get()
    new = change(people, row, parameters={"days": 10}, level="gm")
    row.refresh_from_db()
    flag.refresh_from_db()
    assert (row.effective_until, new.effective_from) == (date(2026, 11, 18), date(2026, 11, 19))
    assert flag.rule == row
    later = NOW + timedelta(days=12)
    assert codes(make.logged(people, now=later, received_at=later)) == []
    assert new.history.first().history_user == people.manager


def test_inactive_rule_flags_nothing(people):
    change(people, RiskRule.objects.get(code="threat_to_publish"), is_active=False)
    later = NOW + timedelta(days=1)
    assert codes(make.logged(people, description=THREAT, now=later)) == []
    assert codes(make.logged(people, description=THREAT, purchase=None)) == ["threat_to_publish"]


def test_planned_change_can_be_changed(people):
    row = RiskRule.objects.get(code="open_too_long")
    planned = change(people, row, parameters={"days": 15})
    with pytest.raises(RuleViolation):
        change(people, row, parameters={"days": 12})
    moved = change(people, planned, parameters={"days": 12}, effective_from=date(2026, 12, 1))
    row.refresh_from_db()
    assert moved.pk == planned.pk
    assert (row.effective_until, moved.effective_from, moved.parameters) == (
        date(2026, 11, 30),
        date(2026, 12, 1),
        {"days": 12},
    )


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"effective_from": date(2026, 11, 17)}, InvalidInput),
        ({"parameters": {"days": 0}}, InvalidInput),
        ({"level": "everybody"}, InvalidInput),
        ({"version": 7}, Conflict),
    ],
)
def test_invalid_rule_changes_are_refused(people, values, error):
    with pytest.raises(error):
        change(people, RiskRule.objects.get(code="same_problem"), **values)
    assert RiskRule.objects.count() == 6


def test_changed_rules_begin_tomorrow_at_the_earliest(people):
    row = RiskRule.objects.get(code="same_problem")
    RiskRule.objects.filter(pk=row.pk).update(effective_from=NOW.date())
    with pytest.raises(InvalidInput):
        change(people, row, effective_from=NOW.date())


def test_clerks_do_not_change_rules(people):
    with pytest.raises(NotPermitted):
        change(people, RiskRule.objects.get(code="same_problem"), actor=people.clerk)
