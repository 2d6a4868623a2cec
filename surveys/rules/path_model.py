"""The index of satisfaction by PLS path modelling: Mode A, centroid scheme, standardised items (S3).

Formulas: Wold (1982), Fornell et al. (1996), Monecke & Leisch (2012). The model is data: blocks of items that measure
a latent variable each, and paths between latent variables from cause to effect. Needs NumPy, so import this module
inside tasks and commands only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np

from aftersales.kernel.errors import gettext_noop

from .fitting import MAX_STEPS, Fitted, Floats, fit
from .reliability import average_variance, composite_reliability, cronbach_alpha
from .scores import IndexScore
from .structures import Model, ModelError, Path, checked, reachable
from .student import FEW_IN_STRATUM, errors_of

__all__ = ["Estimate", "IndexScore", "Model", "ModelError", "estimate", "index_of", "scaled"]

FEWEST = 10  # complete rows; fewer tell nothing about weights
ANSWERED = 0.5  # the share of its items that a latent score needs


@dataclass(frozen=True)
class Estimate:
    """What a model says about answers of `n` people who answered every item.

    weights: of the standardised items, so that each latent score has a variance of 1. raw_weights: of the items as
    they are, on a scale of 0 to 100; those of a latent variable add up to 1. loadings: correlations of items with their
    latent variable. r2: of latent variables with causes. index: 0 to 100. alpha is NaN where it has no value.
    """

    weights: dict[str, float]
    raw_weights: dict[str, float]
    loadings: dict[str, float]
    paths: dict[Path, float]
    total_effects: dict[Path, float]
    r2: dict[str, float]
    index: dict[str, float]
    alpha: dict[str, float]
    composite_reliability: dict[str, float]
    ave: dict[str, float]
    n: int


def estimate(answers: Mapping[str, Floats], model: Model) -> Estimate:
    """Estimate the model on the people who answered every item. answers: by item, NaN where one is missing.

    Raises ModelError if the model is no model, fewer than ten people are left, an item is constant, two items or causes
    can't be told apart, or the weights don't settle.
    """
    rows = scaled(answers, checked(model))
    rows = rows[~np.isnan(rows).any(axis=1)]
    if len(rows) < FEWEST:
        raise ModelError(
            gettext_noop("%(n)s complete rows are too few: at least %(least)s are needed."),
            code="too_few",
            n=len(rows),
            least=FEWEST,
        )
    flat = np.ptp(rows, axis=0) == 0
    if flat.any():
        raise ModelError(
            gettext_noop("All answers to “%(item)s” are the same, so it can’t be weighted."),
            code="constant",
            item=model.items[int(np.argmax(flat))],
        )
    fitted = fit(np.atleast_2d(np.corrcoef(rows, rowvar=False))[np.newaxis], model)
    if not fitted.converged[0]:
        raise ModelError(
            gettext_noop("The weights don’t settle within %(steps)s steps."), code="unsettled", steps=MAX_STEPS
        )
    _check_causes(fitted, model)
    return _described(rows, fitted, model)


def index_of(
    answers: Mapping[str, Floats],
    model: Model,
    raw_weights: Mapping[str, float] | None = None,
    case_weights: Floats | None = None,
    strata: np.ndarray | None = None,
    populations: Mapping[object, int] | None = None,
) -> dict[str, IndexScore | None]:
    """The index of each latent variable with its 95% interval; None where nobody answered half of its items.

    raw_weights: of the items on a scale of 0 to 100, above 0; without them all items of a block count the same.
    case_weights: of the people (surveys/rules/weighting.py). strata: the stratum of each person; populations: how many
    people each stratum has, which makes the interval narrower where a large part of them answered.
    """
    rows, place = scaled(answers, model), {item: at for at, item in enumerate(model.items)}
    cases = np.ones(len(rows)) if case_weights is None else np.asarray(case_weights, dtype=np.float64)
    found: dict[str, IndexScore | None] = {}
    for latent, block in model.blocks.items():
        weights = np.array([1.0 if raw_weights is None else raw_weights[item] for item in block])
        if (weights <= 0).any():
            raise ValueError(f"the weights of {latent} must be above 0")
        score = latent_scores(rows[:, [place[item] for item in block]], weights)
        found[latent] = _mean(score, cases, strata, populations or {})
    return found


def scaled(answers: Mapping[str, Floats], model: Model) -> Floats:
    """The answers as rows of people and columns of items, each on a scale of 0 to 100."""
    columns = []
    for item in model.items:
        low, high = model.scales[item]
        columns.append(100 * (np.asarray(answers[item], dtype=np.float64) - low) / (high - low))
    return np.column_stack(columns)


def latent_scores(rows: Floats, weights: Floats) -> Floats:
    """The weighted mean of what each person answered, NaN if that is less than half of the items."""
    given = ~np.isnan(rows)
    total = given @ weights
    with np.errstate(invalid="ignore", divide="ignore"):
        score: Floats = np.where(given, rows, 0.0) @ weights / total
    score[given.sum(axis=1) < ANSWERED * rows.shape[1]] = np.nan
    return score


def _mean(
    score: Floats, cases: Floats, strata: np.ndarray | None, populations: Mapping[object, int]
) -> IndexScore | None:
    """The weighted mean of the scores; its variance is that of a stratified sample, by linearisation."""
    given = ~np.isnan(score)
    score, cases = score[given], cases[given]
    if not len(score):
        return None
    value = float(np.average(score, weights=cases))
    parts = cases * (score - value) / cases.sum()
    groups = np.zeros(len(score), dtype=int) if strata is None else np.asarray(strata)[given]
    kinds = _kinds(groups)
    within = sum(float(score[groups == one].var()) * (groups == one).sum() for one in kinds)
    squares = (cases / cases.sum()) ** 2 * within / max(1, len(score) - len(kinds))
    error = sqrt(
        sum(_variance(parts[groups == one], populations.get(one), float(squares[groups == one].sum())) for one in kinds)
    )
    error = error if len(score) > 1 else float("inf")
    margin = errors_of(int((groups == one).sum()) for one in kinds) * error
    low, high = max(0.0, value - margin), min(100.0, value + margin)
    return IndexScore(value, low, high, len(score), error)


def _kinds(groups: np.ndarray) -> list[object]:
    kinds: list[object] = np.unique(groups).tolist()
    return kinds


def _variance(parts: Floats, population: int | None, least: float) -> float:
    """What a stratum adds to the variance. A stratum of one answer is compared with the mean of all. least: what it
    would add with the variance within all strata, which counts below five answers."""
    count = len(parts)
    left = 1.0 if population is None else max(0.0, 1 - count / population)
    own = float(parts[0] ** 2) if count == 1 else count * float(parts.var(ddof=1))
    return left * (own if count >= FEW_IN_STRATUM else max(own, least))


def _check_causes(fitted: Fitted, model: Model) -> None:
    """Raise ModelError if causes of the same effect can't be told apart."""
    for latent in model.latents:
        causes = [model.latents.index(cause) for cause in model.causes(latent)]
        if causes and np.linalg.cond(fitted.latent[0][np.ix_(causes, causes)]) > 1e12:
            raise ModelError(
                gettext_noop("The causes of “%(latent)s” can’t be told apart: %(causes)s."),
                code="collinear",
                latent=latent,
                causes=", ".join(model.causes(latent)),
            )


