"""Changes between rounds: reference figures, and SciPy where there are none."""

import numpy as np
import pytest
from scipy import stats

from surveys.rules.changes import (
    Change,
    holm,
    mcnemar,
    mean_change,
    nps_change,
    paired_change,
    share_change,
)
from surveys.rules.means import Sums
from surveys.rules.scores import nps, nps_of_counts

pytestmark = pytest.mark.once


def test_share_change_equals_the_reference():
    change = share_change(42, 50, 36, 50)
    assert change.z == pytest.approx(1.448, abs=5e-4)
    assert change.p_value == pytest.approx(0.1475, abs=5e-4)
    assert not change.is_significant


@pytest.mark.parametrize(("counts", "z"), [((5, 5, 5, 5), 0), ((0, 5, 0, 5), 0)])
def test_share_change_without_variance_is_none(counts, z):
    assert share_change(*counts).z == z


def test_share_change_requires_two_samples():
    assert share_change(1, 2, 0, 0) is None
    assert share_change(0, 0, 1, 2) is None


def test_nps_change_equals_the_reference():
    change = nps_change(nps_of_counts(60, 10, 100), nps_of_counts(50, 20, 100))
    assert change.z == pytest.approx(1.943, abs=5e-4)
    assert not change.is_significant


def test_nps_change_requires_two_samples_and_accepts_equal_answers():
    all_promoters, all_detractors = nps([10, 10]), nps([0, 0])
    assert nps_change(None, all_promoters) is None
    assert nps_change(all_promoters, None) is None
    assert nps_change(all_promoters, all_promoters).z == 0
    assert nps_change(all_promoters, all_detractors).is_significant
    assert nps_change(all_detractors, all_promoters).z < 0


def sums(values):
    return Sums(len(values), sum(values), sum(value**2 for value in values))


@pytest.mark.parametrize(("n", "m", "shift"), [(5, 7, 0.2), (40, 9, 3), (300, 250, 0.1), (2, 2, 1)])
def test_mean_change_is_welchs_test(n, m, shift):
    draws = np.random.default_rng(n)
    now, before = draws.normal(5 + shift, 1, n).tolist(), draws.normal(5, 3, m).tolist()
    change, expected = mean_change(sums(now), sums(before)), stats.ttest_ind(now, before, equal_var=False)
    assert (change.z, change.df) == pytest.approx((expected.statistic, expected.df))
    assert change.p_value == pytest.approx(expected.pvalue, abs=1e-9)


def test_mean_change_needs_two_answers_on_both_sides_and_may_be_beyond_doubt():
    assert mean_change(sums([1]), sums([1, 2])) is None
    assert mean_change(sums([3, 3]), sums([3, 3])).z == 0
    assert mean_change(sums([4, 4]), sums([3, 3])).is_significant


@pytest.mark.parametrize(
    ("t", "df", "is_significant"), [(2.7, 4, False), (2.8, 4, True), (-2.05, 30, True), (1.97, 1e6, True)]
)
def test_few_answers_need_a_larger_difference(t, df, is_significant):
    assert Change(t, df).is_significant is is_significant


def test_paired_change_compares_each_customer_with_itself():
    now, before = [7, 8, 6, 9, 10, 5], [6, 8, 5, 7, 9, 5]
    change, expected = paired_change(sums(np.subtract(now, before))), stats.ttest_rel(now, before)
    assert (change.z, change.df, change.p_value) == pytest.approx((expected.statistic, 5, expected.pvalue))
    assert change.is_significant
    assert paired_change(sums([1])) is None
    assert paired_change(sums([0, 0])).z == 0


@pytest.mark.parametrize(("gained", "lost"), [(9, 1), (1, 9), (5, 5), (30, 12), (2000, 1900), (1, 0)])
def test_mcnemar_is_the_exact_test_of_those_who_changed(gained, lost):
    change = mcnemar(gained, lost)
    assert change.p_value == pytest.approx(stats.binomtest(gained, gained + lost).pvalue, abs=1e-9)
    assert (change.z > 0) == (gained > lost)
    assert mcnemar(0, 0) is None


def test_mcnemar_of_a_book():
    # 150 and 86 of 794 changed their mind (Agresti, Categorical Data Analysis, table 10.1: z² = 17.36, before halves).
    change = mcnemar(86, 150)
    assert change.z**2 == pytest.approx(17.36, abs=5e-3)
    assert change.is_significant


def test_holm_refuses_one_after_the_other():
    # Ordered .01·4, .013·3, .02·2 and .9: each at least as large as the one before.
    chances = {"a": 0.02, "b": 0.01, "c": 0.9, "d": 0.013}
    assert holm(chances) == pytest.approx({"a": 0.04, "b": 0.04, "c": 0.9, "d": 0.04})
    assert list(holm(chances)) == list(chances) and holm({}) == {}
    assert holm({"a": 0.6, "b": 0.7}) == {"a": 1, "b": 1}


def test_weighted_share_of_all_in_both_samples_is_no_change() -> None:
    """Effective sizes are no whole numbers, so that hits and size differ by rounding."""
    found = share_change(4.499999999999999, 4.499999999999998, 4.499999999999999, 4.499999999999999)
    assert found is not None and found.z == 0 and not found.is_significant
