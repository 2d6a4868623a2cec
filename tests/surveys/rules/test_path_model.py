"""The path model gives the published figures, on any order of columns, and refuses what can't be estimated."""

import numpy as np
import pytest

from surveys.rules.path_model import Model, ModelError, estimate

from . import ecsi

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def found():
    return estimate(ecsi.answers(), ecsi.MODEL)


def test_paths_equal_the_published_ones(found):
    assert found.n == 250
    assert found.paths == pytest.approx(ecsi.PATHS, abs=1e-6)


def test_loadings_and_explained_variance_equal_the_published_ones(found):
    assert {item: found.loadings[item] for item in ecsi.LOADINGS} == pytest.approx(ecsi.LOADINGS, abs=1e-6)
    assert found.r2 == pytest.approx(ecsi.R2, abs=5e-5)


def test_total_effect_adds_up_the_ways_from_cause_to_effect(found):
    effect, path = found.total_effects, found.paths
    through = path["IMG", "EXP"] * (path["EXP", "PQ"] * path["PQ", "PV"] + path["EXP", "PV"])
    assert effect["IMG", "PV"] == pytest.approx(through)
    assert effect["SAT", "LOY"] == pytest.approx(path["SAT", "LOY"] + path["SAT", "CMP"] * path["CMP", "LOY"])
    assert ("LOY", "IMG") not in effect


def test_index_is_the_weighted_mean_on_a_scale_of_0_to_100(found):
    means = {item: values.mean() for item, values in ecsi.answers().items()}
    for latent, block in ecsi.BLOCKS.items():
        weights = [found.raw_weights[item] for item in block]
        assert sum(weights) == pytest.approx(1)
        expected = 100 * sum(w * (means[i] - 1) for w, i in zip(weights, block, strict=True)) / (9 * sum(weights))
        assert found.index[latent] == pytest.approx(expected)
    assert found.index["CMP"] == pytest.approx(100 * (means["CUSCO"] - 1) / 9)


def test_latent_scores_have_a_variance_of_1(found):
    values = ecsi.answers()
    score = sum(found.weights[i] * (values[i] - values[i].mean()) / values[i].std(ddof=1) for i in ecsi.BLOCKS["SAT"])
    assert score.var(ddof=1) == pytest.approx(1)


def test_order_of_columns_and_blocks_does_not_matter(found):
    blocks = {latent: block[::-1] for latent, block in reversed(ecsi.BLOCKS.items())}
    model = Model(blocks, ecsi.MODEL.paths[::-1], ecsi.MODEL.scales)
    again = estimate(dict(reversed(ecsi.answers().items())), model)
    assert again.weights == pytest.approx(found.weights, abs=1e-9)
    assert again.paths == pytest.approx(found.paths, abs=1e-9)
    assert again.index == pytest.approx(found.index, abs=1e-9)


def test_reliability_follows_the_formulas(found):
    values = np.column_stack([ecsi.answers()[item] for item in ecsi.BLOCKS["SAT"]])
    covariances = np.cov(values, rowvar=False)
    assert found.alpha["SAT"] == pytest.approx(1.5 * (1 - np.trace(covariances) / covariances.sum()))
    loadings = np.array([found.loadings[item] for item in ecsi.BLOCKS["SAT"]])
    assert found.ave["SAT"] == pytest.approx((loadings**2).mean())
    assert found.composite_reliability["SAT"] == pytest.approx(
        loadings.sum() ** 2 / (loadings.sum() ** 2 + (1 - loadings**2).sum())
    )
    assert (found.alpha["CMP"], found.ave["CMP"]) == pytest.approx((1, 1))


def test_people_with_a_gap_are_left_out():
    values = ecsi.answers()
    gap = {item: np.append(found, np.nan if item == "CUSA1" else 5) for item, found in values.items()}
    assert estimate(gap, ecsi.MODEL) == estimate(values, ecsi.MODEL)


def test_constant_item_is_named():
    with pytest.raises(ModelError) as refused:
        estimate(ecsi.answers() | {"PERV1": np.full(250, 7.0)}, ecsi.MODEL)
    assert (refused.value.code, refused.value.params) == ("constant", {"item": "PERV1"})


def test_too_few_rows_are_refused():
    with pytest.raises(ModelError) as refused:
        estimate({item: values[:9] for item, values in ecsi.answers().items()}, ecsi.MODEL)
    assert (refused.value.code, refused.value.params["n"]) == ("too_few", 9)
