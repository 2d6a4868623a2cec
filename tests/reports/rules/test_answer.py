"""The rules that decide whether a figure has changed beyond chance."""

import pytest

from reports.rules.answer import below_target, has_grown, is_slower, way_of_count, way_of_score, way_of_share

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("figure", "way"),
    [
        (None, "unknown"),
        ({"change": None, "significant": None}, "unknown"),
        ({"change": 3.0, "significant": None}, "unknown"),
        ({"change": 3.0, "significant": False}, "same"),
        ({"change": 3.0, "significant": True}, "up"),
        ({"change": -3.0, "significant": True}, "down"),
    ],
)
def test_score_has_moved_only_beyond_chance(figure, way):
    assert way_of_score(figure) == way


@pytest.mark.parametrize(
    ("now", "before", "way"),
    [
        (148, 168, "down"),
        (160, 168, "same"),
        (9, 16, "down"),
        (10, 16, "down"),
        (11, 16, "same"),
        (3, 2, "same"),
        (5, 0, "unknown"),
        (0, 0, "unknown"),
        (0, 1, "same"),
        (0, 2, "down"),
    ],
)
def test_count_has_moved_only_beyond_chance(now, before, way):
    assert way_of_count(now, before) == way


def test_growth_is_known_without_an_earlier_count():
    assert has_grown(7, 0) and has_grown(2, 0)
    assert not has_grown(1, 0) and not has_grown(4, 4)


def test_share_has_moved_only_beyond_chance():
    assert way_of_share(0.90, 100, 0.96, 100) == "down"
    assert way_of_share(0.95, 100, 0.96, 100) == "same"
    assert way_of_share(1.0, 10, 1.0, 10) == "same"
    assert way_of_share(None, 0, 0.9, 10) == "unknown"


def test_median_is_slower_only_beyond_chance():
    assert is_slower(31.5, 60, 14.0, 60)
    assert not is_slower(31.5, 6, 22.0, 6)
    assert not is_slower(1.4, 500, 0.5, 500)  # less than an hour
    assert not is_slower(31.5, 60, None, 0)
    assert is_slower(8.0, 5, 0.0, 5)


def test_target_is_missed_only_beyond_chance():
    assert below_target(0.80, 100)
    assert not below_target(0.94, 100)
    assert not below_target(0.0, 4)
    assert not below_target(None, 0)
