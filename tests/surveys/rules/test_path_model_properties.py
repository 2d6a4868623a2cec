"""What holds for any answers: the order of columns and people, the sign rule, units, and what is refused."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.rules.path_model import Model, ModelError, estimate, index_of

pytestmark = pytest.mark.once
BLOCKS = {"A": ["a1", "a2", "a3"], "B": ["b1", "b2"], "C": ["c1"], "D": ["d1", "d2", "d3", "d4"]}
PATHS = [("A", "B"), ("A", "D"), ("B", "D"), ("D", "C"), ("B", "C")]
ITEMS = [item for block in BLOCKS.values() for item in block]
MODEL = Model(BLOCKS, PATHS, dict.fromkeys(ITEMS, (1, 10)))
usual = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 2**32 - 1)


def drawn(seed, people=80, strength=1.5):
    """Answers from 1 to 10 that depend on each other as the model says."""
    source = np.random.default_rng(seed)
    latents = {"A": source.normal(size=people)}
    for latent in ("B", "D", "C"):
        causes = [latents[cause] for cause, effect in PATHS if effect == latent]
        latents[latent] = sum(causes) * 0.6 + source.normal(size=people)
    return {
        item: np.clip(np.round(6 + strength * latents[latent] + source.normal(size=people)), 1, 10)
        for latent, block in BLOCKS.items()
        for item in block
    }


def assert_same(found, other):
    for name in ("weights", "loadings", "paths", "total_effects", "r2", "index", "alpha", "ave"):
        assert getattr(found, name) == pytest.approx(getattr(other, name), abs=1e-7), name


@usual
@given(seeds, st.randoms(use_true_random=False))
def test_order_of_columns_blocks_paths_and_people_does_not_matter(seed, shuffling):
    answers = drawn(seed)
    found = estimate(answers, MODEL)
    latents = shuffling.sample(list(BLOCKS), len(BLOCKS))
    blocks = {latent: shuffling.sample(BLOCKS[latent], len(BLOCKS[latent])) for latent in latents}
    model = Model(blocks, shuffling.sample(PATHS, len(PATHS)), MODEL.scales)
    people = np.array(shuffling.sample(range(80), 80))
    again = {item: answers[item][people] for item in shuffling.sample(ITEMS, len(ITEMS))}
    assert_same(estimate(again, model), found)


@usual
@given(seeds)
def test_most_loadings_of_a_latent_variable_are_positive(seed):
    try:
        found = estimate(drawn(seed, people=20, strength=0.3), MODEL)
    except ModelError as error:
        # Twenty people whose answers hardly hang together may have no stable weights, which is said and not guessed.
        assert error.code == "unsettled"
        return
    for block in BLOCKS.values():
        signs = sum(np.sign(found.loadings[item]) for item in block)
        assert signs > 0 or (signs == 0 and sum(found.loadings[item] for item in block) >= 0)


@usual
@given(seeds, st.sampled_from(sorted(BLOCKS)))
def test_turning_a_whole_block_round_turns_its_paths_only(seed, latent):
    answers = drawn(seed)
    found = estimate(answers, MODEL)
    turned = estimate(answers | {item: 11 - answers[item] for item in BLOCKS[latent]}, MODEL)
    assert turned.weights == pytest.approx(found.weights, abs=1e-7)
    assert turned.index[latent] == pytest.approx(100 - found.index[latent])
    for pair, value in found.paths.items():
        assert turned.paths[pair] == pytest.approx(-value if latent in pair else value, abs=1e-7)


@usual
@given(seeds, st.floats(0.01, 1000), st.floats(-1e6, 1e6))
def test_the_unit_of_a_scale_does_not_matter(seed, unit, start):
    answers = drawn(seed)
    moved = {item: start + unit * values for item, values in answers.items()}
    model = Model(BLOCKS, PATHS, dict.fromkeys(ITEMS, (start + unit, start + 10 * unit)))
    assert estimate(moved, model).index == pytest.approx(estimate(answers, MODEL).index, abs=1e-4)


@usual
@given(seeds, st.sampled_from(ITEMS), st.integers(1, 10))
def test_constant_item_is_always_named(seed, item, value):
    with pytest.raises(ModelError) as refused:
        estimate(drawn(seed) | {item: np.full(80, float(value))}, MODEL)
    assert refused.value.params == {"item": item}


@usual
@given(seeds, st.integers(0, 9))
def test_too_few_people_are_refused_and_equal_weights_still_give_an_index(seed, people):
    answers = {item: values[:people] for item, values in drawn(seed).items()}
    with pytest.raises(ModelError, match="too few"):
        estimate(answers, MODEL)
    found = index_of(answers, MODEL)
    for latent, block in BLOCKS.items():
        mean = np.mean([answers[item] for item in block]) if people else None
        assert found[latent] is None if mean is None else found[latent].value == pytest.approx(100 * (mean - 1) / 9)
        assert mean is None or 0 <= found[latent].low <= found[latent].value <= found[latent].high <= 100


@usual
@given(seeds)
def test_figures_are_within_their_bounds(seed):
    found = estimate(drawn(seed, people=30), MODEL)
    assert all(-1.000001 <= loading <= 1.000001 for loading in found.loadings.values())
    assert all(-1e-9 <= value <= 1 + 1e-9 for value in found.r2.values())
    assert all(0 <= value <= 1 + 1e-9 for value in found.ave.values())
