from decimal import Decimal

import pytest

from complaints.quality.rules.rates import Figure, binomial_interval, meets, poisson_interval, rate, ratio

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("count", "low", "high"),
    # Exact 95% intervals of a Poisson count, as tables print them (Garwood 1936).
    [(0, 0, 3.689), (1, 0.0253, 5.572), (5, 1.623, 11.668), (10, 4.795, 18.390), (100, 81.364, 121.627)],
)
def test_poisson_interval_is_the_exact_one(count, low, high):
    found = poisson_interval(count)
    assert found == pytest.approx((low, high), abs=0.001)


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    # Clopper-Pearson.
    [(0, 10, 0, 0.3085), (1, 10, 0.0025, 0.4450), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1)],
)
def test_binomial_interval_is_the_exact_one(hits, total, low, high):
    assert binomial_interval(hits, total) == pytest.approx((low, high), abs=0.0001)


def figure(complaints: int, unit_days: int) -> Figure:
    return Figure("2026-01-01", "2026-02-25", complaints, unit_days // 56, unit_days)


def test_rate_is_complaints_per_thousand_units_and_week():
    # 12 complaints, 1,000 units for 8 weeks: 1.5 a week.
    assert rate(12, 1000 * 56) == Decimal("1.500")
    assert rate(0, 1000 * 56) == Decimal("0.000")
    assert rate(1, 0) is None


def test_target_is_met_up_to_its_value_and_unknown_without_units():
    assert meets(figure(12, 56000), Decimal("1.5")) is True
    assert meets(figure(13, 56000), Decimal("1.5")) is False
    assert meets(figure(0, 0), Decimal("1.5")) is None


def test_interval_of_a_rate_without_complaints_has_an_upper_end():
    low, high = figure(0, 56000).interval
    assert (low, high) == (Decimal("0.000"), Decimal("0.461"))  # 3.689 / 8


def test_ratio_compares_rates_with_their_exposures():
    # 20 complaints, then 5 with twice the units: an eighth of the rate.
    found = ratio(figure(20, 56000), figure(5, 112000))
    assert found is not None
    times, low, high = found
    assert times == Decimal("0.125")
    assert low < times < high < 1


def test_nothing_is_compared_without_complaints_or_units_before():
    assert ratio(figure(0, 56000), figure(3, 56000)) is None
    assert ratio(figure(3, 0), figure(3, 56000)) is None
