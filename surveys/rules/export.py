"""The sealed export of a round, from which others compute its figures again (S6).

A document of plain JSON: what was asked of whom and answered, without a name, and the figures that follow. Its seal is
the SHA-256 of the document without the seal, as JSON in UTF-8 with sorted keys and without spaces. Each answer has a
digest of its own, so that one that was changed, dropped or added can be named.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from math import isfinite
from typing import Any

FORMAT = "aftersales round 3"
# Figures of all customers that recompute.py can compute; others (the funnel, flags) are left out.
RECOMPUTED = ("csat", "nps", "ces", "index:", "aspect:", "item:", "share:")
PARTS = ("value", "low", "high", "error", "n", "effective_n")


@dataclass(frozen=True)
class ExportItem:
    """A question with a number. kind as in QuestionKind; low and high: the ends of its scale; aspect: service, process,
    result or ""."""

    key: str
    kind: str
    low: int
    high: int
    latent: str
    aspect: str


@dataclass(frozen=True)
class ExportRow:
    """The answers of one person. stratum: a name of the strata. given: the numbers by key; what is missing or does not
    apply is left out."""

    stratum: str
    flagged: bool
    given: Mapping[str, int]


@dataclass(frozen=True)
class Export:
    """Everything that is exported of a round.

    population: customers in the frame; strata: how many each stratum has, empty if there are none. latents, paths,
    target: the index model. weights: by key as used; weighted: whether they were estimated, not equal. figures:
    {"all" | "without_flagged": {code: {value, low, high, error, n, effective_n}}} of all customers, without hidden
    ones. path_model: {reading: statements()} where paths are shown. bootstrap: {reading: {"seed", "draws", "people"}}:
    the seed of the draws, how many were made, and from how many people at most (rules/resampling.py).
    """

    quarter: str
    frame_hash: str
    seed: str
    population: int
    strata: Mapping[str, int]
    questionnaire: str
    items: Sequence[ExportItem]
    latents: Sequence[str]
    paths: Sequence[tuple[str, str]]
    target: str
    weights: Mapping[str, float]
    weighted: bool
    rows: Iterable[ExportRow]
    figures: Mapping[str, Mapping[str, Mapping[str, float | None]]]
    path_model: Mapping[str, Mapping[str, float]]
    bootstrap: Mapping[str, Mapping[str, int]]
    code_version: str


def sealed_document(export: Export) -> dict[str, Any]:
    """The document with its seal. Equal contents give equal documents, in whatever order the rows come: they are sorted
    by what was answered, so that their order says nothing about the people."""
    rows = sorted((_plain(row) for row in export.rows), key=canonical)
    answers = [{"id": f"R{number:06}", **row} for number, row in enumerate(rows, start=1)]
    document: dict[str, Any] = {
        "format": FORMAT,
        "quarter": export.quarter,
        "frame_hash": export.frame_hash,
        "seed": export.seed,
        "population": export.population,
        "strata": dict(export.strata),
        "questionnaire": export.questionnaire,
        "items": [asdict(item) for item in export.items],
        "latents": list(export.latents),
        "paths": [list(path) for path in export.paths],
        "target": export.target,
        "weights": dict(export.weights),
        "weighted": export.weighted,
        "code_version": export.code_version,
        "answers": answers,
        "digests": {row["id"]: digest(row) for row in answers},
        "figures": {reading: _recomputed(found) for reading, found in export.figures.items()},
        "path_model": {reading: dict(found) for reading, found in export.path_model.items()},
        "bootstrap": {reading: dict(found) for reading, found in export.bootstrap.items()},
    }
    return document | {"seal": digest(document)}


def _plain(row: ExportRow) -> dict[str, Any]:
    return {"stratum": row.stratum, "flagged": row.flagged, "given": dict(row.given)}


def statements(
    *,
    loadings: Mapping[str, float],
    paths: Mapping[tuple[str, str], float],
    effects: Mapping[tuple[str, str], float],
    r2: Mapping[str, float],
    reliability: Mapping[str, Mapping[str, float]],
    importance: Mapping[tuple[str, str], float] | None = None,
    intervals: Mapping[str, Mapping[tuple[str, str], tuple[float, float]]] | None = None,
    draws: int = 0,
) -> dict[str, float]:
    """What a path model says, by the names of recompute.py. reliability: {latent: {"alpha", "cr", "ave"}}. importance:
    by item and latent variable. intervals: {"path" | "effect" | "importance": {pair: (low, high)}} of so many draws
    that could be estimated."""
    found = {f"loading {key}": value for key, value in loadings.items()}
    found |= {f"path {cause} {effect}": value for (cause, effect), value in paths.items()}
    found |= {f"effect {cause} {effect}": value for (cause, effect), value in effects.items()}
    found |= {f"importance {item} {latent}": value for (item, latent), value in (importance or {}).items()}
    found |= {f"r2 {latent}": value for latent, value in r2.items()}
    found |= {f"{name} {latent}": value for latent, parts in reliability.items() for name, value in parts.items()}
    for word, pairs in (intervals or {}).items():
        for (cause, effect), (low, high) in pairs.items():
            found |= {f"{word} {cause} {effect} low": low, f"{word} {cause} {effect} high": high}
    found |= {"draws": draws} if draws else {}
    return {name: value for name, value in found.items() if isfinite(value)}


def canonical(value: Any) -> bytes:
    """JSON in UTF-8 with sorted keys and no spaces."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def digest(value: Any) -> str:
    return sha256(canonical(value)).hexdigest()


def _recomputed(figures: Mapping[str, Mapping[str, float | None]]) -> dict[str, dict[str, float | None]]:
    return {
        code: {part: figure.get(part) for part in PARTS}
        for code, figure in figures.items()
        if code.startswith(RECOMPUTED) and figure.get("value") is not None
    }
