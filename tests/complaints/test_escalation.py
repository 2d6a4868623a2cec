"""Promises that run out: three levels, each told once, whoever sweeps how often and how late."""

from datetime import timedelta

import pytest

from aftersales.notifications.models import Notification
from aftersales.staff.models import StandIn
from complaints.models import PromiseRule, RiskRule, TicketPromise
from complaints.queries.ticket_page import repeats
from complaints.services import thread
from complaints.services.escalation import sweep
from tests.complaints import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def promise(people) -> TicketPromise:
    """A first reply within ten minutes of work; the general manager hears of it after an hour more."""
    ticket = make.logged(people, kind="inquiry", channel="web")
    ticket.promises.exclude(code="first_reply").delete()
    return ticket.promises.get()


def told(template: str) -> list[str]:
    rows = Notification.objects.filter(template=template, channel="page")
    return sorted(rows.values_list("user__username", flat=True))


def events(promise: TicketPromise) -> list[str]:
    return list(promise.ticket.entries.filter(event__startswith="escalated").values_list("event", flat=True))


def test_escalation_notifies_each_of_three_levels_once(people, promise):
    assert (promise.due_at, promise.gm_at) == (NOW + 10 * MINUTE, NOW + 70 * MINUTE)
    for moment in (promise.warn_at, promise.due_at, promise.due_at + MINUTE, promise.gm_at - MINUTE, promise.gm_at):
        for _again in range(2):
            sweep(now=moment)
    assert sweep(now=promise.gm_at + timedelta(days=30)) == 0
    assert told("promise_warning") == ["clerk"]
    assert told("promise_late") == ["clerk", "manager"]
    assert told("promise_gm") == ["gm"]
    assert events(promise) == ["escalated", "escalated_gm"]
    promise.refresh_from_db()
    assert (promise.alert_level, promise.alert_at) == (3, None)


def test_escalation_is_never_early(people, promise):
    sweep(now=promise.due_at)
    assert told("promise_late") == [] and told("promise_warning") == ["clerk"]
    sweep(now=promise.gm_at - timedelta(microseconds=1))
    assert told("promise_late") == ["clerk", "manager"] and told("promise_gm") == []


def test_a_sweep_days_late_tells_each_level_but_the_outdated_warning(people, promise):
    today = NOW.date()
    StandIn.objects.create(
        absent=people.gm, deputy=people.clerk2, starts_on=today, ends_on=today + timedelta(days=3), reason="出差"
    )
    assert [sweep(now=NOW + timedelta(days=3)) for _ in range(2)] == [1, 0]
    assert told("promise_warning") == []
    assert told("promise_late") == ["clerk", "manager"]
    assert told("promise_gm") == ["clerk2", "gm"]
    assert events(promise) == ["escalated", "escalated_gm"]


def test_a_pause_moves_every_level_and_nothing_is_told_in_it(people, promise):
    ticket = promise.ticket
    thread.pause(ticket_id=ticket.pk, actor=people.clerk, now=NOW, reason="等照片")
    assert sweep(now=NOW + timedelta(days=9)) == 0
    thread.resume(ticket_id=ticket.pk, actor=people.clerk, now=NOW + timedelta(hours=1))
    promise.refresh_from_db()
    assert promise.due_at == NOW + 70 * MINUTE
    assert promise.gm_at == NOW + timedelta(hours=3, minutes=40)  # an hour of work later: lunch lies between


def test_pause_after_the_deadline_delays_the_general_manager(people, promise):
    late = promise.due_at + MINUTE
    sweep(now=late)
    thread.pause(ticket_id=promise.ticket_id, actor=people.clerk, now=late, reason="等照片")
    assert sweep(now=late + timedelta(days=2)) == 0 and told("promise_gm") == []
    thread.resume(ticket_id=promise.ticket_id, actor=people.clerk, now=late + timedelta(minutes=30))
    promise.refresh_from_db()
    assert promise.gm_at == NOW + 100 * MINUTE
    assert (sweep(now=promise.gm_at - MINUTE), sweep(now=promise.gm_at)) == (0, 1)
    assert told("promise_late") == ["clerk", "manager"]


def test_a_rule_may_leave_the_general_manager_alone(people):
    PromiseRule.objects.update(gm_after_percent=None)
    ticket = make.logged(people, kind="inquiry")
    sweep(now=NOW + timedelta(days=60))
    assert told("promise_gm") == [] and set(ticket.promises.values_list("alert_at", flat=True)) == {None}


def test_repeats_are_counted_as_far_back_as_the_rule_says(people):
    make.logged(people)
    asked = (people.customer.pk, people.sold.pk)
    assert repeats(*asked, NOW + timedelta(days=31)) == {"count": 1, "days": 31}
    assert repeats(*asked, NOW + timedelta(days=31, seconds=1)) == {}
    assert repeats(people.customer.pk, None, NOW) == {}
    RiskRule.objects.filter(code="same_problem").update(parameters={"days": 60})
    assert repeats(*asked, NOW + timedelta(days=60)) == {"count": 1, "days": 60}
    RiskRule.objects.filter(code="same_problem").update(is_active=False)
    assert repeats(*asked, NOW) == {}
