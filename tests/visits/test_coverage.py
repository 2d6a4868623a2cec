"""The share of customers visited in time: figures of the database against the rule, and what opens behind them."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from aftersales.store.dates import company_date
from customers.models import Customer, OptOut
from tests.factories import NOW, customer_of
from tests.factories.clients import client_of
from tests.factories.visits import cadence, visit_of, visited
from visits.models import VisitException
from visits.queries.coverage import Cut, cells, counted_customers, counts_by_step, due_days, share_of, shares_by
from visits.rules.cadence import months_between_visits
from visits.rules.coverage import Facts, Late, due_day, is_in_time, late_by
from visits.services.coverage import keep_coverage

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)
TIERS = ("important", "long_term", "ordinary")


def by_rule(customer, day):
    """The due day by the pure rule, from facts that are read one by one."""
    done = [company_date(one.took_place_at) for one in customer.visits.filter(state="done")]
    own = VisitException.objects.filter(customer=customer).values_list("months", flat=True).first()
    known = Facts(
        tier=customer.tier,
        months=months_between_visits(customer.tier, own),
        wants_visits=not OptOut.objects.filter(
            customer=customer, contact=None, ended_at=None, channel="any", purpose__in=("any", "visit")
        ).exists(),
        last_recorded_on=max((on for on in done if on <= day), default=None),
        last_visit_on=customer.last_visit_on,
        since=customer.since,
        archived_on=company_date(customer.created_at),
    )
    return due_day(known, day)


def some_day(chance, back=900):
    """Month ends more often than chance gives."""
    day = TODAY - timedelta(days=chance.randrange(-40, back))
    return chance.choice([day, day.replace(day=28), (day.replace(day=1) - timedelta(days=1))])


def random_customers(people, chance, count):
    for n in range(count):
        customer = customer_of(
            chance.choice([people.east, None]),
            number=f"CU-2026-{n + 100:05}",
            name=f"样例 {n}",
            tier=chance.choice(TIERS),
        )
        Customer.objects.filter(pk=customer.pk).update(
            created_at=datetime.combine(min(some_day(chance), TODAY), datetime.min.time(), UTC)
            + timedelta(hours=chance.randrange(24)),
            since=chance.choice([None, some_day(chance)]),
            last_visit_on=chance.choice([None, None, some_day(chance)]),
            rep=chance.choice([people.rep, None]),
            province=chance.choice(["", "江苏", "上海"]),
        )
        for _each in range(chance.choice([0, 0, 1, 3])):
            at = datetime.combine(some_day(chance), datetime.min.time(), UTC) + timedelta(hours=chance.randrange(24))
            visited(customer, at, cycle=f"{customer.pk}:{_each}:x")
        if chance.random() < 0.3:
            visit_of(customer, rep=people.rep, due_on=some_day(chance), state=chance.choice(["missed", "cancelled"]))
        if chance.random() < 0.2:
            VisitException.objects.create(customer=customer, months=chance.choice([0, 1, 3, 13]), reason="x")
        if chance.random() < 0.2:
            OptOut.objects.create(
                customer=customer,
                since=NOW,
                purpose=chance.choice(["any", "visit", "survey"]),
                channel=chance.choice(["any", "email"]),
                ended_at=chance.choice([None, NOW]),
            )


@pytest.mark.parametrize("seed", range(3))
def test_figures_of_the_database_are_those_of_the_rule(people, seed):
    cadence()
    chance = random.Random(seed)
    random_customers(people, chance, 60)
    for day in (TODAY, date(2026, 9, 30), date(2025, 2, 28), date(2024, 2, 29)):
        expected = {one.pk: due for one in Customer.objects.all() if (due := by_rule(one, day))}
        found = dict(due_days(Customer.objects.all(), day).values_list("pk", "due_day"))
        assert found == expected
        table = cells(Customer.objects.all(), day, Cut())
        assert counts_by_step(table) == {
            **dict.fromkeys(Late, 0),
            **Counter(late_by(due, day) for due in expected.values()),
        }
        assert share_of(table).in_time == sum(is_in_time(due, day) for due in expected.values())


def test_every_figure_opens_as_many_rows_as_it_says(people):
    cadence()
    random_customers(people, random.Random(9), 60)
    table = cells(Customer.objects.all(), TODAY, Cut())

    def opened(**cut):
        return counted_customers(people.manager, TODAY, Cut(**cut)).count()

    whole = share_of(table)
    assert whole.missing > 0 and whole.in_time > 0
    assert (opened(), opened(standing="missing"), opened(standing="in_time")) == (
        whole.due,
        whole.missing,
        whole.in_time,
    )
    for step, count in counts_by_step(table).items():
        assert opened(late=step) == count, step
    for name in ("tier", "region", "rep", "province"):
        codes = {"": "none", None: "none", "江苏": "JS", "上海": "SH"}
        for value, share in shares_by(table, lambda cell, name=name: getattr(cell, name)).items():
            asked = {name: codes.get(value) or str(value), "standing": "missing"}
            assert opened(**asked) == share.missing, asked


def test_pages_of_coverage_answer_in_both_languages(people):
    cadence()
    random_customers(people, random.Random(5), 40)
    keep_coverage(now=NOW)
    for language in ("zh-hans", "en"):
        client = client_of(people.manager, language)
        page = client.get(reverse("visit_coverage"))
        assert page.status_code == 200
        assert client.get(reverse("visit_coverage_customers") + "?standing=missing&province=JS").status_code == 200
