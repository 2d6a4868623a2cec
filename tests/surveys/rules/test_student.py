"""Intervals of few answers are those of Student's t, with the degrees of freedom of the strata."""

import pytest
from scipy import stats

from surveys.documents import recompute
from surveys.rules.scores import Z
from surveys.rules.student import errors_of, quantile


@pytest.mark.parametrize("df", [1, 2, 3, 4, 5, 8, 20, 45, 99])
def test_quantile_is_that_of_the_table(df: int) -> None:
    assert quantile(df) == pytest.approx(stats.t.ppf(0.975, df), rel=0.002 if df < 5 else 2e-4)


def test_strata_take_a_degree_each_and_single_answers_one_together() -> None:
    assert errors_of([51]) == quantile(50)
    assert errors_of([20, 10, 0, 1, 1]) == quantile(32 - 2 - 1)
    assert errors_of([1] * 5) == quantile(4)
    assert errors_of([60, 40]) == Z
    assert errors_of([1]) == quantile(1) and errors_of([]) == quantile(1)


@pytest.mark.parametrize("counts", [[1], [2], [5], [3, 2], [20, 10, 1, 1], [1] * 5, [60, 39], [60, 40]])
def test_the_script_of_the_export_says_the_same(counts: list[int]) -> None:
    assert recompute.errors_of(counts) == pytest.approx(errors_of(counts), abs=1e-12)
