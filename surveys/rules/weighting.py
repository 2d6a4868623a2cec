"""Weights of strata that answered in different shares (S3)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Stratum = TypeVar("Stratum", bound=Hashable)


def stratum_weights(populations: Mapping[Stratum, int], counts: Mapping[Stratum, int]) -> dict[Stratum, float]:
    """The weight of an answer of each stratum: (N_h/N)/(n_h/n), over the strata in which somebody answered.

    populations: people in the frame; counts: answers. A stratum whose population is not known counts as it answered.
    Of strata without answers nothing is known: N leaves them out, so that the mean weight of an answer is 1.
    """
    known = {stratum: n for stratum, n in counts.items() if n and populations.get(stratum)}
    frame, sample = sum(populations[stratum] for stratum in known), sum(known.values())
    return {
        stratum: (populations[stratum] / frame) / (n / sample) if stratum in known else 1.0
        for stratum, n in counts.items()
        if n
    }


def effective_n(weights: Mapping[Stratum, float], counts: Mapping[Stratum, int]) -> float:
    """How many equally weighted answers say as much (Kish): (Σw)²/Σw². 0 without answers."""
    squares = sum(n * weights[stratum] ** 2 for stratum, n in counts.items() if n)
    return sum(n * weights[stratum] for stratum, n in counts.items() if n) ** 2 / squares if squares else 0.0
