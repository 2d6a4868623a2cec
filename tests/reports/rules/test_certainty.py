"""How sure a change is, with values that other programs give."""

import pytest

from reports.rules.certainty import Certainty, adjusted, beyond_usual, count_changed, share_changed


@pytest.mark.parametrize(
    ("counts", "test", "verdict"),
    [
        ((961, 1000, 960, 1000), "proportions", "usual"),
        ((708, 1000, 640, 1000), "proportions", "significant"),
        ((9, 10, 3, 10), "fisher", "significant"),
        ((4, 4, 0, 100), "none", "unknown"),
        ((10, 10, 10, 10), "fisher", "usual"),
    ],
)
def test_share_is_tested_by_the_test_that_fits_its_size(counts, test, verdict):
    found = share_changed(*counts)
    assert (found.test, found.verdict) == (test, verdict)


def test_fisher_equals_the_published_value():
    """4 of 5 against 1 of 5: 52 of 252 ways are at most as likely."""
    assert share_changed(4, 5, 1, 5).chance == pytest.approx(0.206349, abs=1e-6)


@pytest.mark.parametrize(
    ("now", "before", "days", "days_before", "verdict"),
    [
        (96, 108, 31, 30, "usual"),
        (30, 10, 30, 31, "significant"),
        (28, 31, 28, 31, "usual"),  # February: the same rate
        (0, 0, 30, 31, "unknown"),
        (6000, 5000, 30, 30, "significant"),
    ],
)
def test_count_allows_for_the_length_of_the_period(now, before, days, days_before, verdict):
    assert count_changed(now, before, days, days_before).verdict == verdict


def test_count_has_the_exact_binomial_chance():
    """10 against 2 in equal periods: 2 · P(X ≤ 2 | 12, ½) = 2 · 79/4096."""
    assert count_changed(10, 2, 30, 30).chance == pytest.approx(158 / 4096, abs=1e-6)


@pytest.mark.parametrize(
    ("value", "verdict"), [(11.0, "usual"), (12.5, "usual"), (16.0, "significant"), (4.0, "significant")]
)
def test_amount_is_compared_with_the_moves_of_the_periods_before(value, verdict):
    assert beyond_usual(value, 9, [10, 11, 9, 10, 11, 9]).verdict == verdict
    assert beyond_usual(value, 9, [10, 11, 9]).verdict == "unknown"


def test_chances_of_a_report_are_adjusted_together():
    found = adjusted({name: Certainty("poisson", 0.03, "significant") for name in "abc"})
    assert {one.verdict for one in found.values()} == {"usual"}
    kept = adjusted({"a": Certainty("poisson", 0.001, "significant"), "b": Certainty("range", None, "significant")})
    assert {one.verdict for one in kept.values()} == {"significant"}
