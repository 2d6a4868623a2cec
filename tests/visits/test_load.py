"""Capacity and reminders: services, pages, API; the load per rep and week; what an imported company begins with."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import OperationalError

from aftersales.kernel.errors import Conflict, DomainError, NotPermitted
from aftersales.staff.models import StandIn
from customers.models import Customer
from tests.factories import NOW, customer_of, person
from tests.factories.clients import client_of
from tests.factories.visits import cadence, customer_since, scheduled, visit_of
from visits.models import Visit, VisitCapacity, VisitPace, VisitReminderRule
from visits.queries.load import capacity_table, load_per_week, reminder_terms
from visits.rules.load import Capacity, ReminderTerms
from visits.rules.placing import Wanted, monday_of
from visits.services import levelling, load, placing, planning

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 18)


@pytest.fixture(autouse=True)
def rules(people):
    Customer.objects.update(tier="ordinary")
    cadence()


def plan_due(**more):
    scheduled()
    return planning.plan_due(**more)


def plan_ahead(**more):
    scheduled()
    return levelling.plan_ahead(**more)


def own_capacity(people, **facts):
    known = {"rep": people.rep, "visits_a_day": 2, "visits_a_week": 6}
    return load.create_capacity(actor=people.manager, now=NOW, **{**known, **facts})


def test_capacity_is_the_own_one_else_that_of_all_reps(people):
    own_capacity(people, effective_from=date(2026, 12, 1))
    capacity = capacity_table()
    assert capacity(people.rep.pk, date(2026, 11, 30)) == Capacity(6, 25)
    assert capacity(people.rep.pk, date(2026, 12, 1)) == Capacity(2, 6)
    assert capacity(people.manager.pk, date(2026, 12, 1)) == capacity(None, date(2026, 12, 1)) == Capacity(6, 25)


def test_capacity_ends_and_that_of_all_reps_applies_again(people):
    row = own_capacity(people)
    load.end_capacity(rule_id=row.pk, effective_until=date(2026, 11, 20), actor=people.manager, now=NOW)
    assert capacity_table()(people.rep.pk, date(2026, 11, 20)) == Capacity(2, 6)
    assert capacity_table()(people.rep.pk, date(2026, 11, 21)) == Capacity(6, 25)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"visits_a_day": 51, "visits_a_week": 99}, "out_of_range"),
        ({"visits_a_day": -1}, "out_of_range"),
        ({"visits_a_day": 5, "visits_a_week": 4}, "week_below_day"),
        ({"visits_a_day": 0, "visits_a_week": 4}, "week_below_day"),
        ({"rep": None}, "twice"),
    ],
)
def test_capacity_that_makes_no_sense_is_refused(people, facts, code):
    with pytest.raises(DomainError) as refused:
        own_capacity(people, **facts)
    assert refused.value.code == code


def test_capacity_is_of_people_who_visit(people):
    with pytest.raises(DomainError) as refused:
        own_capacity(people, rep=people.clerk)
    assert refused.value.code == "not_a_rep"


def test_capacity_of_all_reps_is_never_ended_and_nobody_has_two(people):
    everybody = VisitCapacity.objects.get(rep=None)
    with pytest.raises(DomainError) as refused:
        load.end_capacity(rule_id=everybody.pk, effective_until=TODAY, actor=people.manager, now=NOW)
    assert refused.value.code == "needed"
    own_capacity(people)
    with pytest.raises(DomainError) as refused:
        own_capacity(people, effective_from=date(2027, 1, 1))
    assert refused.value.code == "twice"


def test_only_managers_change_the_rules_and_the_second_of_two_is_told(people):
    row = own_capacity(people)
    facts = {"visits_a_day": 3, "effective_from": TODAY + timedelta(days=1)}
    with pytest.raises(NotPermitted):
        load.change_capacity(rule_id=row.pk, actor=people.rep, now=NOW, **facts)
    load.change_capacity(rule_id=row.pk, version=1, actor=people.manager, now=NOW, **facts)
    with pytest.raises(Conflict):
        load.change_capacity(rule_id=row.pk, version=1, actor=people.manager, now=NOW, **facts)


def test_reminder_rule_is_dated_and_keeps_its_order(people):
    rule = VisitReminderRule.objects.get()
    with pytest.raises(DomainError) as refused:
        load.change_reminders(rule_id=rule.pk, actor=people.manager, now=NOW, manager_after=20)
    assert refused.value.code == "wrong_order"
    facts = {"effective_from": date(2026, 12, 1), "manager_after": 3, "gm_after": 5, "digest_hour": 7}
    load.change_reminders(rule_id=rule.pk, actor=people.manager, now=NOW, **facts)
    assert reminder_terms(date(2026, 11, 30)) == ReminderTerms(8, 7, 14)
    assert reminder_terms(date(2026, 12, 1)) == ReminderTerms(7, 3, 5)


def test_pages_show_preview_and_save(people):
    client = client_of(people.manager)
    for n in range(3):
        visit_of(customer_of(people.east, number=f"CU-{n + 5}"), rep=people.rep, due_on=date(2099, 12, 1))
    sent = {
        "rep": people.rep.username,
        "visits_a_day": 2,
        "visits_a_week": 6,
        "effective_from": "2099-01-01",
        "effective_until": "",
    }
    seen = client.post("/settings/visit-capacity/new/", sent)
    assert seen.status_code == 200 and not VisitCapacity.objects.filter(rep=people.rep).exists()
    assert seen.context["said"]
    saved = client.post("/settings/visit-capacity/new/", {**sent, "seen": seen.context["seen"]})
    assert saved.status_code == 302
    row = VisitCapacity.objects.get(rep=people.rep)
    assert client.get(f"/settings/visit-capacity/{row.pk}/").status_code == 200
    rule = VisitReminderRule.objects.get()
    sent = {"digest_hour": 9, "manager_after": 4, "gm_after": 8, "effective_from": "2099-01-01", "version": 1}
    assert client.post(f"/settings/visit-reminders/{rule.pk}/", sent).status_code == 302
    assert reminder_terms(date(2099, 1, 1)) == ReminderTerms(9, 4, 8)


def test_api_creates_changes_and_ends(people):
    client = client_of(people.manager)
    as_json = {"content_type": "application/json"}
    made = client.post(
        "/api/v1/visit-capacities/", {"rep": people.rep.username, "visits_a_day": 3, "visits_a_week": 9}, **as_json
    )
    assert made.status_code == 201 and made.json()["rep"] == people.rep.username
    url = f"/api/v1/visit-capacities/{made.json()['id']}/"
    assert client.post(f"{url}change/", {"visits_a_day": 99}, **as_json).status_code in (400, 422)
    changed = client.post(f"{url}change/", {"visits_a_day": 4, "effective_from": "2099-01-01"}, **as_json)
    assert changed.json()["visits_a_day"] == 4 and changed.json()["rep"] == people.rep.username
    assert len(client.get(f"{url}history/").json()) >= 2
    rule = client.get("/api/v1/visit-reminder-rules/").json()["results"][0]
    assert (rule["digest_hour"], rule["manager_after"], rule["gm_after"]) == (8, 7, 14)


def test_load_per_week_counts_what_is_planned_against_capacity(people, django_assert_max_num_queries):
    own_capacity(people)
    second = person("rep2", "rep", region=people.west, name="王代表")
    for n, day in enumerate([date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 30), date(2026, 12, 1)]):
        visit_of(customer_of(people.east, number=f"CU-{n + 5}"), rep=people.rep if n else None, due_on=day)
    with django_assert_max_num_queries(8):
        rows = load_per_week(people.manager, since=TODAY, weeks=3, today=TODAY)
    found = {(row.rep_id, row.monday): (row.planned, row.capacity) for row in rows}
    assert found[people.rep.pk, date(2026, 11, 23)] == (1, 6)
    assert found[people.rep.pk, date(2026, 11, 30)] == (2, 6)
    assert found[second.pk, date(2026, 11, 30)] == (0, 25)
    assert found[None, date(2026, 11, 23)] == (1, None)
    for n in range(20):
        visit_of(customer_of(people.east, number=f"CU-{n + 50}"), rep=people.rep, due_on=date(2026, 12, 1))
    with django_assert_max_num_queries(8):
        rows = load_per_week(people.manager, since=TODAY, weeks=3, today=TODAY)
    assert [row.monday for row in rows if row.is_over] == [date(2026, 11, 30)]


def test_rep_sees_the_load_of_their_region_only(people):
    person("rep2", "rep", region=people.west)
    rows = load_per_week(people.rep, since=TODAY, weeks=1, today=TODAY)
    assert {row.rep_id for row in rows} == {people.rep.pk}


def test_visits_keep_the_capacity_of_a_rep_and_their_absences(people):
    own_capacity(people)
    away = {"starts_on": date(2026, 11, 23), "ends_on": date(2026, 11, 27)}
    StandIn.objects.create(absent=people.rep, deputy=people.manager, **away)
    for n in range(2, 10):
        customer_since(date(2026, 6, 2), region=people.east, rep=people.rep, n=n)
    plan_due(now=NOW)
    days = Counter(Visit.objects.values_list("planned_on", flat=True))
    assert set(Visit.objects.values_list("rep", flat=True)) == {people.rep.pk}
    assert max(days.values()) == 2 and not any(away["starts_on"] <= day <= away["ends_on"] for day in days)
    assert max(days) <= date(2026, 12, 2)


def test_visit_that_cannot_wait_for_a_rep_goes_to_the_stand_in(people):
    StandIn.objects.create(
        absent=people.rep, deputy=people.manager, starts_on=TODAY, ends_on=TODAY + timedelta(days=60)
    )
    customer_since(date(2026, 6, 2), region=people.east, rep=people.rep)
    plan_due(now=NOW)
    assert Visit.objects.get().rep == people.manager


def test_customers_of_a_town_are_visited_on_one_day(people):
    for n in range(2, 26):
        customer = customer_since(date(2026, 6, 2), region=people.east, rep=people.rep, n=n)
        Customer.objects.filter(pk=customer.pk).update(address=f"样例市{'甲乙丙丁戊己'[n % 6]}区 {n} 号")
    plan_due(now=NOW)
    days = Counter(Visit.objects.values_list("town", "planned_on"))
    assert len({town for town, _day in days}) == 6
    assert sum(count for count in days.values() if count > 1) >= 20


def imported(people, count, **last):
    Customer.objects.bulk_create(
        Customer(
            number=f"IM-{n:05}",
            name=f"导入 {n}",
            tier="important" if n % 2 else "long_term",
            region=people.east,
            rep=people.rep,
            created_at=NOW,
            **{name: value(n) for name, value in last.items()},
        )
        for n in range(count)
    )


def test_backlog_of_an_imported_company_is_spread_over_the_cadence_by_risk(people):
    imported(people, 600, last_visit_on=lambda n: date(2020, 1, 1) + timedelta(days=(n * 37) % 1700))
    assert plan_due(now=NOW, batch=100) == 600
    rows = list(Visit.objects.order_by("planned_on").values_list("customer__tier", "counted_from", "planned_on"))
    weeks = Counter(monday_of(day) for _tier, _from, day in rows)
    first_month = sum(day <= TODAY + timedelta(days=30) for _tier, _from, day in rows)
    assert first_month < 600 / 5 and len(weeks) > 40
    assert max(weeks.values()) <= 25
    important = [(since, day) for tier, since, day in rows if tier == "important"]
    assert max(day for _since, day in important) < TODAY + timedelta(days=200)
    longest = sorted(important)
    wait = [sum((day - TODAY).days for _since, day in part) / len(part) for part in (longest[:75], longest[-75:])]
    assert wait[0] < wait[1] / 3


def test_small_backlog_is_visited_within_four_weeks(people):
    imported(people, 30, last_visit_on=lambda n: date(2020, 1, 1))
    plan_due(now=NOW)
    assert max(Visit.objects.values_list("planned_on", flat=True)) <= TODAY + timedelta(days=28)


def test_customers_who_fall_due_in_a_crowd_are_planned_early(people):
    imported(people, 800)  # never visited: half of them fall due in six months, half in twelve, each on one day
    assert plan_due(now=NOW) == 0
    assert plan_ahead(now=NOW, batch=150) == 800
    rows = list(Visit.objects.values_list("due_on", "planned_on"))
    assert all(TODAY < planned <= due for due, planned in rows)
    weeks = Counter(monday_of(planned) for _due, planned in rows)
    assert max(weeks.values()) <= 25 and len(weeks) > 40
    assert plan_ahead(now=NOW) == 0


def test_crowd_that_finds_room_later_waits(people):
    imported(people, 40)
    assert plan_ahead(now=NOW) == 0
    assert VisitPace.objects.get(rep=people.rep).visits_a_week == pytest.approx(20 / 26.1 + 20 / 52.2, rel=0.01)


def test_reps_of_a_region_share_the_backlog_without_an_account_rep(people):
    second = person("rep2", "rep", region=people.east)
    imported(people, 200, last_visit_on=lambda n: date(2020, 1, 1))
    Customer.objects.update(rep=None)
    plan_due(now=NOW)
    found = Counter(Visit.objects.values_list("rep", flat=True))
    assert set(found) == {people.rep.pk, second.pk} and abs(found[second.pk] - 100) <= 10


def test_run_that_is_killed_leaves_even_weeks(people, monkeypatch):
    imported(people, 400, last_visit_on=lambda n: date(2020, 1, 1))
    real, calls = planning.create_columns_with_history, []

    def die_in_the_third_batch(model, columns, **more):
        calls.append(columns)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(model, columns, **more)

    monkeypatch.setattr(planning, "create_columns_with_history", die_in_the_third_batch)
    with pytest.raises(KeyboardInterrupt):
        plan_due(now=NOW, batch=70)
    monkeypatch.undo()
    plan_due(now=NOW, batch=70)
    weeks = Counter(monday_of(day) for day in Visit.objects.values_list("planned_on", flat=True))
    assert sum(weeks.values()) == 400 and max(weeks.values()) <= 25


def test_load_that_could_not_be_read_is_read_for_the_next_batch(people, monkeypatch):
    """A batch that fails is dealt with customer by customer, with the load of the reps all the same."""
    tomorrow = TODAY + timedelta(days=1)
    for number, town in enumerate(("苏州市", "苏州市", "无锡市")):
        customer = customer_of(people.east, number=f"CU-{number}", rep=people.rep)
        visit_of(customer, rep=people.rep, due_on=tomorrow, town=town)
    places = placing.begin(TODAY)

    def fail(*asked):
        raise OperationalError("deadlock")

    with monkeypatch.context() as once, pytest.raises(OperationalError):
        once.setattr(placing, "count_planned", fail)
        places.count({people.rep.pk})
    places.count({people.rep.pk})
    assert places.board.planned(people.rep.pk, monday_of(TODAY)) == 3
    near = Wanted(TODAY, (people.rep.pk,), (), "无锡市", TODAY, tomorrow + timedelta(days=1))
    assert places.board.place(near).day == tomorrow
