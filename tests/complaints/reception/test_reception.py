"""The queue through the services: numbers, due time of the greeting, calls, end, announcements."""

from datetime import timedelta

import pytest

from aftersales.kernel.errors import InvalidInput, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from complaints.models import SlaPolicy, Ticket, Visitor, WaitChange
from complaints.queries.reception import queue, screen, wait_change
from complaints.services import reception
from tests.factories import NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def came(people, after: timedelta = timedelta(0), **changes) -> Visitor:
    return reception.take_number(**{"purpose": "complaint", "actor": people.clerk, "now": NOW + after, **changes})


def test_visitor_numbers_begin_anew_each_day(people):
    assert [came(people).label, came(people).label] == ["A001", "A002"]
    assert came(people, timedelta(days=1)).label == "A001"


def test_greeting_is_due_three_minutes_after_arrival(people):
    visitor = came(people)
    assert visitor.greet_due_at == NOW + 3 * MINUTE
    assert (visitor.greet_rule.amount, visitor.greet_rule.channels) == (3, ["hotline", "walk_in"])


@pytest.mark.parametrize(("after", "lateness"), [(180, 0), (181, 1)])
def test_late_greeting_stays_late(people, after, lateness):
    visitor = came(people)
    moment = NOW + timedelta(seconds=after)
    greeted = reception.greet(visitor_id=visitor.pk, actor=people.clerk2, now=moment)
    assert (greeted.greet_lateness_seconds, greeted.greeted_by, greeted.state) == (lateness, people.clerk2, "waiting")
    again = reception.greet(visitor_id=visitor.pk, actor=people.clerk, now=moment + MINUTE)
    assert again.greet_lateness_seconds == lateness


def test_calling_greets_too_and_takes_the_longest_waiting(people):
    first, second = came(people), came(people, MINUTE)
    called = reception.call_next(actor=people.clerk, now=NOW + 2 * MINUTE, counter=" 2 ")
    assert (called.pk, called.counter, called.served_by, called.greet_lateness_seconds) == (
        first.pk,
        "2",
        people.clerk,
        -60,
    )
    assert reception.call_next(actor=people.clerk2, now=NOW + 2 * MINUTE).pk == second.pk
    assert reception.call_next(actor=people.clerk2, now=NOW + 2 * MINUTE) is None


def test_called_visitor_who_is_absent_keeps_the_place(people):
    first, second = came(people), came(people)
    reception.call_next(actor=people.clerk, now=NOW)
    back = reception.back(visitor_id=first.pk, actor=people.clerk, now=NOW)
    assert (back.state, back.called_at, back.served_by) == ("waiting", None, None)
    assert [row.visitor.pk for row in queue(NOW)["waiting"]] == [first.pk, second.pk]


def test_visitor_is_ended_without_a_ticket_or_leaves(people):
    first, second = came(people), came(people)
    done = reception.finish(visitor_id=first.pk, actor=people.clerk, now=NOW + MINUTE, note="只是取发票")
    left = reception.leave(visitor_id=second.pk, actor=people.clerk, now=NOW + MINUTE)
    assert (done.state, done.served_by, done.note, left.state) == ("done", people.clerk, "只是取发票", "left")
    with pytest.raises(RuleViolation):
        reception.call(visitor_id=first.pk, actor=people.clerk, now=NOW)


def test_first_reply_to_a_visitor_runs_from_arrival_to_greeting(people):
    visitor = came(people)
    reception.greet(visitor_id=visitor.pk, actor=people.clerk, now=NOW + 2 * MINUTE)
    reception.call_next(actor=people.clerk, now=NOW + 20 * MINUTE)
    ticket = reception.open_ticket(
        visitor_id=visitor.pk,
        actor=people.clerk,
        now=NOW + 30 * MINUTE,
        kind="return",
        description="温度不准",
        customer=people.customer,
        contact=people.contact,
        purchase=people.sold,
        channel="phone",
    )
    sla_target = ticket.sla_targets.get(code="first_reply")
    assert (ticket.channel, ticket.received_at, ticket.first_replied_at) == ("walk_in", NOW, NOW + 2 * MINUTE)
    assert sla_target.lateness_seconds == -60
    visitor.refresh_from_db()
    assert (visitor.state, visitor.ticket, visitor.customer) == ("done", ticket, people.customer)


