"""The u-chart and Laney's u′-chart, against figures worked by hand.

HX-250 B2603-17, weeks 24 to 50. The baseline is weeks 24 to 38:

    Σc = 17, Σn = 7,675, so ū = 17 ÷ 7,675 = 0.002215 = 2.21 ‰
    z of a week = (c ÷ n − ū) ÷ √(ū ÷ n). Week 24: (0 − 0.002215) ÷ √(0.002215 ÷ 118) = −0.002215 ÷ 0.004332 = −0.511
    week 25: (1 ÷ 167 − 0.002215) ÷ √(0.002215 ÷ 167) = 0.003773 ÷ 0.003642 = 1.036; … week 38: 0.743
    moving ranges: |1.036 − (−0.511)| = 1.547, 1.739, 2.431, … 2.108; their sum is 20.656, their mean 20.656 ÷ 14 = 1.4754
    σz = 1.4754 ÷ 1.128 = 1.308

    Week 47, n = 1,086: √(0.002215 ÷ 1,086) = 0.0014281
    u limit  0.002215 + 3 × 0.0014281 = 0.006499 = 6.5 ‰
    u′ limit 0.002215 + 3 × 1.308 × 0.0014281 = 0.007819 = 7.8 ‰
    seen     10 ÷ 1,086 = 0.009208 = 9.2 ‰, beyond both
    Week 46: 8 ÷ 1,074 = 7.45 ‰ lies between 6.52 and 7.85 ‰
    Weeks 38 to 45 lie above ū: the eighth in a row is week 45
"""

from fractions import Fraction
from statistics import fmean

import pytest

from aftersales.kernel.errors import InvalidInput
from complaints.quality.rules.control_chart import NO_COMPLAINTS, TOO_FEW, Alarms, Count, control_chart

FIRST_WEEK = 24
COMPLAINTS = [0, 1, 0, 2, 0, 1, 2, 0, 1, 1, 3, 1, 2, 0, 3, 3, 4, 3, 5, 4, 5, 6, 8, 10, 5, 3, 2]
UNITS = [118, 167, 223, 284, 338, 402, 467, 519, 578, 633, 687, 742, 790, 842, 885, 920, 952, 977, 1002, 1026, 1043]
UNITS += [1061, 1074, 1086, 1086, 1086, 1086]
COUNTS = [Count(c, n) for c, n in zip(COMPLAINTS, UNITS, strict=True)]


def week(chart, number):
    return chart.points[number - FIRST_WEEK]


def test_centre_and_limits_are_those_worked_by_hand():
    chart = control_chart(COUNTS)
    assert (sum(COMPLAINTS), sum(COMPLAINTS[:15]), sum(UNITS[:15])) == (75, 17, 7675)
    assert chart.centre == pytest.approx(17 / 7675)
    assert chart.sigma_z == pytest.approx(1.308, abs=0.0005)
    point = week(chart, 47)
    assert [round(rate * 1000, 1) for rate in (point.u_upper, point.upper, point.rate)] == [6.5, 7.8, 9.2]
    assert point.u_lower == point.lower == 0
    assert week(chart, 24).upper == pytest.approx(0.002215 + 3 * 1.308 * 0.004332, abs=0.00001)


def test_alarms_are_those_of_the_story():
    chart = control_chart(COUNTS)
    assert [at + FIRST_WEEK for at, p in enumerate(chart.points) if p.beyond] == [47]
    assert week(chart, 46).over_u
    assert not week(chart, 46).beyond
    assert [at + FIRST_WEEK for at, p in enumerate(chart.points) if p.ends_run] == [45, 46, 47, 48, 49]
    assert next(at for at, p in enumerate(chart.points) if p.in_run) + FIRST_WEEK == 38


