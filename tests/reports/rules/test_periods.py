"""The days with which a quarter up to today is compared."""

from datetime import date

import pytest

from aftersales.kernel.errors import InvalidInput
from reports.rules.periods import Span, a_year_before, period_of, weeks_until

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("quarter", "today", "days", "previous", "whole"),
    [
        ("2026-Q4", date(2026, 11, 20), ("2026-10-01", "2026-11-20"), ("2026-07-01", "2026-08-20"), False),
        ("2026-Q4", date(2026, 10, 1), ("2026-10-01", "2026-10-01"), ("2026-07-01", "2026-07-01"), False),
        ("2026-Q4", date(2026, 12, 31), ("2026-10-01", "2026-12-31"), ("2026-07-01", "2026-09-30"), True),
        ("2026-Q3", date(2026, 11, 20), ("2026-07-01", "2026-09-30"), ("2026-04-01", "2026-06-30"), True),
        # 91 days of the second quarter against the 90 of the first
        ("2026-Q2", date(2026, 6, 29), ("2026-04-01", "2026-06-29"), ("2026-01-01", "2026-03-31"), False),
        # a leap day lengthens the first quarter
        ("2028-Q1", date(2028, 2, 29), ("2028-01-01", "2028-02-29"), ("2027-10-01", "2027-11-29"), False),
        ("2027-Q1", date(2027, 1, 2), ("2027-01-01", "2027-01-02"), ("2026-10-01", "2026-10-02"), False),
    ],
)
def test_quarter_is_compared_with_the_same_days_of_the_one_before(quarter, today, days, previous, whole):
    period = period_of(quarter, today)
    assert period.days == Span(*map(date.fromisoformat, days))
    assert period.previous == Span(*map(date.fromisoformat, previous))
    assert period.is_whole is whole


@pytest.mark.parametrize(
    ("quarter", "code"),
    [("2026-Q5", "bad_quarter"), ("", "bad_quarter"), ("2026-Q４", "bad_quarter"), ("2027-Q1", "future_quarter")],
)
def test_invalid_quarter_is_refused(quarter, code):
    with pytest.raises(InvalidInput) as refused:
        period_of(quarter, date(2026, 12, 31))
    assert refused.value.code == code


def test_weeks_run_from_monday_to_sunday_and_end_with_the_current_one():
    weeks = weeks_until(date(2026, 11, 18), 3)
    assert [week.first for week in weeks] == [date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)]
    assert weeks[-1].last == date(2026, 11, 22)
    assert weeks_until(date(2026, 11, 22), 1) == weeks_until(date(2026, 11, 16), 1)


def test_same_week_of_last_year_begins_on_a_monday():
    earlier = a_year_before(weeks_until(date(2026, 11, 18), 1)[0])
    assert earlier == Span(date(2025, 11, 17), date(2025, 11, 23))
