"""The bootstrap: the same seed, known errors, seconds for 1,000 draws, and samples that can't be estimated."""

import time

import numpy as np
import pytest

from surveys.rules.path_model import Model, ModelError, estimate
from surveys.rules.resampling import bootstrap

from . import ecsi

pytestmark = pytest.mark.once
SMALL = Model({"A": ["a1", "a2"], "B": ["b1"]}, [("A", "B")], dict.fromkeys(("a1", "a2", "b1"), (1, 10)))


def small(people=60, seed=1):
    source = np.random.default_rng(seed)
    common = source.normal(size=people)
    return {item: np.clip(np.round(6 + 2 * (common + source.normal(size=people) * 0.7)), 1, 10) for item in SMALL.items}


def test_thousand_draws_take_seconds_and_tell_their_progress():
    steps, start = [], time.perf_counter()
    found = bootstrap(
        ecsi.answers(), ecsi.MODEL, 1000, seed=7, progress=lambda done, total: steps.append((done, total))
    )
    assert time.perf_counter() - start < 20
    assert steps[-1] == (1000, 1000)
    assert found.draws + found.failed == 1000
    fitted = estimate(ecsi.answers(), ecsi.MODEL)
    for pair, value in fitted.paths.items():
        assert found.paths[pair].low < value < found.paths[pair].high
        assert 0 < found.paths[pair].error < 0.15


def test_the_same_seed_gives_the_same_intervals():
    backwards = {item: column[::-1] for item, column in small().items()}
    assert bootstrap(small(), SMALL, 50, seed=3) == bootstrap(backwards, SMALL, 50, seed=3)
    assert bootstrap(small(), SMALL, 50, seed=3) != bootstrap(small(), SMALL, 50, seed=4)


def test_one_draw_equals_the_estimate_of_the_drawn_people():
    values = small()
    order = np.lexsort([values[item] for item in reversed(SMALL.items)])
    values = {item: column[order] for item, column in values.items()}
    drawn = np.random.default_rng(9).integers(0, 60, (1, 60))[0]
    found = bootstrap(values, SMALL, 1, seed=9)
    fitted = estimate({item: column[drawn] for item, column in values.items()}, SMALL)
    assert found.weights["a1"].low == pytest.approx(fitted.weights["a1"], abs=1e-8)
    assert found.index["A"].low == pytest.approx(fitted.index["A"], abs=1e-8)
    assert found.paths["A", "B"].low == pytest.approx(fitted.paths["A", "B"], abs=1e-8)
    importance = fitted.raw_weights["a1"] * fitted.total_effects["A", "B"]
    assert found.importance["a1", "B"].low == pytest.approx(importance, abs=1e-8)


def test_draw_in_which_an_item_is_constant_is_counted():
    values = small() | {"b1": np.array([5.0] * 59 + [6.0])}
    found = bootstrap(values, SMALL, 200, seed=1)
    assert found.failed > 20
    assert found.draws + found.failed == 200


def test_what_cannot_be_estimated_is_refused_before_drawing():
    with pytest.raises(ModelError):
        bootstrap(small() | {"b1": np.full(60, 5.0)}, SMALL, 10, seed=1)


def test_many_people_are_drawn_from_a_part_of_them_around_the_figures_of_all(monkeypatch):
    answers = small(people=1200)
    whole = bootstrap(answers, SMALL, 400, seed=3).paths["A", "B"]
    monkeypatch.setattr("surveys.rules.resampling.DRAWN_FROM", 300)
    part = bootstrap(answers, SMALL, 400, seed=3).paths["A", "B"]
    assert part.error == pytest.approx(whole.error, rel=0.25) and part.error != whole.error
    assert (part.low + part.high) / 2 == pytest.approx((whole.low + whole.high) / 2, abs=0.01)
    assert part == bootstrap(answers, SMALL, 400, seed=3).paths["A", "B"]
