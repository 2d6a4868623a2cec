"""The share of customers visited in time: figures of the database against the rule, and what opens behind them."""

import random
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from aftersales.kernel.errors import InvalidInput
from aftersales.store.dates import company_date
from aftersales.tables.exporting import listing_for
from customers.models import Customer, OptOut
from tests.factories import NOW, customer_of
from tests.factories.clients import api_client_of, client_of
from tests.factories.visits import cadence, customer_since, scheduled, visit_of, visited
from visits.models import CoverageFigure, VisitException
from visits.queries.coverage import (
    Cut,
    cells,
    counted_customers,
    counts_by_step,
    due_days,
    past_shares,
    share_of,
    shares_by,
)
from visits.queries.facts import cadence_rows, facts_of, facts_on
from visits.rules.coverage import Late, Share, late_by, total
from visits.rules.schedule import schedule
from visits.services.coverage import keep_coverage

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)
TIERS = ("important", "long_term", "ordinary")


def by_rule(customer, facts, day):
    """The due day by the pure rule; None if the customer does not count."""
    found = schedule(facts[customer.pk], cadence_rows())
    counts = facts[customer.pk].tier in ("important", "long_term") and found.counted_from <= day
    return found.due_on if counts else None


def by_rule_of_then(customer, day):
    was_there = company_date(customer.created_at) <= day
    return by_rule(customer, facts_on([customer], day), day) if was_there else None


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
            VisitException.objects.create(customer=customer, kind="often", months=chance.choice([1, 3]), reason="x")
        if chance.random() < 0.2:
            OptOut.objects.create(
                customer=customer,
                since=NOW,
                purpose=chance.choice(["any", "visit", "survey"]),
                channel=chance.choice(["any", "email"]),
                ended_at=chance.choice([None, NOW]),
            )
    scheduled()


@pytest.mark.parametrize("seed", range(2))
def test_figures_of_the_database_are_those_of_the_rule(people, seed):
    cadence()
    chance = random.Random(seed)
    random_customers(people, chance, 40)
    expected = {one.pk: due for one in Customer.objects.all() if (due := by_rule(one, facts_of([one]), TODAY))}
    assert dict(due_days(Customer.objects.all(), TODAY).values_list("pk", "due_day")) == expected
    table = cells(Customer.objects.all(), TODAY, Cut())
    steps = Counter(late_by(due, TODAY) for due in expected.values())
    assert counts_by_step(table) == {**dict.fromkeys(Late, 0), **steps}
    assert share_of(table).in_time == sum(due >= TODAY for due in expected.values())
    for day in (date(2026, 9, 30), date(2025, 2, 28), date(2024, 2, 29)):
        due = [found for one in Customer.objects.all() if (found := by_rule_of_then(one, day))]
        assert total(past_shares(day, chunk=7).values()) == Share(len(due), sum(one >= day for one in due))


def test_past_share_forgets_what_happened_later(people):
    cadence()
    Customer.objects.update(tier="ordinary")
    customer = customer_since(date(2025, 1, 10), region=people.east, tier="important")
    Customer.objects.filter(pk=customer.pk).update(created_at=datetime(2025, 1, 10, tzinfo=UTC))
    visited(customer, datetime(2025, 6, 1, 2, tzinfo=UTC))
    visited(customer, datetime(2026, 2, 1, 2, tzinfo=UTC))
    days = (date(2024, 12, 31), date(2025, 9, 30), date(2025, 12, 31), date(2026, 3, 31))
    assert [total(past_shares(day).values()) for day in days] == [Share(0, 0), Share(1, 1), Share(1, 0), Share(1, 1)]


def test_every_figure_opens_as_many_rows_as_it_says(people):
    cadence()
    random_customers(people, random.Random(9), 30)
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
    random_customers(people, random.Random(5), 60)
    keep_coverage(now=NOW)
    for language in ("zh-hans", "en"):
        client = client_of(people.manager, language)
        page = client.get(reverse("visit_coverage"))
        assert page.status_code == 200
        assert not re.search(r"%\s*(<small>)?\s*%", page.content.decode())
        assert re.search(r"\d\.\d\s*<small>%</small>", page.content.decode())
        assert client.get(reverse("visit_coverage_customers") + "?standing=missing&province=JS").status_code == 200


def test_api_answers_the_figures_of_the_page_and_the_rows_behind_them(people):
    cadence()
    random_customers(people, random.Random(7), 30)
    client = api_client_of(people.manager)
    told = client.get("/api/v1/visit-coverage/").json()
    assert told["total"]["missing"] == sum(one["missing"] for one in told["by_region"]) > 0
    assert sum(one["customers"] for one in told["by_lateness"]) == told["total"]["due"]
    rows = client.get("/api/v1/visit-coverage/customers/?standing=missing").json()
    assert rows["count"] == told["total"]["missing"]
    assert all(row["days_late"] > 0 for row in rows["results"])
    assert client.get("/api/v1/visit-coverage/?late=never").status_code == 400
    assert client.get("/api/v1/visit-coverage/customers/?region=9x").status_code == 400


def test_rep_sees_the_coverage_of_their_customers_only(people):
    cadence()
    customer_of(people.east, number="CU-2026-00301", tier="important")
    elsewhere = customer_of(None, number="CU-2026-00302", tier="important")
    scheduled()
    found = counted_customers(people.rep, TODAY, Cut())
    assert found.exists() and elsewhere not in found


def test_quarters_are_kept_once_and_stay_as_they_were(people):
    cadence()
    random_customers(people, random.Random(2), 30)
    assert keep_coverage(now=NOW) == 8
    before = list(CoverageFigure.objects.order_by("pk").values())
    Customer.objects.update(tier="ordinary")
    assert keep_coverage(now=NOW) == 0
    assert before and list(CoverageFigure.objects.order_by("pk").values()) == before


def test_missing_customers_say_why_and_are_exported_as_shown(people):
    cadence()
    Customer.objects.update(tier="ordinary")
    scheduled()
    late = customer_of(people.east, number="CU-2026-00401", name="样例迟访", tier="important", rep=people.rep)
    Customer.objects.filter(pk=late.pk).update(since=date(2026, 1, 1), created_at=NOW - timedelta(days=300))
    scheduled()
    visit_of(late, rep=people.rep, due_on=date(2026, 7, 1), state="missed", reason="电话停机")
    visit_of(late, rep=people.rep, due_on=date(2026, 7, 1), planned_on=date(2099, 11, 25), cycle="next")
    page = client_of(people.manager, "en").get(reverse("visit_coverage_customers") + "?standing=missing").text
    assert "attempts: 1" in page and "电话停机" in page and "planned for 2099-11-25" in page
    listing = listing_for(people.manager, "visit_coverage")
    rows = list(listing.cells(people.manager, {"standing": "missing"}, timezone.now(), whole=True))
    assert len(rows) == 1 and rows[0][0] == "CU-2026-00401"
    with pytest.raises(InvalidInput):
        listing.checked({"standing": "perhaps"})