def test_limits_agree_with_an_independent_computation():
    """The same from the definitions in exact fractions, with the square root by Newton's method."""

    def root(value):
        guess = Fraction(value).limit_denominator(10**12) or Fraction(1)
        for _step in range(60):
            guess = ((guess + value / guess) / 2).limit_denominator(10**15)
        return guess

    centre = Fraction(17, 7675)
    deviations = [root(centre / n) for n in UNITS]
    z = [(Fraction(c, n) - centre) / s for c, n, s in zip(COMPLAINTS, UNITS, deviations, strict=True)][:15]
    sigma = fmean(float(abs(b - a)) for a, b in zip(z, z[1:], strict=False)) / 1.128
    for point, deviation in zip(control_chart(COUNTS).points, deviations, strict=True):
        assert point.u_upper == pytest.approx(float(centre + 3 * deviation), rel=1e-9)
        assert point.upper == pytest.approx(float(centre) + 3 * sigma * float(deviation), rel=1e-9)


def test_limits_of_both_charts_are_the_same_where_sigma_z_is_one():
    # z alternates by d2 = 1.128 around 0, so its mean moving range ÷ 1.128 is 1.
    n, base = 10**8, 100
    high, low = base + round(0.564 * 10), base - round(0.564 * 10)
    chart = control_chart([Count(c, n) for c in [high, low] * 8], baseline=16)
    assert chart.sigma_z == pytest.approx(12 / 10 / 1.128)
    assert chart.points[0].upper - chart.centre == pytest.approx(
        chart.sigma_z * (chart.points[0].u_upper - chart.centre)
    )


@pytest.mark.parametrize(
    ("count", "code", "field"),
    [(Count(1, 0), "no_units", "units"), (Count(-1, 5), "negative", "complaints"), (Count(1, -5), "no_units", "units")],
)
def test_a_period_that_has_no_rate_is_refused_by_its_number(count, code, field):
    with pytest.raises(InvalidInput) as error:
        control_chart([Count(1, 5), count])
    assert (error.value.code, error.value.field, error.value.params) == (code, field, {"number": "2"})


def test_a_baseline_of_one_period_is_refused():
    with pytest.raises(InvalidInput):
        control_chart(COUNTS, baseline=1)


@pytest.mark.parametrize("weeks", [0, 1, 7])
def test_too_few_periods_have_no_limits(weeks):
    chart = control_chart([Count(9, 10)] * weeks)
    assert (chart.why, chart.has_limits, len(chart.points)) == (TOO_FEW, False, weeks)
    assert not any(point.beyond or point.in_run for point in chart.points)


def test_eight_periods_are_enough():
    assert control_chart(COUNTS[:8]).has_limits


def test_a_period_that_runs_is_no_part_of_the_baseline():
    chart = control_chart(COUNTS[:8], complete=7)
    assert chart.why == TOO_FEW


def test_without_complaints_there_are_no_limits():
    chart = control_chart([Count(0, 100)] * 20)
    assert (chart.why, chart.centre) == (NO_COMPLAINTS, None)


def test_a_baseline_without_complaints_goes_on_to_the_first_one():
    chart = control_chart([Count(0, 100)] * 20 + [Count(5, 100)])
    assert chart.baseline == 21
    assert chart.points[-1].beyond


def test_a_limit_below_two_complaints_needs_three_of_them():
    quiet = [Count(0, 100)] * 14 + [Count(1, 100)]
    assert not control_chart([*quiet, Count(2, 100)]).points[-1].beyond
    assert control_chart([*quiet, Count(3, 100)]).points[-1].beyond


def test_equal_rates_are_no_alarm():
    chart = control_chart([Count(4, 100)] * 30)
    assert chart.sigma_z == 0
    assert not any(point.beyond or point.in_run for point in chart.points)


def test_each_rule_has_its_switch():
    neither = control_chart(COUNTS, alarms=Alarms(beyond=False, run=0))
    assert not any(p.beyond or p.in_run or p.ends_run for p in neither.points)
    five = control_chart(COUNTS, alarms=Alarms(run=5))
    assert next(at for at, p in enumerate(five.points) if p.ends_run) + FIRST_WEEK == 42


def test_seven_in_a_row_are_no_run():
    chart = control_chart([*COUNTS[:14], *[Count(5, 1000)] * 7, Count(0, 1000)], baseline=14)
    assert not any(point.in_run for point in chart.points)
