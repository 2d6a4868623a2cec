"""Periods of dashboards, as an address asks for them."""

from datetime import date

import pytest

from aftersales.kernel.errors import InvalidInput
from reports.rules.asked import asked_period
from reports.rules.periods import Span

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("params", "days", "against"),
    [
        ({}, ("2026-10-01", "2026-11-18"), ("2026-07-01", "2026-08-18")),
        ({"period": "2026-Q3"}, ("2026-07-01", "2026-09-30"), ("2026-04-01", "2026-06-30")),
        ({"period": "2026-11"}, ("2026-11-01", "2026-11-18"), ("2026-10-01", "2026-10-18")),
        ({"period": "2026-02", "against": "year"}, ("2026-02-01", "2026-02-28"), ("2025-02-01", "2025-02-28")),
        ({"period": "2026"}, ("2026-01-01", "2026-11-18"), ("2025-01-01", "2025-11-18")),
        ({"against": "2025-Q4"}, ("2026-10-01", "2026-11-18"), ("2025-10-01", "2025-11-18")),
        ({"against": "2026-09"}, ("2026-10-01", "2026-11-18"), ("2026-09-01", "2026-09-30")),
        ({"from": "2026-11-01", "to": "2026-11-10"}, ("2026-11-01", "2026-11-10"), ("2026-10-22", "2026-10-31")),
        (
            {"from": "2024-02-29", "to": "2024-02-29", "against": "year"},
            ("2024-02-29", "2024-02-29"),
            ("2023-02-28", "2023-02-28"),
        ),
        (
            {"period": "2026-10", "against_from": "2026-01-01", "against_to": "2026-01-09"},
            ("2026-10-01", "2026-10-31"),
            ("2026-01-01", "2026-01-09"),
        ),
    ],
)
def test_period_and_the_one_it_is_compared_with(params, days, against):
    asked = asked_period(params, TODAY)
    assert asked.days == Span(*map(date.fromisoformat, days))
    assert asked.against == Span(*map(date.fromisoformat, against))
    assert len(asked.series) == 12 and asked.series[-1] == asked.days


def test_small_line_shows_what_the_arrow_compares():
    asked = asked_period({}, TODAY)
    assert asked.series[-2] == asked.against
    assert asked.series[0] == Span(date(2024, 1, 1), date(2024, 2, 18))


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"period": "2027-Q1"}, "period"),
        ({"period": "２０２６"}, "period"),
        ({"period": "2026-13"}, "period"),
        ({"period": "0001"}, "period"),
        ({"period": "9" * 400}, "period"),
        ({"period": "2026\x00"}, "period"),
        ({"against": "later"}, "against"),
        ({"against": "2027"}, "against"),
        ({"from": "2026-11-01"}, "to"),
        ({"from": "NaN", "to": "2026-11-01"}, "from"),
        ({"from": "0001-01-01", "to": "2026-11-01"}, "from"),
        ({"from": "2026-02-30", "to": "2026-11-01"}, "from"),
        ({"from": "2026-11-02", "to": "2026-11-01"}, "to"),
        ({"from": "2020-01-01", "to": "2026-11-01"}, "to"),
        ({"from": "2026-12-01", "to": "9999-12-31"}, "to"),
        ({"against": "own"}, "against_from"),
    ],
)
def test_period_that_makes_no_sense_is_refused_by_its_field(params, field):
    with pytest.raises(InvalidInput) as refused:
        asked_period(params, TODAY)
    assert refused.value.field == field
