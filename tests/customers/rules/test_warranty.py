"""The end of a warranty by law, with its reasons."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.rules.warranty import Basis, Facts, Repair, Terms, last_day, warranty

LAW = Terms(date(2024, 7, 1), True, True, True, article="实施条例第十八条")
BEFORE = Terms(date(1994, 1, 1), False, False, False)
TERMS = (LAW, BEFORE)
TODAY = date(2026, 11, 28)
BOUGHT = date(2025, 4, 18)


def until(**facts) -> date | None:
    return warranty(Facts(**{"purchased_on": BOUGHT, "months": 24, **facts}), TERMS, TODAY).ends_on


def bases(**facts) -> list[str]:
    return [
        one.basis for one in warranty(Facts(**{"purchased_on": BOUGHT, "months": 24, **facts}), TERMS, TODAY).reasons
    ]


def test_it_counts_from_the_purchase():
    assert until() == date(2027, 4, 17)
    assert bases() == [Basis.PURCHASE]


def test_where_goods_are_installed_it_starts_when_installation_is_done():
    assert until(needs_installation=True, installed_on=date(2025, 6, 1)) == date(2027, 5, 31)
    assert bases(needs_installation=True, installed_on=date(2025, 6, 1)) == [Basis.INSTALLATION]


def test_the_day_of_installation_does_not_matter_where_nothing_must_be_installed():
    assert until(installed_on=date(2025, 6, 1)) == date(2027, 4, 17)


def test_goods_that_wait_for_installation_count_from_the_purchase_and_say_so():
    assert until(needs_installation=True) == date(2027, 4, 17)
    assert bases(needs_installation=True) == [Basis.NOT_INSTALLED]


def test_days_in_repair_do_not_count():
    repairs = (Repair(date(2025, 5, 1), date(2025, 5, 10)), Repair(date(2026, 1, 5), date(2026, 1, 5)))
    assert until(repairs=repairs) == date(2027, 4, 17) + timedelta(days=11)
    assert bases(repairs=repairs) == [Basis.PURCHASE, Basis.REPAIR, Basis.REPAIR]


def test_a_repair_that_goes_on_counts_until_today():
    assert until(repairs=(Repair(TODAY - timedelta(days=2), None),)) == date(2027, 4, 17) + timedelta(days=3)


def test_a_repair_after_the_end_does_not_revive_the_warranty():
    facts = {"purchased_on": date(2024, 8, 1), "months": 12}
    assert until(**facts, repairs=(Repair(date(2026, 1, 1), date(2026, 1, 9)),)) == date(2025, 7, 31)


def test_it_starts_anew_at_an_exchange():
    assert until(exchanged_on=(date(2026, 3, 1),)) == date(2028, 2, 29)
    assert bases(exchanged_on=(date(2026, 3, 1),)) == [Basis.EXCHANGE]


def test_repairs_before_an_exchange_are_forgotten_and_those_after_it_count():
    repairs = (Repair(date(2025, 5, 1), date(2025, 5, 10)), Repair(date(2026, 5, 1), date(2026, 5, 2)))
    assert until(exchanged_on=(date(2026, 3, 1),), repairs=repairs) == date(2028, 2, 29) + timedelta(days=2)


def test_what_happened_before_the_law_took_effect_counts_as_before():
    old = {"purchased_on": date(2023, 1, 10), "months": 36}
    assert until(**old, exchanged_on=(date(2024, 6, 30),)) == date(2026, 1, 9)
    assert until(**old, exchanged_on=(date(2024, 7, 1),)) == date(2027, 6, 30)
    assert until(**old, repairs=(Repair(date(2024, 6, 1), date(2024, 6, 30)),)) == date(2026, 1, 9)
    assert until(**old, needs_installation=True, installed_on=date(2023, 3, 1)) == date(2026, 1, 9)


def test_an_agreed_end_stands_for_the_period_of_the_product():
    assert until(agreed_until=date(2030, 1, 1)) == date(2030, 1, 1)
    assert bases(agreed_until=date(2030, 1, 1)) == [Basis.AGREED]
    assert until(agreed_until=date(2026, 1, 1)) == date(2026, 1, 1)


def test_days_in_repair_are_added_to_an_agreed_end_and_an_exchange_replaces_it():
    repairs = (Repair(date(2025, 5, 1), date(2025, 5, 10)),)
    assert until(agreed_until=date(2026, 1, 1), repairs=repairs) == date(2026, 1, 11)
    assert until(agreed_until=date(2026, 1, 1), exchanged_on=(date(2025, 12, 1),)) == date(2027, 11, 30)


def test_without_a_date_or_a_period_only_the_contract_says_when_it_ends():
    assert until(purchased_on=None) is None
    assert until(months=0) is None
    assert until(purchased_on=None, agreed_until=date(2028, 1, 1)) == date(2028, 1, 1)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 1, 1), 12, date(2025, 12, 31)),
        (date(9990, 1, 1), 240, date.max),
    ],
)
def test_last_day_of_so_many_months(start, months, end):
    assert last_day(start, months) == end


DAYS = st.dates(date(2020, 1, 1), TODAY)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    DAYS,
    st.integers(1, 120),
    st.lists(st.tuples(DAYS, st.integers(0, 60)), max_size=4),
    st.lists(DAYS, max_size=3),
    st.none() | DAYS,
)
def test_repairs_exchanges_and_installation_never_shorten_it(bought, months, repairs, exchanges, installed):
    facts = Facts(
        bought,
        months,
        needs_installation=installed is not None,
        installed_on=max(installed, bought) if installed else None,
        repairs=[Repair(first, first + timedelta(days=days)) for first, days in repairs],
        exchanged_on=[day for day in exchanges if day >= bought],
    )
    found = warranty(facts, TERMS, TODAY)
    assert found.ends_on is not None
    assert found.ends_on >= last_day(bought, months)
    assert found.reasons
    assert found == warranty(facts, reversed(TERMS), TODAY)
