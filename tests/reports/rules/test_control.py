"""Control limits of counts."""

import pytest

from reports.rules.control import count_limits, limits_around

pytestmark = pytest.mark.once


def test_limits_are_three_sigma_around_the_mean():
    limits = count_limits([9, 9, 9, 9, 9, 9, 9, 9])
    assert (limits.mean, limits.low, limits.high) == (9, 0, 18)


@pytest.mark.parametrize(("count", "broken"), [(18, False), (19, True), (0, False)])
def test_count_on_the_limit_is_within(count, broken):
    assert limits_around(9).broken_by(count) is broken


def test_lower_limit_is_never_negative():
    assert limits_around(4).low == 0
    assert limits_around(16).low == 4


@pytest.mark.parametrize("counts", [[], [5] * 7, [0] * 20, [0] * 10 + [5] * 7, [1, 0, 1, 0, 1, 0, 1, 0]])
def test_too_few_weeks_have_no_limits(counts):
    assert count_limits(counts) is None


def test_weeks_before_the_first_record_are_ignored():
    assert count_limits([0, 0, 0] + [4] * 8) == count_limits([4] * 8)
