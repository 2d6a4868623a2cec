"""How well the items of a latent variable measure the same thing (S3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# At least so much counts as reliable.
ALPHA, COMPOSITE, AVE = 0.7, 0.7, 0.5


def cronbach_alpha(rows: NDArray[np.float64]) -> float:
    """Cronbach's α of rows of people and columns of items, without gaps: k/(k−1)·(1−Σsᵢ²/s_T²). Of one item it is 1."""
    count = rows.shape[1]
    if count == 1:
        return 1.0
    total = rows.sum(axis=1).var(ddof=1)
    return float(count / (count - 1) * (1 - rows.var(axis=0, ddof=1).sum() / total)) if total else float("nan")


def composite_reliability(loadings: Sequence[float]) -> float:
    """(Σλ)²/[(Σλ)²+Σ(1−λ²)] of standardised loadings."""
    common = sum(loadings) ** 2
    return common / (common + sum(1 - loading**2 for loading in loadings))


def average_variance(loadings: Sequence[float]) -> float:
    """The average variance extracted: Σλ²/k of standardised loadings."""
    return sum(loading**2 for loading in loadings) / len(loadings)
