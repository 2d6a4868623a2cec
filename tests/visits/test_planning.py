from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from customers.models import Customer
from customers.services.opting import opt_in, opt_out
from tests.factories import NOW, customer_of, person
from tests.factories.visits import cadence, customer_since, scheduled, visit_of, visited
from visits.models import Visit, VisitException
from visits.rules.cadence import add_months, cycle_key
from visits.services import planning

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 18)
HORIZON = date(2026, 12, 2)


@pytest.fixture(autouse=True)
def cadence_of_other_tiers(people):
    """The customer of the cast falls due in none of these tests."""
    Customer.objects.update(tier="ordinary")
    cadence()


def plan_due(**asked):
    scheduled()
    return planning.plan_due(**asked)


def planned():
    return Visit.objects.get(state="planned")


@pytest.mark.parametrize(("since", "made"), [("2026-06-01", 1), ("2026-06-02", 1), ("2026-06-03", 0)])
def test_plan_due_plans_what_falls_due_within_the_horizon(people, since, made):
    customer_since(date.fromisoformat(since), region=people.east, rep=people.rep)
    assert plan_due(now=NOW) == made


def test_plan_due_sets_due_day_planned_day_and_rep(people):
    customer = customer_since(date(2026, 6, 1), region=people.east, rep=people.rep)
    plan_due(now=NOW)
    visit = planned()
    assert (visit.customer, visit.rep, visit.due_on) == (customer, people.rep, date(2026, 12, 1))
    assert TODAY < visit.planned_on <= visit.due_on
    assert visit.channel == "visit"


@pytest.mark.parametrize(
    ("since", "due"),
    [
        ("2026-05-31", "2026-11-30"),  # November has no 31st
        ("2026-05-30", "2026-11-30"),
        ("2026-06-01", "2026-12-01"),
    ],
)
def test_plan_due_keeps_month_ends(people, since, due):
    customer_since(date.fromisoformat(since), region=people.east, rep=people.rep)
    plan_due(now=NOW)
    assert planned().due_on == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("tier", "since", "now", "due"),
    [
        ("long_term", "2028-02-29", "2029-02-20", "2029-02-28"),
        ("important", "2027-08-31", "2028-02-20", "2028-02-29"),
        ("important", "2026-08-31", "2027-02-20", "2027-02-28"),
        ("important", "2027-08-30", "2028-02-20", "2028-02-29"),
    ],
)
def test_plan_due_keeps_leap_days(people, tier, since, now, due):
    customer_since(date.fromisoformat(since), region=people.east, rep=people.rep, tier=tier)
    plan_due(now=datetime.fromisoformat(f"{now}T02:00+00:00"))
    assert planned().due_on == date.fromisoformat(due)


def test_plan_due_adds_months_as_the_rule_does(people):
    days = [date(2026, 7, 25) + timedelta(days=n) for n in range(50)]
    for n, since in enumerate(days):
        customer_since(since, region=people.east, rep=people.rep, n=n + 2)
    plan_due(now=NOW, horizon_days=120)
    visits = Visit.objects.select_related("customer")
    assert {v.due_on for v in visits} == {add_months(v.customer.since, 6) for v in visits}
    assert all(v.cycle == cycle_key(v.customer_id, v.customer.since) for v in visits)


def test_plan_due_counts_from_the_last_visit_that_took_place(people):
    customer = customer_since(date(2019, 1, 1), region=people.east, rep=people.rep)
    # 2026-05-20 in Shanghai
    visited(customer, datetime(2026, 5, 19, 17, 0, tzinfo=UTC))
    visit_of(customer, rep=people.rep, due_on=date(2026, 9, 1), state="missed")
    plan_due(now=NOW)
    assert planned().due_on == date(2026, 11, 20)


def test_plan_due_counts_from_creation_when_the_start_of_the_tier_is_unknown(people):
    customer = customer_since(None, region=people.east, rep=people.rep)
    Customer.objects.filter(pk=customer.pk).update(created_at=datetime(2026, 5, 19, 17, 0, tzinfo=UTC))
    plan_due(now=NOW)
    assert planned().due_on == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("tier", "exception", "made"),
    [
        ("ordinary", {"kind": "often", "months": 3}, 1),
        ("long_term", {"kind": "often", "months": 3}, 1),
        ("important", {"kind": "paused", "until": date(2026, 12, 31)}, 0),
        ("important", {"kind": "not_before", "not_before": date(2026, 12, 1)}, 0),
        ("important", {"kind": "no_phone"}, 1),
    ],
)
def test_plan_due_follows_the_exception_of_a_customer(people, tier, exception, made):
    customer = customer_since(date(2026, 5, 1), region=people.east, rep=people.rep, tier=tier)
    VisitException.objects.create(customer=customer, reason="agreed", **exception)
    assert plan_due(now=NOW) == made


def test_plan_due_plans_no_day_before_the_first_possible_one(people):
    customer = customer_since(date(2026, 5, 1), region=people.east, rep=people.rep)
    VisitException.objects.create(customer=customer, kind="not_before", not_before=date(2026, 11, 25), reason="旺季")
    plan_due(now=NOW, horizon_days=60)
    assert planned().due_on == date(2026, 12, 23)
    assert date(2026, 11, 25) <= planned().planned_on <= date(2026, 12, 23)


