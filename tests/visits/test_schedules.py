"""The stored schedule follows every fact, equals the rule asked afresh, and runs go on where they were killed."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from aftersales.notifications.models import Notification
from aftersales.office.services.jobs import watched
from aftersales.office.services.numbering import next_numbers
from customers.models import Customer, OptOut
from customers.services.bulk import NewCustomer, create_customers
from customers.services.customers import create_customer, update_customer
from customers.services.erasure import erase_customer
from customers.services.merges import merge_customers, undo_merge
from customers.services.opting import opt_in, opt_out
from tests.factories import NOW, customer_of
from tests.factories.visits import cadence, customer_since, scheduled, visit_of, visited
from visits.models import Cadence, ScheduleRun, Visit, VisitCapacity, VisitException, VisitSchedule
from visits.services import schedules
from visits.services.cadence import change_cadence
from visits.services.exceptions import set_exception
from visits.services.planning import plan_due
from visits.services.schedules import check_schedules, sweep_schedules
from visits.services.visits import record_outcome

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 18)


@pytest.fixture(autouse=True)
def installed(people):
    cadence()
    scheduled()
    ScheduleRun.objects.all().delete()
    next_numbers("CU", 1000, now=NOW)


def due(customer):
    return VisitSchedule.objects.get(customer=customer).next_due_on


def new(people, **facts):
    return create_customer(
        actor=people.manager, now=NOW, name="新客户", tier="important", allow_duplicate=True, **facts
    )


def test_new_customer_gets_a_first_date(people):
    assert due(new(people)) == date(2027, 5, 18)
    assert due(new(people, since=date(2026, 8, 31))) == date(2027, 2, 28)
    assert due(new(people, last_visit_on=date(2026, 1, 1))) == date(2026, 7, 1)


def test_imported_customers_get_a_first_date(people):
    facts = {"tier": "long_term", "last_visit_on": date(2026, 3, 31)}
    rows = [NewCustomer({"name": name, "phone": phone, **facts}) for name, phone in (("海甲", "13800000011"),)]
    create_customers(actor=people.manager, now=NOW, rows=rows, reason="import")
    assert due(Customer.objects.get(name="海甲")) == date(2027, 3, 31)


def test_promoted_customer_gets_a_date_and_keeps_none_when_demoted(people):
    customer = customer_since(date(2019, 1, 1), region=people.east, tier="ordinary")
    scheduled()
    assert due(customer) is None
    update_customer(actor=people.manager, now=NOW, customer_id=customer.pk, tier="important")
    assert due(customer) == TODAY + timedelta(days=28)
    update_customer(actor=people.manager, now=NOW, customer_id=customer.pk, tier="prospect")
    assert due(customer) is None


def test_promotion_brings_the_open_visit_forward(people):
    customer = customer_since(date(2026, 4, 1), region=people.east, tier="long_term", rep=people.rep)
    scheduled()
    visit = visit_of(customer, rep=people.rep, due_on=date(2027, 4, 1), planned_on=date(2027, 3, 1))
    update_customer(actor=people.manager, now=NOW, customer_id=customer.pk, tier="important")
    visit.refresh_from_db()
    assert visit.due_on == due(customer) == TODAY + timedelta(days=28)
    assert TODAY < visit.planned_on <= visit.due_on
    assert visit.history.first().history_change_reason == "schedule changed"


def test_open_visit_that_moves_keeps_its_rep_and_finds_a_day_with_room(people):
    customer = customer_since(date(2026, 4, 1), region=people.east, tier="long_term", rep=people.rep)
    scheduled()
    visit = visit_of(customer, rep=people.stranger, due_on=date(2027, 4, 1), planned_on=date(2027, 3, 1))
    VisitCapacity.objects.create(rep=people.stranger, visits_a_day=1, visits_a_week=5, effective_from=TODAY)
    free = date(2026, 12, 8)
    for day in (TODAY + timedelta(days=n) for n in range(1, 29)):
        if day.weekday() < 5 and day != free:
            visit_of(people.customer, rep=people.stranger, due_on=day, kind="maintenance")
    update_customer(actor=people.manager, now=NOW, customer_id=customer.pk, tier="important")
    visit.refresh_from_db()
    assert (visit.rep, visit.planned_on) == (people.stranger, free)


def test_outcome_counts_from_the_day_on_which_the_visit_took_place(people):
    customer = customer_since(date(2026, 4, 1), region=people.east, rep=people.rep)
    scheduled()
    visit = visit_of(customer, rep=people.rep, due_on=date(2026, 10, 1))
    at = NOW - timedelta(days=3)
    record_outcome(actor=people.rep, now=NOW, visit_id=visit.pk, outcome="fine", took_place_at=at)
    assert due(customer) == date(2027, 5, 15)
    update_customer(actor=people.manager, now=NOW, customer_id=customer.pk, last_visit_on=date(2026, 11, 16))
    assert due(customer) == date(2027, 5, 16)


def test_wish_for_no_visits_ends_and_begins_the_schedule(people):
    customer = new(people)
    wish = opt_out(customer_id=customer.pk, purpose="visit", actor=people.manager, now=NOW)
    assert due(customer) is None
    opt_in(opt_out_id=wish.pk, actor=people.manager, now=NOW, reason="来电")
    assert due(customer) == date(2027, 5, 18)
    opt_out(customer_id=customer.pk, purpose="any", actor=people.manager, now=NOW)
    assert (due(customer), OptOut.objects.count()) == (None, 2)


def test_erased_customer_is_not_visited(people):
    customer = new(people)
    erase_customer(actor=people.manager, now=NOW, customer_id=customer.pk, reason="asked")
    row = VisitSchedule.objects.get(customer=customer)
    assert (row.basis, row.next_due_on) == ("erased", None)


def test_merged_customer_has_the_later_visit_and_undoing_gives_both_their_own(people):
    kept = customer_since(date(2026, 4, 1), region=people.east, tier="long_term", n=2)
    gone = customer_since(date(2026, 3, 1), region=people.east, tier="long_term", n=3)
    visited(gone, datetime(2026, 9, 9, 4, tzinfo=NOW.tzinfo))
    set_exception(actor=None, now=NOW, customer_id=kept.pk, kind="often", months=4, reason="新设备")
    set_exception(actor=None, now=NOW, customer_id=gone.pk, kind="often", months=3, reason="投诉多")
    scheduled()
    before = {each.pk: due(each) for each in (kept, gone)}
    merge = merge_customers(actor=people.manager, now=NOW, kept_id=kept.pk, gone_id=gone.pk, reason="same")
    assert due(kept) == date(2026, 12, 9)
    assert check_schedules(now=NOW) == 0
    undo_merge(actor=people.manager, now=NOW, merge_id=merge.pk, note="两家")
    assert {pk: due(pk) for pk in before} == before
    assert check_schedules(now=NOW) == 0


def change(months, **facts):
    row = Cadence.objects.get(tier="important")
    return change_cadence(rule_id=row.pk, actor=None, now=NOW, months=months, effective_from=TODAY, **facts)


def test_change_of_the_cadence_computes_all_customers_and_moves_open_visits(people):
    customers = [customer_since(date(2026, 8, n), region=people.east, n=n, rep=people.rep) for n in range(2, 9)]
    scheduled()
    visit = visit_of(customers[0], rep=people.rep, due_on=date(2027, 2, 2))
    change(3)
    assert due(customers[0]) == date(2027, 2, 2)
    assert sweep_schedules(now=NOW, chunk=3) == 8
    assert {due(each) for each in customers} == {TODAY + timedelta(days=28)}
    visit.refresh_from_db()
    assert visit.due_on == TODAY + timedelta(days=28) >= visit.planned_on
    run = ScheduleRun.objects.first()
    assert (run.total, run.done, run.differed, run.finished_at) == (8, 8, 7, NOW)
    assert sweep_schedules(now=NOW) == 0


def test_run_that_was_killed_goes_on_behind_its_last_chunk(people, monkeypatch):
    for n in range(2, 12):
        customer_since(date(2026, 8, 1), region=people.east, n=n)
    scheduled()
    change(3)
    real, asked = schedules.refresh, []

    def die_in_the_third_chunk(*, customer_ids, **more):
        found = real(customer_ids=customer_ids, **more)
        asked.append(customer_ids)
        if len(asked) == 3:
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr(schedules, "refresh", die_in_the_third_chunk)
    with pytest.raises(KeyboardInterrupt):
        sweep_schedules(now=NOW, chunk=2)
    assert ScheduleRun.objects.first().done == 4
    assert VisitSchedule.objects.filter(next_due_on=TODAY + timedelta(days=28)).count() in (3, 4)
    page = Client()
    page.force_login(people.manager)
    assert "4" in page.get(reverse("visit_exceptions")).content.decode()
    assert sweep_schedules(now=NOW, chunk=2) == 7
    assert asked[2:] and sorted(sum(asked[:2] + asked[3:], [])) == sorted(Customer.objects.values_list("pk", flat=True))
    run = ScheduleRun.objects.first()
    assert (run.done, run.differed) == (11, 10)


def test_a_second_change_takes_the_place_of_a_run(people):
    first = change(3)
    change_cadence(rule_id=first.pk, actor=None, now=NOW, months=4, effective_from=TODAY + timedelta(days=1))
    assert ScheduleRun.objects.filter(finished_at=None).count() == 1
    sweep_schedules(now=NOW)
    assert check_schedules(now=NOW) == 0


def test_nightly_check_finds_nothing_after_changes_through_services(people):
    customer = new(people)
    set_exception(actor=people.manager, now=NOW, customer_id=customer.pk, kind="often", months=2, reason="x")
    assert check_schedules(now=NOW) == 0
    assert not Notification.objects.filter(template="visits.schedules_differed").exists()


def test_nightly_check_mends_what_differs_and_says_so(people):
    customer = new(people)
    VisitSchedule.objects.filter(customer=customer).update(next_due_on=date(2030, 1, 1))
    missing = customer_of(people.east, number="CU-9", name="漏")
    with watched("visits.check_schedules", now=NOW):
        assert check_schedules(now=NOW) == 2
    assert due(customer) == date(2027, 5, 18)
    assert VisitSchedule.objects.filter(customer=missing).exists()
    note = Notification.objects.get(template="visits.schedules_differed", channel="page")
    assert (note.user, note.params["count"]) == (people.admin, "2")
    jobs = Client().get("/healthz").json()["failing_jobs"]
    assert [(job["job"], job["rows"]) for job in jobs] == [("visits.check_schedules", 2)]
    with watched("visits.check_schedules", now=NOW):
        assert check_schedules(now=NOW) == 0
    assert Client().get("/healthz").json()["failing_jobs"] == []


def test_nightly_check_locks_only_customers_who_differ(people, monkeypatch):
    customer, other = new(people), customer_of(people.east, number="CU-8", name="其他")
    scheduled()
    real, locked = schedules.refresh, []

    def noted(*, customer_ids, **more):
        locked.extend(customer_ids)
        return real(customer_ids=customer_ids, **more)

    monkeypatch.setattr(schedules, "refresh", noted)
    assert check_schedules(now=NOW) == 0
    assert locked == []
    VisitSchedule.objects.filter(customer=other).update(counted_from=date(2020, 1, 1))
    assert check_schedules(now=NOW) == 1
    assert locked == [other.pk] != [customer.pk]


def test_nightly_check_brings_an_open_visit_back_to_its_due_day(people):
    customer = customer_since(date(2026, 6, 1), region=people.east, rep=people.rep)
    scheduled()
    plan_due(now=NOW)
    Visit.objects.filter(customer=customer).update(due_on=date(2027, 3, 3))
    assert check_schedules(now=NOW) == 0
    assert Visit.objects.get(customer=customer).due_on == due(customer)


def test_one_bad_customer_does_not_hold_up_a_run(people, monkeypatch):
    customers = [customer_since(date(2026, 8, 1), region=people.east, n=n) for n in range(2, 6)]
    real = schedules.facts_of

    def fail_for_one(rows):
        if any(row.pk == customers[1].pk for row in rows):
            raise ValueError
        return real(rows)

    monkeypatch.setattr(schedules, "facts_of", fail_for_one)
    change(6, channel="phone")
    assert sweep_schedules(now=NOW) == 5
    assert set(VisitSchedule.objects.values_list("customer", flat=True)) == {
        people.customer.pk, *(each.pk for each in customers if each.pk != customers[1].pk)
    }  # fmt: skip


def test_pause_moves_the_open_visit_behind_it_and_tells_the_manager(people):
    customer = customer_since(date(2026, 6, 1), region=people.east, rep=people.rep)
    scheduled()
    plan_due(now=NOW)
    until = date(2026, 12, 31)
    set_exception(actor=people.rep, now=NOW, customer_id=customer.pk, kind="paused", until=until, reason="停产检修")
    visit = Visit.objects.get(customer=customer)
    assert until < visit.planned_on <= visit.due_on == date(2027, 1, 29)
    note = Notification.objects.get(template="visits.postponed", channel="page")
    assert (note.user, note.params["reason"]) == (people.manager, "停产检修")
    plan_due(now=NOW)
    assert Visit.objects.filter(customer=customer).count() == 1


def test_refresh_takes_the_same_number_of_queries_for_many(people, django_assert_max_num_queries):
    for n in range(2, 42):
        row = customer_since(date(2026, 6, 1), region=people.east, n=n)
        VisitException.objects.create(customer=row, kind="no_phone", reason="x")
    with django_assert_max_num_queries(12):
        scheduled()


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({"plan_run": "run"}, "cancelled"),
        ({"plan_run": "run", "reason": "2026-11 联系次数已满"}, "cancelled"),
        ({"plan_run": "run", "reason": "客户约的"}, "planned"),
        ({}, "planned"),
    ],
)
def test_open_visit_ends_with_the_tier_unless_it_was_agreed(people, given, state):
    customer = customer_since(date(2026, 6, 1), region=people.east, rep=people.rep)
    scheduled()
    visit = visit_of(customer, rep=people.rep, due_on=date(2026, 12, 1), planned_on=TODAY, **given)
    update_customer(actor=people.manager, now=NOW, customer_id=customer.pk, tier="ordinary")
    visit.refresh_from_db()
    row = VisitSchedule.objects.get(customer=customer)
    assert (visit.state, row.next_due_on, row.is_planned) == (state, None, state == "planned")
    assert check_schedules(now=NOW) == 0
    update_customer(actor=people.manager, now=NOW, customer_id=customer.pk, tier="important")
    plan_due(now=NOW + timedelta(days=20))
    assert Visit.objects.filter(customer=customer, state="planned").count() == 1


def test_night_ends_a_visit_that_nothing_requires(people):
    customer = customer_since(date(2026, 6, 1), region=people.east, tier="ordinary", rep=people.rep)
    scheduled()
    visit = visit_of(customer, rep=people.rep, due_on=date(2026, 12, 1), plan_run="run")
    VisitSchedule.objects.filter(customer=customer).update(is_planned=True)
    assert check_schedules(now=NOW) == 0
    visit.refresh_from_db()
    assert visit.state == "cancelled"
