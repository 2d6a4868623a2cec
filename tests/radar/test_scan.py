"""What rises: the exact test, the limit for all series, and what one rise explains."""

from math import comb

import pytest

from bench.radar import detected, false_alarms
from reports.radar.rules.scan import HISTORY, PAST, QUARTER, Series, alarming_tests, once_in, scan
from reports.radar.rules.tail import scattered_tail, upper_tail

NOISE = 10


def weeks(_series: Series) -> list[float]:
    return [1.0] * HISTORY


def counts(usual: int, *last: int) -> list[int]:
    """As many a week, and these in the last weeks."""
    return [usual] * (HISTORY - len(last)) + list(last)


@pytest.mark.parametrize(("x", "n", "p"), [(5, 20, 0.1), (28, 190, 1 / 14), (1, 3, 0.5), (18, 174, 1 / 27)])
def test_tail_equals_the_sum_of_the_binomial_distribution(x, n, p):
    exact = sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(x, n + 1))
    assert upper_tail(x, n, p) == pytest.approx(exact, rel=1e-9)


def test_scattered_tail_sums_to_one_and_nears_the_binomial_one():
    assert scattered_tail(0, 9, 2, 3) == 1.0
    # Of one trial it is the mean a ÷ (a + b); of a uniform distribution each count is as likely.
    assert scattered_tail(1, 1, 2, 3) == pytest.approx(0.4)
    assert scattered_tail(7, 9, 1, 1) == pytest.approx(0.3)
    assert scattered_tail(5, 20, 1e6, 9e6) == pytest.approx(upper_tail(5, 20, 0.1), rel=1e-4)


def test_tail_has_ends():
    assert (upper_tail(0, 5, 0.5), upper_tail(6, 5, 0.5), upper_tail(3, 5, 0.0)) == (1.0, 0.0, 0.0)


def test_tests_that_can_never_alarm_do_not_count():
    assert alarming_tests([1e-9, 1e-9, 0.5, 0.9]) == 2
    assert alarming_tests([]) == 0


def test_batch_that_rises_is_reported_once_with_its_own_figures():
    hot = Series("complaint", 5, 1, "B17", 1)
    cells = {hot: counts(1, 8, 9)}
    cells |= {Series("complaint", 5, 1, f"B{n}", n % 3): counts(1) for n in range(NOISE)}
    found = scan(cells, weeks)
    assert [row.series for row in found.alarms] == [Series(problem=5, product=1, batch="B17")]
    [alarm] = found.alarms
    assert (alarm.weeks, alarm.count, alarm.usual) == (2, 17, 2.0)
    assert alarm.times == 8.5
    assert alarm.chance <= found.limit == 0.5 / (QUARTER * found.tests)


def test_rise_in_all_batches_of_a_product_is_one_of_the_product():
    cells = {Series("complaint", 5, 1, f"B{n}", n % 3): counts(1, 3, 3) for n in range(NOISE)}
    cells |= {Series("complaint", 7, 2, f"C{n}", n % 3): counts(1) for n in range(NOISE)}
    found = scan(cells, weeks)
    assert len(found.alarms) == 1
    assert (found.alarms[0].count, found.alarms[0].usual, found.alarms[0].series.batch) == (60, 20.0, None)


def test_units_in_use_explain_more_tickets():
    series = Series("complaint", 5, 1, "B17", 1)
    grows = [1.0] * PAST + [4.0] * (HISTORY - PAST)
    assert scan({series: counts(2, 8, 8, 8, 8)}, lambda _series: grows).alarms == []
    assert len(scan({series: counts(2, 8, 8, 8, 8)}, weeks).alarms) == 1


def test_series_without_eight_weeks_of_past_is_not_watched():
    young = [0.0] * (HISTORY - 7) + [1.0] * 7
    found = scan({Series("complaint", 5, 1, "B17", 1): counts(0, 9, 9)}, lambda _series: young)
    assert (found.series, found.alarms) == (0, [])


def test_chance_is_said_with_two_digits():
    assert [once_in(chance) for chance in (0.00025, 1 / 437, 0.1)] == [4000, 430, 10]


def test_planted_defect_is_found_within_two_weeks_and_noise_is_not():
    """A small sample of bench/radar.py, from its seed."""
    assert detected(500, 7, 3) >= 0.9
    assert detected(500, 7, 1) == 0
    assert false_alarms(1, 1.0, series=60) == 0
