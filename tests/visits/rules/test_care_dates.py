"""What dates of a customer suggest: near, once, never in the past."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from visits.rules.care_dates import LEAD, MOST, Bought, suggestions

DAYS = some.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))
MAYBE = some.none() | DAYS
BOUGHT = some.lists(
    some.builds(Bought, some.sampled_from(["HX-250", "泵"]), some.integers(1, 9), MAYBE, MAYBE, MAYBE), max_size=12
)


def keys(since, bought, today):
    return [one.key for one in suggestions(since, bought, today)]


@given(MAYBE, BOUGHT, DAYS)
def test_suggestions_are_near_each_once_and_few(since, bought, today):
    found = suggestions(since, bought, today)
    assert len({one.key for one in found}) == len(found) <= MOST
    for one in found:
        assert today <= one.on <= today + timedelta(days=LEAD[one.kind])
        assert today <= one.due_on <= one.on
        assert one.since <= one.on


@given(MAYBE, BOUGHT, DAYS, some.randoms())
def test_suggestions_do_not_depend_on_the_order_of_purchases(since, bought, today, random):
    mixed = random.sample(bought, len(bought))
    assert suggestions(since, mixed, today) == suggestions(since, bought, today)


@given(DAYS, DAYS)
def test_anniversary_is_suggested_with_one_key_from_its_lead_until_its_day(since, today):
    found = [one for one in suggestions(since, [], today) if one.kind == "since"]
    for one in found:
        for day in (one.on - timedelta(days=LEAD["since"]), one.on):
            assert one.key in keys(since, [], day)
        assert one.key not in keys(since, [], one.on + timedelta(days=1))


def test_tenth_year_is_suggested_a_month_before():
    today = date(2026, 11, 18)
    (one,) = suggestions(date(2016, 11, 28), [], today)
    assert (one.kind, one.on, one.years) == ("since", date(2026, 11, 28), 10)
    assert suggestions(date(2016, 12, 19), [], today) == []


def test_first_purchase_counts_only_if_it_differs_from_the_first_day():
    day, today = date(2020, 12, 1), date(2026, 11, 18)
    bought = [Bought("HX-250", 1, day), Bought("HX-250", 2, date(2025, 12, 1))]
    assert keys(day, bought, today) == ["since:2026-12-01"]
    assert keys(None, bought, today) == ["purchase:2026-12-01"]


def test_leap_day_is_kept_on_the_last_of_february():
    assert keys(date(2024, 2, 29), [], date(2025, 2, 20)) == ["since:2025-02-28"]
    assert keys(date(2024, 2, 29), [], date(2028, 2, 20)) == ["since:2028-02-29"]


def test_warranty_is_checked_a_month_before_it_ends_with_all_its_pieces():
    until = date(2027, 1, 9)
    bought = [Bought("HX-250", 2, warranty_until=until), Bought("HX-250", 1, warranty_until=until)]
    (one,) = suggestions(None, bought, date(2026, 11, 18))
    assert (one.due_on, one.quantity, one.key) == (date(2026, 12, 10), 3, "warranty:2027-01-09:HX-250")
    (late,) = suggestions(None, bought, date(2027, 1, 5))
    assert late.due_on == date(2027, 1, 5)


def test_service_is_due_half_a_year_between_the_installation_days():
    bought = [Bought("HX-250", 1, installed_on=date(2024, 6, 1))]
    assert keys(None, bought, date(2026, 11, 18)) == ["service:2026-12-01:HX-250"]
    assert keys(None, bought, date(2026, 5, 18)) == ["installation:2026-06-01:HX-250"]
