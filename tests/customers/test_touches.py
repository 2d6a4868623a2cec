"""The limit of contacts a month: the ledger, under any mix and at the same moment."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import transaction

from customers.enums import TouchState
from customers.models import ContactTouch, Customer, TouchRule
from customers.queries.touches import cap_on, contacts_of
from customers.rules.touches import Cap, days_to_try, free_slot
from customers.services.merging import merge_rows
from customers.services.rules import change_touch_rule, install_defaults
from customers.services.touching import Claim, Wish, claim, claim_days, drop
from tests.factories import NOW, customer_of

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)
SAFETY = TouchState.SAFETY


def limit(per_month, **more):
    TouchRule.objects.all().delete()
    TouchRule.objects.create(**{**vars(Cap(per_month)), **more}, effective_from=date(2000, 1, 1))


def asked(customer, source, on=DAY, purpose="survey", **more):
    return Claim(customer.pk, purpose, source, on, **more)


def test_month_lets_through_as_many_as_the_limit_and_notes_who_waits(people):
    limit(2)
    wishes = [asked(people.customer, f"s{n}") for n in range(3)]
    assert len(claim(claims=wishes, otherwise=TouchState.WAITING, now=NOW)) == 2
    waiting = ContactTouch.objects.get(state=TouchState.WAITING)
    assert (waiting.wanted_on, waiting.on) == (DAY, date(2026, 12, 1))
    said = contacts_of(people.customer, DAY)
    assert (said.counted, said.per_month, said.is_full, said.waiting) == (2, 2, True, [waiting])
    next_month = [asked(people.customer, waiting.source, date(2026, 12, 1))]
    assert claim(claims=next_month, now=NOW) == {waiting.source}


def test_claim_may_be_repeated_and_given_back(people):
    limit(1)
    for _again in range(2):
        assert claim(claims=[asked(people.customer, "a")], now=NOW) == {"a"}
    assert claim(claims=[asked(people.customer, "b")], now=NOW) == set()
    drop(sources=["a"], now=NOW)
    assert claim(claims=[asked(people.customer, "b")], now=NOW) == {"b"}
    assert claim(claims=[asked(people.customer, "b", DAY + timedelta(days=1))], now=NOW) == {"b"}
    assert ContactTouch.objects.get(source="b").on == DAY + timedelta(days=1)


def test_safety_goes_out_and_takes_no_place(people):
    limit(1)
    wishes = [asked(people.customer, f"s{n}", purpose="campaign", excused=SAFETY) for n in range(3)]
    assert len(claim(claims=wishes, now=NOW)) == 3
    assert claim(claims=[asked(people.customer, "a")], now=NOW) == {"a"}


def test_purpose_that_does_not_count_takes_no_place(people):
    limit(1, visits_count=False)
    assert claim(claims=[asked(people.customer, f"v{n}", purpose="visit") for n in range(3)], now=NOW) == {
        "v0",
        "v1",
        "v2",
    }
    assert claim(claims=[asked(people.customer, "a")], now=NOW) == {"a"}


def test_rule_changes_from_a_day_on(people):
    install_defaults(actor=None, now=NOW)
    row = TouchRule.objects.get()
    change_touch_rule(rule_id=row.pk, actor=people.manager, now=NOW, per_month=1, effective_from=date(2026, 12, 1))
    assert (cap_on(date(2026, 11, 30)).per_month, cap_on(date(2026, 12, 1)).per_month) == (row.per_month, 1)


@pytest.mark.parametrize("seed", range(4))
def test_no_mix_of_contacts_exceeds_the_limit(people, seed):
    chance = random.Random(seed)
    limit(chance.choice([1, 2, 3]))
    customers = [customer_of(people.east, number=f"CU-2026-{n + 50:05}", name=f"样例 {n}") for n in range(3)]
    highest = cap_on(DAY).per_month
    for step in range(60):
        on = DAY + timedelta(days=chance.randrange(-25, 60))
        some = [
            asked(
                chance.choice(customers),
                f"{chance.randrange(40)}",
                on,
                chance.choice(["visit", "survey", "campaign"]),
                excused=chance.choice(["", "", "", TouchState.AGREED, SAFETY]),
            )
            for _n in range(chance.randrange(1, 5))
        ]
        some = list({one.source: one for one in some}.values())
        done = chance.random()
        if done < 0.15:
            drop(sources=[one.source for one in some], now=NOW)
        elif done < 0.25:
            limit(chance.choice([1, 2, 3]))
            highest = max(highest, cap_on(DAY).per_month)
        else:
            granted = claim(claims=some, otherwise=chance.choice(["", TouchState.WAITING]), now=NOW)
            assert {one.source for one in some if one.excused} <= granted, step
        counted = ContactTouch.objects.filter(state=TouchState.COUNTED).values_list("customer", "month")
        assert max(Counter(counted).values(), default=0) <= highest


def test_two_customers_who_become_one_keep_all_contacts(people):
    limit(2)
    other = customer_of(people.east, number="CU-2026-00777", name="样例别名")
    for n, customer in enumerate((people.customer, people.customer, other)):
        claim(claims=[asked(customer, f"s{n}")], now=NOW)
    with transaction.atomic():
        merge_rows(people.customer, other, actor=None, now=NOW, choices={}, reason="x")
    assert contacts_of(people.customer, DAY).counted == 3
    assert claim(claims=[asked(people.customer, "late")], now=NOW) == set()


@pytest.mark.parametrize("counts", [True, False])
def test_many_new_contacts_are_claimed_as_one_by_one(people, counts):
    """claim_days gives what claim gives, day by day: also for full months and for sources that are known already."""
    limit(2, visits_count=counts)
    random_ = random.Random(4)
    customers = [customer_of(people.east, number=f"CU-{n}", name=f"样例 {n}") for n in range(12)]
    days = [DAY + timedelta(days=30 * n) for n in range(4)]
    before = [asked(random_.choice(customers), f"old{n}", random_.choice(days)) for n in range(30)]
    claim(claims=before, now=NOW)
    claim(claims=[asked(customers[0], "new0", purpose="visit")], now=NOW)
    drop(sources=["new0"], now=NOW)
    wishes = [Wish(customer.pk, f"new{n}", DAY, DAY) for n, customer in enumerate([*customers, *customers[:3]])]

    def rows():
        return sorted(
            ContactTouch.objects.filter(purpose="visit").values_list("source", "on", "month", "slot", "state")
        )

    with transaction.atomic():
        one_by_one = {}
        for wish in wishes:
            claims = (asked(Customer(pk=wish.customer_id), wish.source, day, "visit", wanted_on=DAY) for day in days)
            if on := next((one.on for one in claims if claim(claims=[one], now=NOW)), None):
                one_by_one[wish.source] = on
        expected = rows()
        transaction.set_rollback(True)
    assert claim_days(wishes=wishes, purpose="visit", days_of=lambda _wish: iter(days), now=NOW) == one_by_one
    assert rows() == expected


def test_lowest_free_place_is_taken():
    assert [free_slot(taken, 2) for taken in (set(), {1}, {2}, {1, 2}, {3, 4})] == [1, 2, 1, None, None]


def test_visit_waits_no_longer_than_it_may():
    weekday = lambda day: day.weekday() < 5  # noqa: E731
    due = date(2026, 11, 27)
    days = days_to_try(date(2026, 11, 20), due, 14, weekday, 3)
    assert next(days) == date(2026, 11, 20)
    assert date(2026, 12, 1) <= next(days) <= due + timedelta(days=14)
    early = days_to_try(date(2026, 11, 2), date(2026, 11, 5), 14, weekday, 3)
    assert [next(early), next(early)] == [date(2026, 11, 2), date(2026, 12, 1)]
