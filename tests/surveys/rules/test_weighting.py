"""Weights of strata, and what is important but not good enough."""

import pytest

from surveys.rules.importance import Quadrant, quadrants
from surveys.rules.weighting import effective_n, stratum_weights

pytestmark = pytest.mark.once


def test_weights_restore_the_shares_of_the_frame():
    weights = stratum_weights({"north": 300, "south": 100}, {"north": 20, "south": 20})
    assert weights == pytest.approx({"north": 1.5, "south": 0.5})
    assert (20 * 1.5 + 20 * 0.5) / 40 == 1
    assert effective_n(weights, {"north": 20, "south": 20}) == pytest.approx(40**2 / (20 * 2.25 + 20 * 0.25))


def test_stratum_that_nobody_answered_has_no_weight_and_an_unknown_one_counts_as_it_answered():
    populations, counts = {"north": 300, "south": 100, "east": 50}, {"north": 30, "south": 10, "east": 0, "new": 3}
    assert stratum_weights(populations, counts) == pytest.approx({"north": 1, "south": 1, "new": 1})


def test_equal_weights_lose_nothing():
    assert effective_n({"all": 0.7}, {"all": 12, "none": 0}) == pytest.approx(12)
    assert effective_n({}, {}) == 0


def test_quadrants_are_cut_at_the_means():
    found = quadrants({"PQ": 0.6, "PV": 0.2, "IMG": 0.5, "EXP": 0.1}, {"PQ": 60, "PV": 90, "IMG": 80, "EXP": 50})
    assert (found.importance, found.performance) == pytest.approx((0.35, 70))
    assert {name: point.quadrant for name, point in found.points.items()} == {
        "PQ": Quadrant.CONCENTRATE,
        "PV": Quadrant.OVERKILL,
        "IMG": Quadrant.KEEP_UP,
        "EXP": Quadrant.LOW_PRIORITY,
    }
    assert quadrants({"PQ": 0.6}, {}) is None
