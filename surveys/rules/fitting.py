"""The numbers of a path model, from the correlations of its items: many samples at once (S3).

Mode A, centroid scheme, standardised items. surveys/rules/path_model.py says what they mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .structures import Model

Floats = NDArray[np.float64]
TOLERANCE = 1e-12  # a hundredth of what is usual, so that others find the same figures to nine places
MAX_STEPS = 2000


@dataclass(frozen=True)
class Fitted:
    """The numbers of one or many samples at once; all arrays have the samples as their first axis.

    weights: (sample, item, latent variable), 0 outside of blocks. latent: correlations of the latent variables.
    loadings: (sample, item). paths, effects: (sample, cause, effect). converged: of each sample.
    """

    weights: Floats
    latent: Floats
    loadings: Floats
    paths: Floats
    effects: Floats
    r2: Floats
    converged: NDArray[np.bool_]


def fit(correlations: Floats, model: Model) -> Fitted:
    """Estimate samples from the correlations of their items: (sample, item, item)."""
    blocks = block_matrix(model)
    neighbours = neighbour_matrix(model)
    weights, converged = _settle(correlations, blocks, neighbours)
    loadings = np.einsum("sij,sjl,il->si", correlations, weights, blocks)
    # The sign rule: most loadings of a latent variable are positive.
    most = np.einsum("si,il->sl", np.sign(loadings), blocks)
    together = np.einsum("si,il->sl", loadings, blocks)
    sign = np.where(np.where(most == 0, together, most) < 0, -1.0, 1.0)
    weights = weights * sign[:, np.newaxis, :]
    loadings = loadings * np.einsum("sl,il->si", sign, blocks)
    latent = _product(weights, correlations, weights)
    paths, r2 = _regressions(latent, model)
    count = len(model.latents)
    effects = np.linalg.inv(np.eye(count) - paths) - np.eye(count)
    return Fitted(weights, latent, loadings, paths, effects, r2, converged)


def block_matrix(model: Model) -> Floats:
    """1 where an item (row) belongs to a latent variable (column)."""
    return np.array([[float(item in block) for block in model.blocks.values()] for item in model.items])


def neighbour_matrix(model: Model) -> Floats:
    """1 where a path joins two latent variables, in either direction."""
    place = {latent: at for at, latent in enumerate(model.latents)}
    found = np.zeros((len(place), len(place)))
    for cause, effect in model.paths:
        found[place[cause], place[effect]] = found[place[effect], place[cause]] = 1.0
    return found


def _settle(correlations: Floats, blocks: Floats, neighbours: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """The outer weights, found step by step from equal weights; samples that have settled are left out of a step."""
    weights = _normal(np.broadcast_to(blocks, (len(correlations), *blocks.shape)), correlations)
    waiting = np.arange(len(correlations))
    for _step in range(MAX_STEPS):
        before, among = weights[waiting], correlations[waiting]
        cross = among @ before
        inner = np.sign(np.swapaxes(before, 1, 2) @ cross) * neighbours
        after = _normal((cross @ inner) * blocks, among)
        weights[waiting] = after
        moved = np.abs(np.abs(after) - np.abs(before)).max(axis=(1, 2))
        waiting = waiting[~(moved < TOLERANCE)]
        if not waiting.size:
            break
    converged = np.ones(len(correlations), dtype=bool)
    converged[waiting] = False
    return weights, converged


def _normal(weights: Floats, correlations: Floats) -> Floats:
    """The weights that give each latent score a variance of 1."""
    variances = np.einsum("sil,sij,sjl->sl", weights, correlations, weights, optimize=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        normal: Floats = weights / np.sqrt(variances)[:, np.newaxis, :]
    return normal


def _product(left: Floats, middle: Floats, right: Floats) -> Floats:
    found: Floats = np.swapaxes(left, 1, 2) @ middle @ right
    return found


def _regressions(latent: Floats, model: Model) -> tuple[Floats, Floats]:
    """Least squares of each latent variable on its causes: path coefficients (cause, effect), and R²."""
    count = len(model.latents)
    paths, r2 = np.zeros((len(latent), count, count)), np.zeros((len(latent), count))
    for at, name in enumerate(model.latents):
        causes = [model.latents.index(cause) for cause in model.causes(name)]
        if causes:
            among = latent[:, causes][:, :, causes]
            with_effect = latent[:, causes, at]
            slopes = (np.linalg.pinv(among, hermitian=True) @ with_effect[..., np.newaxis])[..., 0]
            paths[:, causes, at] = slopes
            r2[:, at] = (slopes * with_effect).sum(axis=1)
    return paths, r2
