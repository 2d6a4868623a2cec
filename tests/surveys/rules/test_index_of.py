"""The index of answers with given weights, its interval, gaps, strata and a finite population."""

import numpy as np
import pytest

from surveys.rules.path_model import Model, estimate, index_of

from . import ecsi

pytestmark = pytest.mark.once
NAN = np.nan
MODEL = Model(
    {"SAT": ["a", "b", "c"], "LOY": ["nps"]}, [("SAT", "LOY")], dict.fromkeys("abc", (1, 5)) | {"nps": (0, 10)}
)


def answers(**values):
    return {item: np.array(values.get(item, [3.0] * 4), dtype=float) for item in MODEL.items}


def test_each_item_has_its_own_scale():
    found = index_of(answers(a=[5] * 4, b=[3] * 4, c=[1] * 4, nps=[7] * 4), MODEL)
    assert (found["SAT"].value, found["LOY"].value) == pytest.approx((50, 70))


def test_own_weights_give_the_index_of_the_estimate():
    values = ecsi.answers()
    fitted = estimate(values, ecsi.MODEL)
    found = index_of(values, ecsi.MODEL, fitted.raw_weights)
    assert {latent: score.value for latent, score in found.items()} == pytest.approx(fitted.index)


def test_half_of_the_items_must_be_answered():
    found = index_of(answers(a=[5, 5, NAN, NAN], b=[5, 3, NAN, 4], c=[5, NAN, 1, NAN], nps=[NAN] * 4), MODEL)
    assert (found["SAT"].n, found["SAT"].value) == (2, pytest.approx((100 + 75) / 2))
    assert found["LOY"] is None


def test_interval_is_that_of_a_mean():
    values = np.array([2, 3, 4, 5, 5, 1, 4, 4])
    one = Model({"SAT": ["a"], "LOY": ["nps"]}, [("SAT", "LOY")], MODEL.scales)
    found = index_of({"a": values, "nps": values}, one)["SAT"]
    error = 25 * values.std(ddof=1) / 8**0.5
    t = 2.364624  # of 7 degrees of freedom
    assert found.error == pytest.approx(error)
    assert (found.low, found.high) == pytest.approx((found.value - t * error, found.value + t * error), rel=1e-4)


def test_weights_of_people_count_and_strata_narrow_the_interval():
    values = answers(a=[1, 1, 5, 5], b=[1, 1, 5, 5], c=[1, 2, 5, 4])
    strata = np.array(["n", "n", "s", "s"])
    alone = index_of(values, MODEL, None, np.array([2, 2, 0.5, 0.5]))["SAT"]
    found = index_of(values, MODEL, None, np.array([2, 2, 0.5, 0.5]), strata)["SAT"]
    assert found.value == alone.value == pytest.approx((2 * 0 + 2 * 25 / 3 + 0.5 * 100 + 0.5 * (275 / 3)) / 5)
    assert found.error < alone.error
    everybody = index_of(values, MODEL, None, None, strata, {"n": 2, "s": 2})["SAT"]
    assert everybody.error == 0


def test_one_answer_has_no_interval():
    found = index_of(answers(nps=[7, NAN, NAN, NAN]), MODEL)["LOY"]
    assert (found.value, found.low, found.high, found.n) == (pytest.approx(70), 0, 100, 1)


def test_weight_that_is_not_above_0_is_refused():
    with pytest.raises(ValueError, match="SAT"):
        index_of(answers(), MODEL, {"a": 1, "b": -1, "c": 1, "nps": 1})
