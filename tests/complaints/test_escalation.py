"""Escalation of SLA targets: three levels, each notified once, however often or late the sweep runs."""

from datetime import timedelta

import pytest

from aftersales.notifications.models import Notification
from aftersales.staff.models import StandIn
from complaints.models import RiskRule, SlaPolicy, SlaTarget
from complaints.queries.tickets import repeats
from complaints.services import conversation
from complaints.services.escalation import sweep
from tests.complaints import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sla_target(people) -> SlaTarget:
    """A first reply within ten minutes of work; the general manager is notified an hour later."""
    ticket = make.logged(people, kind="inquiry", channel="web", received_at=NOW)
    ticket.sla_targets.exclude(code="first_reply").delete()
    return ticket.sla_targets.get()


def told(template: str) -> list[str]:
    rows = Notification.objects.filter(template=template, channel="page")
    return sorted(rows.values_list("user__username", flat=True))


def events(sla_target: SlaTarget) -> list[str]:
    return list(sla_target.ticket.entries.filter(event__startswith="escalated").values_list("event", flat=True))


def test_escalation_notifies_each_of_three_levels_once(people, sla_target):
    assert (sla_target.due_at, sla_target.gm_at) == (NOW + 10 * MINUTE, NOW + 70 * MINUTE)
    for moment in (
        sla_target.warn_at,
        sla_target.due_at,
        sla_target.due_at + MINUTE,
        sla_target.gm_at - MINUTE,
        sla_target.gm_at,
    ):
        for _again in range(2):
            sweep(now=moment)
    assert sweep(now=sla_target.gm_at + timedelta(days=30)) == 0
    assert told("sla_target_warning") == ["clerk"]
    assert told("sla_target_late") == ["clerk", "manager"]
    assert told("sla_target_gm") == ["gm"]
    assert events(sla_target) == ["escalated", "escalated_gm"]
    sla_target.refresh_from_db()
    assert (sla_target.alert_level, sla_target.alert_at) == (3, None)


def test_escalation_is_never_early(people, sla_target):
    sweep(now=sla_target.due_at)
    assert told("sla_target_late") == [] and told("sla_target_warning") == ["clerk"]
    sweep(now=sla_target.gm_at - timedelta(microseconds=1))
    assert told("sla_target_late") == ["clerk", "manager"] and told("sla_target_gm") == []


def test_sweep_that_is_days_late_notifies_all_but_the_warning(people, sla_target):
    today = NOW.date()
    StandIn.objects.create(
        absent=people.gm, deputy=people.clerk2, starts_on=today, ends_on=today + timedelta(days=3), reason="出差"
    )
    assert [sweep(now=NOW + timedelta(days=3)) for _ in range(2)] == [1, 0]
    assert told("sla_target_warning") == []
    assert told("sla_target_late") == ["clerk", "manager"]
    assert told("sla_target_gm") == ["clerk2", "gm"]
    assert events(sla_target) == ["escalated", "escalated_gm"]


@pytest.fixture
def solution(sla_target) -> SlaTarget:
    """The same time for the solution, which a pause stops."""
    SlaTarget.objects.update(code="solution")
    sla_target.refresh_from_db()
    return sla_target


def test_pause_delays_every_level_and_sends_nothing(people, solution):
    sla_target, ticket = solution, solution.ticket
    conversation.pause(ticket_id=ticket.pk, actor=people.clerk, now=NOW, reason="等照片")
    assert sweep(now=NOW + timedelta(days=9)) == 0
    conversation.resume(ticket_id=ticket.pk, actor=people.clerk, now=NOW + timedelta(hours=1))
    sla_target.refresh_from_db()
    assert sla_target.due_at == NOW + 70 * MINUTE
    assert sla_target.gm_at == NOW + timedelta(hours=3, minutes=40)  # a working hour later, with lunch in between


def test_pause_after_the_deadline_delays_the_general_manager(people, solution):
    sla_target = solution
    late = sla_target.due_at + MINUTE
    sweep(now=late)
    conversation.pause(ticket_id=sla_target.ticket_id, actor=people.clerk, now=late, reason="等照片")
    assert sweep(now=late + timedelta(days=2)) == 0 and told("sla_target_gm") == []
    conversation.resume(ticket_id=sla_target.ticket_id, actor=people.clerk, now=late + timedelta(minutes=30))
    sla_target.refresh_from_db()
    assert sla_target.gm_at == NOW + 100 * MINUTE
    assert (sweep(now=sla_target.gm_at - MINUTE), sweep(now=sla_target.gm_at)) == (0, 1)
    assert told("sla_target_late") == ["clerk", "manager"]


def test_policy_may_exclude_the_general_manager(people):
    SlaPolicy.objects.update(gm_after_percent=None)
    ticket = make.logged(people, kind="inquiry")
    sweep(now=NOW + timedelta(days=60))
    assert told("sla_target_gm") == [] and set(ticket.sla_targets.values_list("alert_at", flat=True)) == {None}


def test_repeats_are_counted_within_the_period_of_the_rule(people):
    make.logged(people)
    asked = (people.customer.pk, people.sold.pk)
    assert repeats(*asked, NOW + timedelta(days=31)) == {"count": 1, "days": 31}
    assert repeats(*asked, NOW + timedelta(days=31, seconds=1)) == {}
    assert repeats(people.customer.pk, None, NOW) == {}
    rule = RiskRule.objects.get(code="same_problem")
    rule.parameters = {"days": 60}
    rule.save()
    assert repeats(*asked, NOW + timedelta(days=60)) == {"count": 1, "days": 60}
    rule.is_active = False
    rule.save()
    assert repeats(*asked, NOW) == {}
