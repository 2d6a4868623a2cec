"""The reference values are published or computed by hand from the formulas named in the module."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rules.scores import (
    ces,
    csat,
    finite_population_factor,
    margin_of_share,
    nps,
    percentage,
    rescale,
    rescale_recommend,
    response_rate,
    sample_size,
    wilson,
)

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("answer", "points", "score"),
    [(1, 5, 0), (3, 5, 50), (5, 5, 100), (1, 7, 0), (4, 7, 50), (7, 7, 100), (1, 10, 0), (10, 10, 100)],
)
def test_rescale_maps_answers_to_a_hundred(answer, points, score):
    assert rescale(answer, points) == score


@pytest.mark.parametrize(("answer", "score"), [(0, 0), (7, 70), (10, 100)])
def test_rescale_recommend_maps_answers_to_a_hundred(answer, score):
    assert rescale_recommend(answer) == score


@pytest.mark.parametrize(("answer", "points"), [(0, 5), (6, 5), (1, 1)])
def test_rescale_refuses_answers_off_the_scale(answer, points):
    with pytest.raises(ValueError, match="scale"):
        rescale(answer, points)


def test_rescale_recommend_refuses_answers_off_the_scale():
    with pytest.raises(ValueError, match="scale"):
        rescale_recommend(11)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(42, 50, 0.7149, 0.9166), (10, 10, 0.7225, 1), (0, 10, 0, 0.2775)],
)
def test_wilson_interval_equals_the_reference(hits, n, low, high):
    assert wilson(hits, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("hits", "n"), [(0, 0), (3, 2), (-1, 2)])
def test_wilson_refuses_impossible_shares(hits, n):
    with pytest.raises(ValueError, match="share"):
        wilson(hits, n)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_contains_the_share_within_0_and_1(counts):
    low, high = wilson(*counts)
    assert 0 <= low <= counts[0] / counts[1] + 1e-12
    assert counts[0] / counts[1] - 1e-12 <= high <= 1


@pytest.mark.parametrize(
    ("answers", "points", "value", "n"),
    [
        ([5, 4, 3, 2, 1], 5, 40, 5),
        ([7, 6, 5, 1], 7, 50, 4),
        ([10, 9, 8, 1], 10, 50, 4),
        ([5, None, None, 3], 5, 50, 2),  # N/A is left out of the denominator
    ],
)
def test_csat_is_the_top_two_boxes(answers, points, value, n):
    score = csat(answers, points)
    assert (score.value, score.n) == (value, n)
    assert score.low < value < score.high


def test_csat_equals_the_reference():
    score = csat([5] * 30 + [4] * 12 + [3] * 8)
    assert (score.value, score.low, score.high) == pytest.approx((84, 71.49, 91.66), abs=5e-3)


@pytest.mark.parametrize("score", [csat, nps, ces])
def test_score_without_answers_is_none(score):
    assert score([]) is None
    assert score([None, None]) is None


@pytest.mark.parametrize("score", [csat, nps, ces])
def test_answer_off_the_scale_is_refused(score):
    with pytest.raises(ValueError, match="scale"):
        score([11])


RECOMMEND = [9, 10] * 30 + [7, 8] * 15 + [0, 6] * 5


@pytest.mark.parametrize(("population", "margin"), [(None, 13.15), (300, 10.75), (100, 0)])
def test_nps_equals_the_reference(population, margin):
    score = nps(RECOMMEND, population)
    assert (score.value, score.margin) == pytest.approx((50, margin), abs=5e-3)
    assert (score.promoters, score.detractors, score.n) == (0.6, 0.1, 100)


@pytest.mark.parametrize(("answer", "value"), [(10, 100), (9, 100), (8, 0), (7, 0), (6, -100), (0, -100)])
def test_nps_counts_promoters_passives_and_detractors(answer, value):
    assert nps([answer]).value == value


def test_ces_is_mean_and_share_of_easy():
    effort = ces([7, 5, 4, 1, None])
    assert (effort.mean, effort.easy.value, effort.easy.n) == (4.25, 50, 4)


@pytest.mark.parametrize(("population", "size"), [(50, 45), (120, 92), (400, 197), (2000, 323), (1, 1), (0, 0)])
def test_sample_size_equals_the_reference(population, size):
    assert sample_size(0.05, population) == size


def test_margin_of_share_equals_the_reference():
    assert margin_of_share(60, 120) == pytest.approx(0.0898, abs=5e-5)


@pytest.mark.parametrize(("n", "population", "factor"), [(5, None, 1), (1, 1, 1), (100, 100, 0), (101, 100, 0)])
def test_finite_population_factor_is_correct_at_its_ends(n, population, factor):
    assert finite_population_factor(n, population) == factor


def test_response_rate_includes_everybody_possibly_eligible():
    rate = response_rate(complete=40, partial=5, refused=10, no_contact=30, other=5, unknown=10)
    assert rate == 40
    assert response_rate(complete=0) is None


def test_percentage_without_a_total_is_none():
    assert percentage(0, 0) is None
