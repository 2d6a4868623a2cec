"""When somebody is due: leap days, newcomers, promotions, and that nobody gets more than the interval."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.people.rules.due import AHEAD, add_months, due_on, standing

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
MONTHS = st.integers(1, 60)
FIRST = st.integers(0, 365)


@pytest.mark.parametrize(
    ("since", "passed_on", "months", "expected"),
    [
        (date(2026, 1, 5), None, 12, date(2026, 2, 4)),  # a newcomer has thirty days
        (date(2020, 1, 5), date(2026, 3, 31), 12, date(2027, 3, 31)),
        (date(2020, 1, 5), date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2020, 1, 5), date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2020, 1, 5), date(2026, 8, 31), 6, date(2027, 2, 28)),
        # Promoted long after the pass had run out: thirty days from the promotion.
        (date(2026, 6, 1), date(2023, 6, 1), 12, date(2026, 7, 1)),
        # Promoted while the pass counts: until it runs out, though that is sooner than thirty days.
        (date(2026, 6, 1), date(2025, 6, 10), 12, date(2026, 6, 10)),
        (date(2026, 6, 1), date(2025, 6, 1), 12, date(2026, 6, 1)),
        (date(2026, 6, 1), date(2025, 5, 31), 12, date(2026, 7, 1)),
    ],
)
def test_due_on_of_boundary_cases(since, passed_on, months, expected):
    assert due_on(since=since, passed_on=passed_on, months=months, first_days=30) == expected


@given(day=DAYS, months=MONTHS)
def test_add_months_keeps_the_day_or_takes_the_last_of_the_month(day, months):
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(since=DAYS, passed_on=st.none() | DAYS, months=MONTHS, first_days=FIRST)
def test_nobody_is_due_later_than_the_interval_or_before_the_role(since, passed_on, months, first_days):
    due = due_on(since=since, passed_on=passed_on, months=months, first_days=first_days)
    assert due >= since
    latest = [since + timedelta(days=first_days), *([add_months(passed_on, months)] if passed_on else [])]
    assert due in latest


@given(since=DAYS, passed_on=DAYS, later=st.integers(0, 400), months=MONTHS, first_days=FIRST)
def test_later_pass_while_in_the_role_never_makes_the_date_earlier(since, passed_on, later, months, first_days):
    passed_on = max(passed_on, since)
    facts = {"since": since, "months": months, "first_days": first_days}
    first = due_on(passed_on=passed_on, **facts)
    assert due_on(passed_on=passed_on + timedelta(days=later), **facts) >= first


@given(due=DAYS, today=DAYS)
def test_standing_is_late_only_after_the_day(due, today):
    found = standing(due, today)
    assert (found == "late") == (due < today)
    assert (found == "due") == (today <= due <= today + AHEAD)
