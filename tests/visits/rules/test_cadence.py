from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.enums import Tier
from visits.rules.cadence import (
    TIER_MONTHS,
    add_months,
    anchor,
    channel_of,
    cycle_key,
    due_on,
    months_between_visits,
)

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("tier", "exception", "months"),
    [
        ("important", None, 6),
        ("long_term", None, 12),
        ("ordinary", None, None),
        ("prospect", None, None),
        ("important", 3, 3),
        ("ordinary", 24, 24),
        ("important", 24, 6),  # an exception only makes visits more frequent
    ],
)
def test_months_between_visits_follow_tier_and_exception(tier, exception, months):
    assert months_between_visits(tier, exception) == months


def test_tiers_equal_those_of_customers():
    assert set(TIER_MONTHS) <= set(Tier.values)
    assert months_between_visits("ordinary", cadence={"ordinary": 36}) == 36


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-01-15", 6, "2026-07-15"),
        ("2026-07-15", 6, "2027-01-15"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2026-02-28", 6, "2026-08-28"),
        ("2026-12-31", 6, "2027-06-30"),
        ("2026-12-01", 12, "2027-12-01"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-12-31", 0, "2026-12-31"),
    ],
)
def test_due_on_adds_months_up_to_the_end_of_the_month(day, months, later):
    assert due_on(date.fromisoformat(day), months) == date.fromisoformat(later)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 60))
def test_add_months_lands_in_the_right_month_and_never_runs_late(day, months):
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


def test_anchor_is_the_last_visit_or_start_of_tier_or_creation():
    visit, since, archive = date(2026, 1, 1), date(2020, 1, 1), date(2025, 1, 1)
    assert anchor(last_visit_on=visit, since=since, archived_on=archive) == visit
    assert anchor(last_visit_on=None, since=since, archived_on=archive) == since
    assert anchor(last_visit_on=None, since=None, archived_on=archive) == archive


def test_cycle_key_is_one_per_cycle_and_attempt():
    assert cycle_key(7, date(2026, 1, 5)) == cycle_key(7, date(2026, 1, 5)) == "7:2026-01-05:1"
    keys = {
        cycle_key(7, date(2026, 1, 5)),
        cycle_key(7, date(2026, 1, 6)),
        cycle_key(8, date(2026, 1, 5)),
        cycle_key(7, date(2026, 1, 5), attempt=2),
    }
    assert len(keys) == 4
    assert len(cycle_key(10**18, date(2026, 1, 5), attempt=999)) <= 40


@pytest.mark.parametrize(
    ("cadence", "not_by_phone", "channel"),
    [("visit", False, "visit"), ("phone", False, "phone"), ("phone", True, "visit"), (None, True, "visit")],
)
def test_channel_is_no_call_when_the_customer_declined_calls(cadence, not_by_phone, channel):
    assert channel_of(cadence, not_by_phone=not_by_phone) == channel
