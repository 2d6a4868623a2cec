"""Whatever happens to customers, in any order: the stored schedule is that of the rule asked afresh, nobody has two open
visits, and no visit is planned later than it may be."""

from contextlib import suppress
from datetime import date, timedelta
from random import Random

import pytest
from django.db.models import Count
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftersales.kernel.errors import DomainError
from aftersales.office.services.numbering import next_numbers
from aftersales.store.dated import trial
from aftersales.store.dates import company_date
from customers.models import Customer, Merge, OptOut
from customers.services.customers import create_customer, update_customer
from customers.services.erasure import erase_customer
from customers.services.merges import merge_customers, undo_merge
from customers.services.opting import opt_in, opt_out
from tests.factories import NOW
from tests.factories.visits import cadence, customer_since, scheduled
from visits.models import Cadence, Visit, VisitException, VisitSchedule
from visits.queries.facts import cadence_rows, facts_of
from visits.rules.schedule import schedule
from visits.services.cadence import change_cadence
from visits.services.exceptions import end_exception, set_exception
from visits.services.planning import plan_due
from visits.services.schedules import STORED, check_schedules, sweep_schedules
from visits.services.visits import mark_missed, record_outcome

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TIERS = ("important", "long_term", "ordinary")


def anybody(random):
    return random.choice(list(Customer.objects.order_by("pk").values_list("pk", flat=True)))


def a_visit(random):
    return random.choice(list(Visit.objects.filter(state="planned").order_by("pk").values_list("pk", flat=True)))


def plan(random, now):
    plan_due(now=now)


def promote(random, now):
    update_customer(actor=None, now=now, customer_id=anybody(random), tier=random.choice(TIERS))


def bring(random, now):
    name, tier = f"客户 {random.random()}", random.choice(TIERS)
    create_customer(actor=None, now=now, name=name, tier=tier, allow_duplicate=True)


def correct(random, now):
    last = company_date(now) - timedelta(days=random.randint(0, 400))
    update_customer(actor=None, now=now, customer_id=anybody(random), last_visit_on=last)


def visit(random, now):
    at = now - timedelta(days=random.randint(0, 9))
    later = company_date(now) + timedelta(days=random.randint(0, 300))
    more = random.choice([{}, {"next_on": later, "next_reason": "约好了"}])
    record_outcome(actor=None, now=now, visit_id=a_visit(random), outcome="fine", took_place_at=at, **more)


def miss(random, now):
    soon = company_date(now) + timedelta(days=random.randint(0, 20))
    mark_missed(actor=None, now=now, visit_id=a_visit(random), reason="不在", try_on=soon)


def except_(random, now):
    day = company_date(now) + timedelta(days=random.randint(0, 200))
    kind = random.choice(["often", "not_before", "no_phone", "paused"])
    given = {"months": random.randint(1, 5), "not_before": day, "until": day}
    set_exception(actor=None, now=now, customer_id=anybody(random), kind=kind, reason="x", **given)


def end(random, now):
    row = random.choice(list(VisitException.objects.order_by("pk")))
    end_exception(actor=None, now=now, exception_id=row.pk, reason="x")


def refuse(random, now):
    opt_out(customer_id=anybody(random), purpose="visit", actor=None, now=now)


def allow(random, now):
    opt_in(opt_out_id=random.choice(list(OptOut.objects.order_by("pk"))).pk, actor=None, now=now)


def merge(random, now):
    merge_customers(actor=None, now=now, kept_id=anybody(random), gone_id=anybody(random), reason="x")


def unmerge(random, now):
    undo_merge(actor=None, now=now, merge_id=random.choice(list(Merge.objects.order_by("pk"))).pk, note="x")


def erase(random, now):
    erase_customer(actor=None, now=now, customer_id=anybody(random), reason="x")


def turn(random, now):
    row = random.choice(list(Cadence.objects.filter(replaced_by=None).order_by("pk")))
    start = company_date(now) + timedelta(days=random.randint(0, 60))
    change_cadence(rule_id=row.pk, actor=None, now=now, months=random.randint(2, 18), effective_from=start)
    sweep_schedules(now=now, chunk=2)


DEEDS = [plan, plan, promote, bring, correct, visit, visit, miss, except_, except_, end, refuse, allow, merge, unmerge]
DEEDS += [erase, turn]


def check(now):
    customers = list(Customer.objects.all())
    stored, rows = VisitSchedule.objects.in_bulk(), cadence_rows()
    assert stored.keys() == {one.pk for one in customers}
    planned = Visit.objects.filter(state="planned")
    open_of = set(planned.filter(kind="care").values_list("customer", flat=True))
    for pk, facts in facts_of(customers).items():
        afresh = schedule(facts, rows)
        values = {name: getattr(afresh, name, None) for name in STORED}
        values |= {"next_due_on": afresh.due_on, "last_visit_on": facts.last_visit_on, "is_planned": pk in open_of}
        assert values == {name: getattr(stored[pk], name) for name in STORED}
    assert not planned.values("customer").annotate(n=Count("pk")).filter(n__gt=1).exists()
    for one in planned:
        if (latest := stored[one.customer_id].next_due_on) is not None:
            assert one.due_on == latest


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_schedule_equals_the_rule_whatever_happened(people, seed):
    random = Random(seed)
    with trial():
        cadence()
        next_numbers("CU", 1000, now=NOW)
        for n in range(2, 6):
            tier = TIERS[n % 2]
            customer_since(date(2025, 12, n), region=people.east, rep=people.rep, n=n, tier=tier)
        scheduled()
        now = NOW
        for _step in range(18):
            with suppress(DomainError, IndexError):
                random.choice(DEEDS)(random, now)
            check(now)
            now += timedelta(days=random.randint(0, 25))
        assert check_schedules(now=now) == 0