def _described(rows: Floats, fitted: Fitted, model: Model) -> Estimate:
    latents, items = model.latents, model.items
    weights = fitted.weights[0].sum(axis=1)
    raw, means = weights / rows.std(axis=0, ddof=1), rows.mean(axis=0)
    loadings = dict(zip(items, fitted.loadings[0].tolist(), strict=True))
    place = {item: at for at, item in enumerate(items)}
    members = {latent: [place[item] for item in block] for latent, block in model.blocks.items()}
    shares = {latent: raw[at] / raw[at].sum() for latent, at in members.items()}
    of_block = {latent: [loadings[item] for item in block] for latent, block in model.blocks.items()}

    def between(found: Floats, pairs: list[Path]) -> dict[Path, float]:
        return {(a, b): float(found[latents.index(a), latents.index(b)]) for a, b in pairs}

    return Estimate(
        weights=dict(zip(items, weights.tolist(), strict=True)),
        raw_weights=dict(zip(items, np.concatenate([shares[name] for name in latents]).tolist(), strict=True)),
        loadings=loadings,
        paths=between(fitted.paths[0], list(model.paths)),
        total_effects=between(fitted.effects[0], reachable(model)),
        r2={name: float(fitted.r2[0][latents.index(name)]) for name in latents if model.causes(name)},
        index={name: float(shares[name] @ means[at]) for name, at in members.items()},
        alpha={name: cronbach_alpha(rows[:, at]) for name, at in members.items()},
        composite_reliability={name: composite_reliability(found) for name, found in of_block.items()},
        ave={name: average_variance(found) for name, found in of_block.items()},
        n=len(rows),
    )
