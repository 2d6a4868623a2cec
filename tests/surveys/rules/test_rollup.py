"""Figures from sums of strata: the published values, and what weights do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rules.changes import holm, two_sided
from surveys.rules.rollup import Shape, Sums, difference, estimated
from surveys.rules.weighting import effective_n, stratum_weights

ONE = {"all": 1.0}


def share(hits: int, n: int) -> dict[str, Sums]:
    return {"all": Sums(n, 100 * hits, 10_000 * hits)}


def nps(promoters: int, detractors: int, n: int) -> dict[str, Sums]:
    return {"all": Sums(n, 100 * (promoters - detractors), 10_000 * (promoters + detractors))}


def test_equal_weights_give_the_published_intervals() -> None:
    found = estimated(share(42, 50), ONE, Shape.SHARE)
    assert (found.value, found.low, found.high) == pytest.approx((84.0, 71.49, 91.66), abs=0.005)
    found = estimated(nps(60, 10, 100), ONE, Shape.NPS)
    assert (found.value, found.high - found.value) == pytest.approx((50, 13.15), abs=0.005)
    found = estimated(nps(60, 10, 100), ONE, Shape.NPS, reached=100 / 300)
    assert found.high - found.value == pytest.approx(10.75, abs=0.005)


def test_changes_are_tested_as_published() -> None:
    now, before = estimated(share(42, 50), ONE, Shape.SHARE), estimated(share(36, 50), ONE, Shape.SHARE)
    assert difference(now, before, Shape.SHARE) == pytest.approx(1.448, abs=0.0005)
    now, before = estimated(nps(60, 10, 100), ONE, Shape.NPS), estimated(nps(50, 20, 100), ONE, Shape.NPS)
    assert difference(now, before, Shape.NPS) == pytest.approx(1.943, abs=0.0005)


def test_weights_make_up_for_strata_that_answered_less() -> None:
    weights = stratum_weights({"big": 90, "small": 10}, {"big": 10, "small": 10})
    assert weights == pytest.approx({"big": 1.8, "small": 0.2})
    sums = {"big": Sums(10, 1000, 100_000), "small": Sums(10, 0, 0)}
    assert estimated(sums, weights, Shape.SHARE).value == pytest.approx(90)
    assert effective_n(weights, {"big": 10, "small": 10}) == pytest.approx(400 / 32.8)


def test_strata_without_answers_or_population_do_no_harm() -> None:
    assert stratum_weights({"a": 10, "b": 10}, {"a": 5, "c": 2}) == {"a": 1.0, "c": 1.0}
    assert estimated({}, {}, Shape.INDEX) is None


def test_everybody_answered_leaves_no_margin() -> None:
    found = estimated(share(4, 10), ONE, Shape.SHARE, reached=1.0)
    assert found.low == found.value == found.high


def test_holm_multiplies_the_smallest_most_and_keeps_the_order() -> None:
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx({"a": 0.03, "c": 0.06, "b": 0.06})
    assert holm({}) == {}
    assert two_sided(1.959964) == pytest.approx(0.05, abs=1e-6)


@given(st.lists(st.lists(st.integers(0, 100), min_size=2, max_size=6), min_size=1, max_size=3))
def test_the_figure_is_the_mean_of_all_when_strata_answer_alike(groups: list[list[int]]) -> None:
    sums = {n: Sums(len(g), sum(g), sum(x * x for x in g)) for n, g in enumerate(groups)}
    weights = stratum_weights({n: 10 * len(g) for n, g in enumerate(groups)}, {n: len(g) for n, g in enumerate(groups)})
    everybody = [x for g in groups for x in g]
    found = estimated(sums, weights, Shape.INDEX)
    assert found.value == pytest.approx(sum(everybody) / len(everybody))
    assert found.low <= found.value <= found.high and found.effective_n == pytest.approx(len(everybody))


def test_stratum_of_few_answers_varies_at_least_as_all_do_within() -> None:
    sums = {"many": Sums(10, 500, 30_000), "alike": Sums(2, 100, 5_000)}
    alone = estimated({"many": sums["many"]}, {"many": 1.0}, Shape.INDEX)
    found = estimated(sums, {"many": 1.0, "alike": 1.0}, Shape.INDEX)
    within = 5_000 / 10
    assert (12 * found.error) ** 2 == pytest.approx((10 * alone.error) ** 2 + 2 * within)
