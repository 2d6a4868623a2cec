"""The path model of a round: weights, loadings, paths, reliability, importance (S3). Needs NumPy."""

from __future__ import annotations

from itertools import islice
from typing import Any

import numpy as np

from ..enums import QuestionKind
from ..models import IndexModel, PathResult, Round, WeightSet
from ..queries.pooled import model_of
from ..queries.rollup import ANSWERS, Item, items_of, rated, responses_of, sums
from ..queries.strata import open_strata, populations
from ..rules.path_model import estimate
from ..rules.resampling import bootstrap
from ..rules.structures import Model, ModelError, bootstrap_seed
from ..rules.weighting import effective_n, stratum_weights
from .themes import themes_of

PATHS_FROM = 100  # responses; below, paths are not shown
DRAWS = 1000
AT_ONCE = 20_000  # responses, read as lists of numbers


def path_result(found: Round, weight_set: WeightSet | None, *, without_flagged: bool) -> PathResult:
    """What the path model says of a reading of a round, not yet stored."""
    items = items_of(found.questionnaire_id)
    recommend = next((item for item in items if item.kind == QuestionKind.RECOMMEND), None)
    row = PathResult(
        round=found,
        without_flagged=without_flagged,
        index_model=found.questionnaire.index_model,
        weight_set=weight_set,
        weights=dict(weight_set.weights) if weight_set else _equal(rated(items)),
        themes=themes_of(found.pk, recommend, without_flagged=without_flagged),
    )
    held = sums(found.pk, [], without_flagged=without_flagged, strata=open_strata(found)).get("", {})
    counts = {cell: part.n for cell, part in held.get(ANSWERS, {}).items()}
    row.n = sum(counts.values())
    row.effective_n = effective_n(stratum_weights(populations(found.pk), counts), counts)
    if row.index_model is not None and row.n >= PATHS_FROM:
        rows = responses_of(found.pk, without_flagged=without_flagged)
        _add_paths(row, rated(items), row.index_model, rows)
    return row


def _add_paths(row: PathResult, items: list[Item], model_row: IndexModel, rows: Any) -> None:
    """Loadings, paths with intervals, reliability, importance; nothing if they cannot be estimated."""
    model = model_of(model_row, items)
    answers = answers_of(rows, items)
    seed = bootstrap_seed(row.round.seed)
    try:
        found = estimate(answers, model)
        if found.n < PATHS_FROM:
            return
        drawn = bootstrap(answers, model, draws=DRAWS, seed=seed)
    except ModelError:
        return
    target = model_row.target
    row.has_paths, row.loadings, row.r2 = True, found.loadings, found.r2
    row.draws, row.failed = drawn.draws, drawn.failed
    row.paths = [_arrow(pair, value, drawn.paths[pair]) for pair, value in found.paths.items()]
    row.effects = [
        _arrow(pair, value, drawn.total_effects[pair])
        for pair, value in found.total_effects.items()
        if pair[1] == target
    ]
    row.reliability = {
        latent: {"alpha": found.alpha[latent], "cr": found.composite_reliability[latent], "ave": found.ave[latent]}
        for latent in model.latents
    }
    row.importance = _importance(found, drawn, model, target)


def _arrow(pair: tuple[str, str], value: float, interval: Any) -> dict[str, Any]:
    return {"from": pair[0], "to": pair[1], "value": value, "low": interval.low, "high": interval.high}


def _importance(found: Any, drawn: Any, model: Model, target: str) -> list[dict[str, Any]]:
    """What a point more of an item does for satisfaction: its share of its latent variable, times the total effect of
    that one, with the interval of this product. Its quadrant follows from effect and score, which the page joins."""
    points = []
    for latent, block in model.blocks.items():
        if (total := found.total_effects.get((latent, target))) is None:
            continue
        for key in block:
            interval = drawn.importance[key, target]
            effect = found.raw_weights[key] * total
            points.append({"key": key, "effect": effect, "low": interval.low, "high": interval.high})
    return points


def _equal(items: list[Item]) -> dict[str, float]:
    size: dict[str, int] = {}
    for item in items:
        size[item.latent] = size.get(item.latent, 0) + 1
    return {item.key: 1 / size[item.latent] for item in items}


def answers_of(rows: Any, items: list[Item]) -> dict[str, Any]:
    """The answers of each item as an array, NaN where there is none, in the order of the responses."""
    found = rows.order_by("pk").values_list(*(item.column for item in items)).iterator(chunk_size=AT_ONCE)
    parts = [np.array(some, dtype=np.float64) for some in iter(lambda: list(islice(found, AT_ONCE)), [])]
    table = np.concatenate(parts) if parts else np.empty((0, len(items)))
    return {item.key: table[:, place] for place, item in enumerate(items)}
