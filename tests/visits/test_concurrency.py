"""Concurrent planning, reminders and records of visits, on SQLite and on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from aftersales.kernel.errors import Conflict, DomainError
from aftersales.notifications.models import Notification
from customers.models import Customer, Interaction
from tests.factories import NOW, cast, customer_of
from tests.factories.visits import cadence, visit_of
from visits.models import SentRecord, Visit
from visits.services.planning import plan_due
from visits.services.reminders import sweep_reminders
from visits.services.visits import record_outcome

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def at_once(*acts):
    """The result or the error of each call."""
    ready = Barrier(len(acts))

    def run(act):
        ready.wait()
        try:
            return act()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_concurrent_planners_make_each_visit_once():
    people = cast()
    cadence()
    for n in range(2, 62):
        customer_of(people.east, rep=people.rep, number=f"CU-{n}", tier="important")
    made = at_once(*[lambda: plan_due(now=NOW, batch=7)] * 3)
    customers = Customer.objects.count()
    assert sum(made) == Visit.objects.count() == Visit.history.count() == customers
    assert Visit.objects.values("customer").distinct().count() == customers
    assert Notification.objects.filter(channel="page").count() == 1


def test_concurrent_sweepers_remind_once():
    people = cast()
    for n in range(2, 22):
        customer = customer_of(people.east, rep=people.rep, number=f"CU-{n}")
        visit_of(customer, rep=people.rep, due_on=date(2026, 11, 1), remind_at=NOW - timedelta(days=1))
    sent = at_once(*[lambda: sweep_reminders(now=NOW)] * 3)
    assert sum(sent) == 20
    assert Notification.objects.filter(channel="page", template="visits.overdue").count() == 20


def test_concurrent_records_leave_one_outcome():
    people = cast()
    visit = visit_of(people.customer, rep=people.rep, due_on=date(2026, 11, 18))

    def record(actor):
        return lambda: record_outcome(actor=actor, now=NOW, visit_id=visit.pk, outcome="fine", version=1)

    done = at_once(record(people.rep), record(people.manager))
    assert sorted(isinstance(result, DomainError) for result in done) == [False, True]
    assert next(result for result in done if isinstance(result, DomainError)).status in (409, 422)
    assert Interaction.objects.count() == 1


def test_record_that_a_phone_sends_twice_at_once_takes_effect_once():
    people, key = cast(), uuid4()
    visit = visit_of(people.customer, rep=people.rep, due_on=NOW.date())

    def send(key):
        return record_outcome(actor=people.rep, now=NOW, visit_id=visit.pk, mood="pleased", key=key)

    assert at_once(*[lambda: send(key)] * 3) == [visit] * 3
    assert Interaction.objects.filter(customer=people.customer).count() == SentRecord.objects.count() == 1
    assert [type(one) for one in at_once(*[lambda: send(uuid4())] * 2)] == [Conflict, Conflict]