@pytest.mark.parametrize("tier", ["ordinary", "prospect"])
def test_plan_due_ignores_tiers_without_a_cadence(people, tier):
    customer_since(date(2019, 1, 1), region=people.east, rep=people.rep, tier=tier)
    assert plan_due(now=NOW) == 0


def test_plan_due_run_twice_makes_each_visit_once(people):
    for n in range(2, 7):
        customer_since(date(2026, 5, n), region=people.east, rep=people.rep, n=n)
    assert (plan_due(now=NOW), plan_due(now=NOW)) == (5, 0)


def test_plan_due_writes_history(people):
    customer_since(date(2026, 5, 2), region=people.east, rep=people.rep)
    plan_due(now=NOW)
    entry = planned().history.get()
    assert (entry.history_type, entry.history_change_reason, entry.history_date) == ("+", "fell due", NOW)
    assert entry.instance.planned_on == planned().planned_on


def test_plan_due_distributes_customers_without_a_rep_in_their_region(people):
    second = person("rep2", "rep", region=people.east)
    for n in range(2, 12):
        customer_since(date(2026, 5, 2), region=people.east, rep=None, n=n)
    plan_due(now=NOW)
    assert Visit.objects.filter(rep=second).count() == Visit.objects.filter(rep=people.rep).count() == 5


def test_plan_due_gives_visits_of_a_deactivated_rep_to_the_region(people):
    gone = person("gone", "rep", region=people.east, is_active=False)
    customer_since(date(2026, 5, 2), region=people.east, rep=gone)
    plan_due(now=NOW)
    assert planned().rep == people.rep


def test_plan_due_leaves_visits_in_a_region_without_reps_to_nobody(people):
    customer_since(date(2026, 5, 2), region=None, rep=None)
    plan_due(now=NOW)
    assert planned().rep is None


def test_plan_due_spreads_over_workdays_and_weeks(people):
    for n in range(2, 42):
        customer_since(date(2026, 6, 2), region=people.east, rep=people.rep, n=n)
    Customer.objects.update(address="")
    plan_due(now=NOW)
    days = list(Visit.objects.order_by("planned_on").values_list("planned_on", flat=True))
    assert all(TODAY < day <= HORIZON and day.weekday() < 5 for day in days)
    loads = sorted(days.count(day) for day in set(days))
    assert len(loads) == 10
    assert loads[-1] - loads[0] <= 2


def test_plan_due_spreads_overdue_visits_over_four_weeks(people):
    for n in range(2, 42):
        customer_since(date(2019, 6, 2), region=people.east, rep=people.rep, n=n)
    plan_due(now=NOW)
    days = set(Visit.objects.values_list("planned_on", flat=True))
    assert len(days) == 20
    assert max(days) <= TODAY + timedelta(days=28)


def test_plan_due_continues_where_a_run_died(people, monkeypatch):
    for n in range(2, 12):
        customer_since(date(2026, 5, 2), region=people.east, rep=people.rep, n=n)
    real, calls = planning.create_columns_with_history, []

    def die_in_the_third_batch(model, columns, **more):
        real(model, columns, **more)
        calls.append(columns)
        if len(calls) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(planning, "create_columns_with_history", die_in_the_third_batch)
    with pytest.raises(KeyboardInterrupt):
        plan_due(now=NOW, batch=2)
    assert 0 < Visit.objects.count() < 10
    monkeypatch.undo()
    assert plan_due(now=NOW, batch=2) > 0
    assert Visit.objects.values("customer").distinct().count() == Visit.history.count() == 10


def test_plan_due_plans_the_next_attempt_under_a_new_key(people):
    customer = customer_since(date(2026, 5, 2), region=people.east, rep=people.rep)
    plan_due(now=NOW)
    Visit.objects.update(state="cancelled")
    assert plan_due(now=NOW) == 1
    assert planned().cycle == cycle_key(customer.pk, date(2026, 5, 2), 2)


def test_plan_due_takes_the_same_number_of_queries_for_many_as_for_one(people, django_assert_max_num_queries):
    for n in range(2, 32):
        customer_of(people.east, rep=people.rep, number=f"CU-{n}", tier="important")
    scheduled()
    with django_assert_max_num_queries(32):
        assert planning.plan_due(now=NOW) == 30


def test_cycles_of_visits_follow_one_another(people):
    customer = customer_since(date(2025, 1, 31), region=people.east, rep=people.rep)
    now = NOW
    for _ in range(4):
        plan_due(now=now)
        visit = planned()
        Visit.objects.filter(pk=visit.pk).update(state="done", took_place_at=now)
        now += timedelta(days=190)
    dues = [visit.due_on for visit in Visit.objects.filter(customer=customer).order_by("pk")]
    assert all(earlier < later for earlier, later in pairwise(dues))


def test_customer_who_wants_no_visits_is_not_visited(people):
    customer = customer_since(None, region=people.east)
    Customer.objects.filter(pk=customer.pk).update(last_visit_on=date(2026, 1, 5))
    plan_due(now=NOW)
    assert planned().customer == customer
    wish = opt_out(customer_id=customer.pk, purpose="visit", actor=people.manager, now=NOW)
    assert not Visit.objects.filter(state="planned").exists()
    plan_due(now=NOW)
    assert not Visit.objects.filter(state="planned").exists()
    opt_in(opt_out_id=wish.pk, actor=people.manager, now=NOW, reason="来电说可以再来")
    plan_due(now=NOW)
    assert planned().customer == customer