def test_refused_ticket_leaves_the_visitor_at_the_counter(people):
    visitor = came(people)
    reception.call_next(actor=people.clerk, now=NOW)
    with pytest.raises(InvalidInput):
        reception.open_ticket(visitor_id=visitor.pk, actor=people.clerk, now=NOW, kind="return", description=" ")
    visitor.refresh_from_db()
    assert visitor.state == "serving"
    assert not Ticket.objects.exists()


def test_late_greeting_is_notified_once(people):
    visitor, greeted = came(people), came(people)
    reception.greet(visitor_id=greeted.pk, actor=people.clerk, now=NOW)
    assert reception.sweep(now=NOW + 3 * MINUTE) == 0
    assert reception.sweep(now=NOW + 3 * MINUTE + timedelta(seconds=1)) == 1
    assert reception.sweep(now=NOW + 5 * MINUTE) == 0
    told = Notification.objects.filter(template="reception_late")
    assert {(notice.user, notice.channel) for notice in told} == {(people.manager, "page"), (people.clerk, "page")}
    assert visitor.history.count() == 1


def test_remaining_visitors_are_ended_with_the_day(people):
    visitor = came(people)
    assert reception.sweep(now=NOW + timedelta(days=1)) == 1
    visitor.refresh_from_db()
    assert visitor.state == "left"
    assert not Notification.objects.filter(template="reception_late").exists()


def test_greeting_is_never_late_without_an_sla_policy(people):
    SlaPolicy.objects.filter(code="first_reply").update(effective_until=NOW.date() - timedelta(days=1))
    visitor = came(people)
    assert visitor.greet_due_at is None
    assert reception.sweep(now=NOW + 60 * MINUTE) == 0
    assert reception.greet(visitor_id=visitor.pk, actor=people.clerk, now=NOW).greet_lateness_seconds is None


def announce(people, **changes):
    return reception.announce_wait(**{"minutes": 25, "reason": "many", "actor": people.clerk, "now": NOW, **changes})


def test_announcement_gives_the_waiting_time_and_reason_in_both_languages(people):
    announce(people)
    shown = screen(NOW)["change"]
    assert shown.zh == "当前约需等候 25 分。办理的人较多。"
    assert shown.en == "Current wait: about 25 min. There are many visitors."


def test_announcement_ends_the_one_before_and_expires_with_its_day(people):
    announce(people)
    announce(people, minutes=40, reason="other", words="正在盘点", words_en="Stock is being counted", now=NOW + MINUTE)
    assert screen(NOW)["change"].en == "Current wait: about 40 min. Stock is being counted."
    assert WaitChange.objects.filter(ended_at=None).count() == 1
    assert wait_change(NOW + timedelta(days=1)) is None
    reception.end_announcement(actor=people.clerk, now=NOW + 2 * MINUTE)
    reception.end_announcement(actor=people.clerk, now=NOW + 2 * MINUTE)
    assert wait_change(NOW) is None


@pytest.mark.parametrize(
    "values", [{"minutes": 0}, {"minutes": 241}, {"reason": "weather"}, {"reason": "other", "words": " "}]
)
def test_announcement_requires_time_and_reason(people, values):
    with pytest.raises(InvalidInput):
        announce(people, **values)


def test_screen_shows_numbers_and_times_and_no_names(people):
    came(people, name="张三", customer=people.customer)
    came(people)
    reception.call_next(actor=people.clerk, now=NOW + 4 * MINUTE, counter="2")
    shown = screen(NOW + 6 * MINUTE)
    assert [(row["label"], row["counter"].en) for row in shown["serving"]] == [("A001", "Counter 2")]
    row = shown["waiting"][0]
    assert (row["label"], row["waited"].zh, row["waited"].en) == ("A002", "已等 6 分", "waited 6 min")
    assert row["expected"].en == "about 10 min more"
    assert "张三" not in str(shown) and people.customer.name not in str(shown)


@pytest.mark.parametrize("name", ["rep", "gm", "warehouse", "auditor"])
def test_reception_is_refused_to_other_roles(people, name):
    with pytest.raises(NotPermitted):
        came(people, actor=getattr(people, name))
    with pytest.raises(NotPermitted):
        reception.call_next(actor=getattr(people, name), now=NOW)


def test_queue_takes_the_same_number_of_queries(people, django_assert_num_queries):
    came(people)
    with django_assert_num_queries(2):
        queue(NOW)
    for _ in range(10):
        came(people, customer=people.customer)
    with django_assert_num_queries(2):
        queue(NOW)
