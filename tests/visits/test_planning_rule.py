"""What the planner writes in a few statements is what the rules give, visit by visit, on random companies."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftersales.office.queries import calendar
from aftersales.staff.models import StandIn
from aftersales.store.dated import trial
from customers.models import ContactTouch, Customer
from customers.rules.touches import days_to_try, month_of
from tests.factories import NOW, customer_of, person
from tests.factories.visits import cadence, contacted, limit_contacts, scheduled
from visits.models import Visit, VisitCapacity, VisitException, VisitSchedule
from visits.rules.cadence import cycle_key, reminded_from
from visits.rules.levelling import backlog_turns, days_around
from visits.rules.load import Capacity
from visits.rules.placing import Board, Wanted, window
from visits.rules.towns import town_of
from visits.services.planning import plan_due
from visits.services.reminders import first_reminder

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = date(2026, 11, 18)
UNTIL = TODAY + timedelta(days=14)
A_MONTH = 2


def company(random, people, reps):
    """Customers of three reps, one of whom is away; some are overdue, wait for a day, or were contacted already."""
    cadence()
    limit_contacts(A_MONTH)
    VisitCapacity.objects.create(rep=reps[0], visits_a_day=2, visits_a_week=5, effective_from=date(2020, 1, 1))
    first = TODAY + timedelta(days=random.randint(-3, 9))
    StandIn.objects.create(
        absent=reps[1], deputy=reps[2], starts_on=first, ends_on=first + timedelta(days=random.randint(0, 12))
    )
    for n in range(random.randint(5, 40)):
        months = random.choice([6, 12])
        last = TODAY - timedelta(days=round(months * 30.4) + random.choice([-14, -12, -9, -5, -1, 0, 20, 200]))
        customer = customer_of(
            people.east,
            rep=random.choice(reps),
            number=f"CU-{n}",
            tier="important" if months == 6 else "long_term",
            last_visit_on=last,
        )
        address = random.choice(["", "江苏省苏州市人民路", "江苏省昆山市前进路"])
        Customer.objects.filter(pk=customer.pk).update(address=address)
        if random.random() < 0.2:
            soon = TODAY + timedelta(days=random.randint(1, 20))
            VisitException.objects.create(customer=customer, kind="not_before", not_before=soon, reason="x")
        for _number in range(random.choice([0, 0, 1, 2])):
            contacted(customer, TODAY + timedelta(days=random.randint(0, 40)), random.choice(["survey", "campaign"]))
    scheduled()


def expected(reps):
    """The same by the rules alone: (customer, cycle) → rep, day, place in the month."""
    absence = StandIn.objects.get()
    is_workday = calendar().is_workday
    paces = defaultdict(float)
    for row in VisitSchedule.objects.filter(next_due_on__isnull=False).select_related("customer"):
        paces[row.customer.rep_id] += 12 / row.months / (365.25 / 7)
    due = list(
        VisitSchedule.objects.filter(next_due_on__lte=UNTIL)
        .select_related("customer")
        .order_by("next_due_on", "customer")
    )
    late = any(row.next_due_on < TODAY for row in due)
    board = Board(
        today=TODAY,
        is_workday=is_workday,
        capacity=lambda rep, day: Capacity(2, 5) if rep == reps[0].pk else Capacity(),
        is_away=lambda rep, day: rep == absence.absent_id and absence.starts_on <= day <= absence.ends_on,
        pace=lambda rep: paces[rep] if late else 0.0,
    )
    waiting = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for row in due:
        if row.next_due_on < TODAY:
            waiting[row.customer.rep_id][row.months][month_of(row.counted_from)] += 1
    turns = {rep: backlog_turns(board, (rep,), some) for rep, some in waiting.items()}
    deputies = {reps[1].pk: (reps[2].pk,)}
    taken = defaultdict(set)
    for touch in ContactTouch.objects.exclude(purpose="visit"):
        taken[touch.customer_id, touch.month].add(touch.slot)
    found = {}
    for row in due:
        rep = row.customer.rep_id
        first, last = None, None
        if row.next_due_on < TODAY:
            week = turns[rep][row.months].week_of(row.counted_from)
            first, last = days_around(week, TODAY, date.max)
        if row.earliest_on and row.earliest_on > TODAY:
            usual = window(row.next_due_on, TODAY)
            first = max(first or usual[0], row.earliest_on)
            last = max(first, last or usual[1])
        town = town_of(row.customer.address, row.customer.outlet_id)
        place = board.place(Wanted(row.next_due_on, (rep,), deputies.get(rep, ()), town, first, last))
        days = days_to_try(place.day, row.next_due_on, 14, is_workday, row.customer_id)
        day = next(day for day in days if len(taken[row.customer_id, month_of(day)]) < A_MONTH)
        slot = next(n for n in range(1, A_MONTH + 1) if n not in taken[row.customer_id, month_of(day)])
        remind_at, _level = first_reminder(reminded_from(row.next_due_on, day), TODAY)
        cycle = cycle_key(row.customer_id, row.counted_from)
        found[cycle] = (place.rep_id, row.next_due_on, day, town, row.channel, remind_at, place.day, slot)
    return found


def written():
    touches = {row.source: row for row in ContactTouch.objects.filter(purpose="visit")}
    found = {}
    for one in Visit.objects.all():
        touch = touches.pop(f"visit {one.cycle}")
        assert (touch.on, touch.month, touch.state) == (one.planned_on, month_of(one.planned_on), "counted")
        assert bool(one.reason) == (touch.wanted_on != one.planned_on)
        assert one.history.get().planned_on == one.planned_on
        known = (one.rep_id, one.due_on, one.planned_on, one.town, one.channel, one.remind_at)
        found[one.cycle] = (*known, touch.wanted_on, touch.slot)
    assert not touches
    return found


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.sampled_from([3, 10_000]))
def test_planner_writes_what_the_rules_give(people, seed, batch):
    with trial():
        reps = [people.rep, *(person(f"rep{n}", "rep", region=people.east) for n in (7, 8))]
        company(Random(seed), people, reps)
        wanted = expected(reps)
        assert plan_due(now=NOW, batch=batch) == len(wanted)
        assert written() == wanted
        open_of = set(Visit.objects.values_list("customer", flat=True))
        assert set(VisitSchedule.objects.filter(is_planned=True).values_list("customer", flat=True)) == open_of
        assert plan_due(now=NOW, batch=batch) == 0
