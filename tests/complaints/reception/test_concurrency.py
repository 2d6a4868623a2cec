"""Concurrency at the front desk: no number, call or notification twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import close_old_connections, connections

from aftersales.notifications.models import Notification
from complaints.models import Visitor
from complaints.services import reception
from tests.factories import NOW, cast

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works) -> list:
    def outcome(work):
        close_old_connections()
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(outcome, works))


def test_numbers_and_calls_are_given_once_when_concurrent():
    people = cast()
    at_once(*[lambda: reception.take_number(purpose="inquiry", actor=people.clerk, now=NOW)] * 8)
    assert [visitor.number for visitor in Visitor.objects.all()] == list(range(1, 9))
    called = at_once(*[lambda: reception.call_next(actor=people.clerk, now=NOW)] * 10)
    assert sorted(visitor.number for visitor in called if visitor) == list(range(1, 9))
    assert Visitor.history.filter(history_change_reason="call").count() == 8


def test_late_greeting_is_notified_once_by_several_sweepers():
    people = cast()
    reception.take_number(purpose="inquiry", actor=people.clerk, now=NOW)
    late = NOW + timedelta(minutes=4)
    assert sum(at_once(*[lambda: reception.sweep(now=late)] * 6)) == 1
    assert Notification.objects.filter(template="reception_late", user=people.manager).count() == 1
