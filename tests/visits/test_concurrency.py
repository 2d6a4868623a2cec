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
from customers.services.customers import update_customer
from customers.services.opting import opt_out
from tests.factories import NOW, cast, customer_of
from tests.factories.visits import cadence, customer_since, scheduled, visit_of
from visits.models import Cadence, ScheduleRun, SentRecord, Visit, VisitEscalation, VisitSchedule
from visits.services.cadence import change_cadence
from visits.services.digests import sweep_digests
from visits.services.exceptions import set_exception
from visits.services.planning import plan_due
from visits.services.reminders import sweep_reminders
from visits.services.schedules import check_schedules, sweep_schedules
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
    scheduled()
    made = at_once(*[lambda: plan_due(now=NOW, batch=7)] * 3)
    customers = Customer.objects.count()
    assert sum(made) == Visit.objects.count() == Visit.history.count() == customers
    assert Visit.objects.values("customer").distinct().count() == customers


def test_concurrent_sweepers_raise_and_tell_once():
    people = cast()
    for n in range(2, 22):
        customer = customer_of(people.east, rep=people.rep, number=f"CU-{n}")
        visit_of(customer, rep=people.rep, due_on=date(2026, 11, 1), remind_at=NOW - timedelta(days=1))
    raised = at_once(*[lambda: sweep_reminders(now=NOW)] * 3)
    assert sum(raised) == 20
    # 17 days: to the manager and to the general manager.
    assert VisitEscalation.objects.count() == 40
    sent = at_once(*[lambda: sweep_digests(now=NOW)] * 3)
    told = Notification.objects.filter(channel="page").values_list("user__username", flat=True)
    assert sum(sent) == len(told) and sorted(told) == ["gm", "manager", "rep"]


def test_concurrent_records_leave_one_outcome():
    people = cast()
    visit = visit_of(people.customer, rep=people.rep, due_on=date(2026, 11, 18))

    def record(actor):
        return lambda: record_outcome(actor=actor, now=NOW, visit_id=visit.pk, outcome="fine", version=1)

    done = at_once(record(people.rep), record(people.manager))
    assert sorted(isinstance(result, DomainError) for result in done) == [False, True]
    assert next(result for result in done if isinstance(result, DomainError)).status in (409, 422)
    assert Interaction.objects.count() == 1


def test_concurrent_changes_of_one_customer_leave_the_schedule_of_the_rule():
    """An outcome, an exception, a promotion, an opt-out and the planner at once, beside the computation of all."""
    people = cast()
    cadence()
    customers = [customer_since(date(2026, 6, n), region=people.east, n=n, rep=people.rep) for n in range(2, 8)]
    scheduled()
    visits = [visit_of(each, rep=people.rep, due_on=date(2026, 12, 1)) for each in customers[:4]]
    row = Cadence.objects.get(tier="important")
    change_cadence(rule_id=row.pk, actor=None, now=NOW, months=5, effective_from=NOW.date())

    def except_(customer):
        set_exception(actor=None, now=NOW, customer_id=customer.pk, kind="often", months=2, reason="x")

    deeds = [lambda: sweep_schedules(now=NOW, chunk=2)] * 2 + [lambda: plan_due(now=NOW)]
    for each, visit in zip(customers, visits, strict=False):
        deeds.append(lambda visit=visit: record_outcome(actor=None, now=NOW, visit_id=visit.pk, outcome="fine"))
        deeds.append(lambda each=each: except_(each))
    first = customers[0].pk
    deeds.append(lambda: update_customer(actor=None, now=NOW, customer_id=first, tier="long_term"))
    deeds.append(lambda: opt_out(customer_id=customers[1].pk, purpose="visit", actor=None, now=NOW))
    at_once(*deeds)
    sweep_schedules(now=NOW)
    assert check_schedules(now=NOW) == 0
    assert VisitSchedule.objects.count() == Customer.objects.count()
    planned = Visit.objects.filter(state="planned")
    assert planned.values("customer").distinct().count() == planned.count()


def test_concurrent_sweeps_of_one_run_deal_with_each_customer_once():
    people = cast()
    cadence()
    for n in range(2, 40):
        customer_since(date(2026, 6, 2), region=people.east, n=n)
    run = ScheduleRun.objects.get(finished_at=None)
    done = at_once(*[lambda: sweep_schedules(now=NOW, chunk=3)] * 3)
    run.refresh_from_db()
    assert sum(done) == run.done == run.differed == Customer.objects.count()
    assert run.finished_at == NOW


def test_record_that_a_phone_sends_twice_at_once_takes_effect_once():
    people, key = cast(), uuid4()
    visit = visit_of(people.customer, rep=people.rep, due_on=NOW.date())

    def send(key):
        return record_outcome(actor=people.rep, now=NOW, visit_id=visit.pk, mood="pleased", key=key)

    assert at_once(*[lambda: send(key)] * 3) == [visit] * 3
    assert Interaction.objects.filter(customer=people.customer).count() == SentRecord.objects.count() == 1
    assert [type(one) for one in at_once(*[lambda: send(uuid4())] * 2)] == [Conflict, Conflict]
