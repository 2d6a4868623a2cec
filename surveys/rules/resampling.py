"""Intervals of a path model by the bootstrap: many samples drawn from the answers, estimated together (S3).

Needs NumPy, so import this module inside tasks and commands only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from .fitting import Floats, fit
from .path_model import estimate, scaled
from .structures import DRAWN_FROM, Model, Path, reachable

AT_ONCE = 250  # draws that are estimated together
MOST = 16_000_000  # numbers that a block of draws may hold
NARROWEST = 1e-4  # of 100; what varies less is constant but for rounding
PEOPLE = 50_000  # whose products are held at once
Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class Interval:
    """The middle 95% of the draws, and their standard deviation."""

    low: float
    high: float
    error: float


@dataclass(frozen=True)
class Intervals:
    """draws: how many samples were estimated; failed: how many more could not be, because an item was constant or the
    weights did not settle. negative: the share of the draws in which a weight is below 0. importance: by item and
    latent variable, what a point more of the item does for it: the item's share of its own latent variable, times the
    total effect of that one."""

    weights: dict[str, Interval]
    loadings: dict[str, Interval]
    paths: dict[Path, Interval]
    total_effects: dict[Path, Interval]
    importance: dict[Path, Interval]
    r2: dict[str, Interval]
    index: dict[str, Interval]
    draws: int
    failed: int
    negative: float


def bootstrap(
    answers: Mapping[str, Floats],
    model: Model,
    draws: int = 1000,
    *,
    seed: int,
    progress: Progress | None = None,
) -> Intervals:
    """Draw as many people as there are complete rows, with replacement, `draws` times; the same seed gives the same
    intervals, in whatever order the people come. progress is called with the draws done and their number. Raises
    ModelError like estimate().

    Of more than 20,000 people, 20,000 are chosen once by the seed. What the draws deviate from the figures of these is
    shrunk by √(20,000 / n) and counted from the figures of all.
    """
    estimate(answers, model)
    rows = scaled(answers, model)
    rows = _in_order(rows[~np.isnan(rows).any(axis=1)])
    chosen = _chosen(rows, seed)
    found: dict[str, list[Floats]] = {}
    done = 0
    for counts in _counts(len(chosen), draws, seed):
        for name, values in _estimated(chosen, counts, model).items():
            found.setdefault(name, []).append(values)
        done += len(counts)
        if progress is not None:
            progress(done, draws)
    together = {name: np.concatenate(parts) for name, parts in found.items()}
    return _described(_shrunk(together, rows, chosen, model), model, draws)


def _in_order(rows: Floats) -> Floats:
    """The people by what they answered: to the first item first, then to the second, …"""
    return rows[np.lexsort(rows.T[::-1])]


def _chosen(rows: Floats, seed: int) -> Floats:
    if len(rows) <= DRAWN_FROM:
        return rows
    places = np.random.default_rng([seed, DRAWN_FROM]).choice(len(rows), DRAWN_FROM, replace=False)
    return rows[np.sort(places)]


def _shrunk(found: dict[str, Floats], rows: Floats, chosen: Floats, model: Model) -> dict[str, Floats]:
    """The draws of the chosen people, as those of all would be."""
    if len(chosen) == len(rows):
        return found
    whole, part = (_estimated(some, np.ones((1, len(some))), model) for some in (rows, chosen))
    scale = np.sqrt(len(chosen) / len(rows))
    return {name: whole[name] + (values - part[name]) * scale for name, values in found.items()}


def _counts(people: int, draws: int, seed: int) -> Iterator[Floats]:
    """How often each person is in each draw, a block of draws at a time."""
    source = np.random.default_rng(seed)
    block = max(1, min(AT_ONCE, MOST // people))
    for start in range(0, draws, block):
        size = min(block, draws - start)
        chosen = source.integers(0, people, (size, people)) + people * np.arange(size)[:, np.newaxis]
        counts = np.bincount(chosen.ravel(), minlength=size * people)
        yield counts.reshape(size, people).astype(np.float64)


def _estimated(rows: Floats, counts: Floats, model: Model) -> dict[str, Floats]:
    """The figures of those draws that can be estimated."""
    people, items = rows.shape
    centred = rows - rows.mean(axis=0)
    means = counts @ centred / people
    first, second = np.triu_indices(items)
    products = np.zeros((len(counts), len(first)))
    for start in range(0, people, PEOPLE):
        part = centred[start : start + PEOPLE]
        products += counts[:, start : start + PEOPLE] @ (part[:, first] * part[:, second]) / people
    covariances = np.empty((len(counts), items, items))
    covariances[:, first, second] = covariances[:, second, first] = products
    covariances -= means[:, :, np.newaxis] * means[:, np.newaxis, :]
    spread = np.sqrt(np.maximum(0.0, np.einsum("sii->si", covariances)))
    usable = (spread > NARROWEST).all(axis=1)
    means, spread = means[usable] + rows.mean(axis=0), spread[usable]
    fitted = fit(covariances[usable] / (spread[:, :, np.newaxis] * spread[:, np.newaxis, :]), model)
    settled = fitted.converged
    weights = fitted.weights[settled].sum(axis=2)
    raw = weights / spread[settled]
    members, effects = _members(model), fitted.effects[settled]
    shares = np.concatenate([raw[:, at] / raw[:, at].sum(axis=1, keepdims=True) for at in members], axis=1)
    index = np.column_stack([(shares[:, at] * means[settled][:, at]).sum(axis=1) for at in members])
    of_item = np.repeat(np.arange(len(members)), [len(at) for at in members])
    return {
        "weights": weights,
        "loadings": fitted.loadings[settled],
        "paths": fitted.paths[settled],
        "total_effects": effects,
        "importance": shares[:, :, np.newaxis] * effects[:, of_item],
        "r2": fitted.r2[settled],
        "index": index,
    }


def _members(model: Model) -> list[list[int]]:
    """The places of the items of each latent variable."""
    place = {item: at for at, item in enumerate(model.items)}
    return [[place[item] for item in block] for block in model.blocks.values()]


def _described(found: dict[str, Floats], model: Model, draws: int) -> Intervals:
    latents = model.latents

    def between(name: str, pairs: list[Path], causes: list[str] = latents) -> dict[Path, Interval]:
        return {(a, b): _interval(found[name][:, causes.index(a), latents.index(b)]) for a, b in pairs}

    def each(name: str, names: list[str]) -> dict[str, Interval]:
        return {label: _interval(found[name][:, at]) for at, label in enumerate(names)}

    done = len(found["weights"])
    r2, effects = each("r2", latents), reachable(model)
    by_item = [(item, b) for a, b in effects for item in model.blocks[a]]
    return Intervals(
        weights=each("weights", model.items),
        loadings=each("loadings", model.items),
        paths=between("paths", list(model.paths)),
        total_effects=between("total_effects", effects),
        importance=between("importance", by_item, model.items),
        r2={latent: r2[latent] for latent in latents if model.causes(latent)},
        index=each("index", latents),
        draws=done,
        failed=draws - done,
        negative=float((found["weights"] < 0).any(axis=1).mean()) if done else 0.0,
    )


def _interval(values: Floats) -> Interval:
    if not len(values):
        return Interval(float("nan"), float("nan"), float("nan"))
    low, high = np.quantile(values, (0.025, 0.975))
    return Interval(float(low), float(high), float(values.std(ddof=1)) if len(values) > 1 else float("nan"))
