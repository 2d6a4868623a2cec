"""What is sealed of a round: its answers without names, and the figures that were computed from them (S6)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef

from ..models import Figure, PathResult, Response, ResponseFlag, Round
from ..rules.export import PARTS, Export, ExportItem, ExportRow, sealed_document, statements
from ..rules.integrity import is_shown
from ..rules.structures import DRAWN_FROM, bootstrap_seed
from .rollup import NAMELESS, Item, items_of, rated
from .strata import open_strata, populations

READINGS = {False: "all", True: "without_flagged"}
_RULES = Path(__file__).resolve().parents[1] / "rules"


def code_version() -> str:
    """A digest of the rules that compute figures, so that it can be said which ones did."""
    found = hashlib.sha256()
    for path in sorted(_RULES.glob("*.py")):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:16]


def document_of(found: Round) -> dict[str, Any]:
    """The sealed document of a computed round, as the database has it now. Its seal is that of the round unless
    something has been changed since."""
    figures = Figure.objects.filter(round=found, segment="all").exclude(code="answers")
    paths = PathResult.objects.filter(round=found).select_related("weight_set", "index_model")
    return sealed_of(found, figures, paths, found.code_version)


def sealed_of(found: Round, figures: Iterable[Figure], paths: Iterable[PathResult], version: str) -> dict[str, Any]:
    model = found.questionnaire.index_model
    items = items_of(found.questionnaire_id)
    by_reading: dict[str, dict[str, dict[str, float | None]]] = {name: {} for name in READINGS.values()}
    for row in figures:
        if row.segment == "all" and not row.is_hidden:
            by_reading[READINGS[row.without_flagged]][row.code] = {part: getattr(row, part) for part in PARTS}
    results = list(paths)
    weight_set = results[0].weight_set if results else None
    strata = populations(found.pk)
    return sealed_document(
        Export(
            quarter=found.quarter,
            frame_hash=found.frame_hash,
            seed=found.seed,
            population=found.population,
            strata={_name(*cell): n for cell, n in strata.items()},
            questionnaire=f"{found.questionnaire.code} v{found.questionnaire.version}",
            items=[ExportItem(i.key, i.kind, i.low, i.high, i.latent, i.aspect) for i in items],
            latents=[latent["code"] for latent in model.latents] if model else [],
            paths=[(a, b) for a, b in model.paths] if model else [],
            target=model.target if model else "SAT",
            weights={item.key: weight_set.weights.get(item.key, 1.0) for item in rated(items)} if weight_set else {},
            weighted=weight_set is not None,
            rows=_rows(found, items),
            figures=by_reading,
            path_model={READINGS[row.without_flagged]: _statements(row) for row in results if row.has_paths},
            bootstrap={READINGS[row.without_flagged]: _plan(found, row) for row in results if row.has_paths},
            code_version=version,
        )
    )


def _rows(found: Round, items: list[Item]) -> Iterator[ExportRow]:
    """The answers. Of an anonymous round, a stratum of fewer than five answers has no name, and fewer than five answers
    in all are left out."""
    strata = open_strata(found)
    if strata is not None and not is_shown(Response.objects.filter(round=found).count()):
        return
    flagged = Exists(ResponseFlag.objects.filter(response=OuterRef("pk")))
    columns = [item.column for item in items]
    rows: Any = Response.objects.filter(round=found).annotate(is_flagged=flagged).order_by()
    for region, tier, is_flagged, *values in rows.values_list("region_id", "tier", "is_flagged", *columns).iterator():
        given = {item.key: value for item, value in zip(items, values, strict=True) if value is not None}
        is_open = strata is None or (region, tier) in strata
        yield ExportRow(_name(region, tier) if is_open else _name(*NAMELESS), bool(is_flagged), given)


def _name(region: int | None, tier: str) -> str:
    return f"{region or '-'} {tier or '-'}"


def _statements(row: PathResult) -> dict[str, float]:
    target = row.index_model.target if row.index_model else ""
    points = [{**one, "from": one["key"], "to": target} for one in row.importance]
    return statements(
        loadings=row.loadings,
        paths={(one["from"], one["to"]): one["value"] for one in row.paths},
        effects={(one["from"], one["to"]): one["value"] for one in row.effects},
        r2=row.r2,
        reliability=row.reliability,
        importance={(one["from"], one["to"]): one["effect"] for one in points},
        intervals={"path": _bounds(row.paths), "effect": _bounds(row.effects), "importance": _bounds(points)},
        draws=row.draws,
    )


def _bounds(arrows: list[dict[str, Any]]) -> dict[tuple[str, str], tuple[float, float]]:
    return {(one["from"], one["to"]): (one["low"], one["high"]) for one in arrows}


def _plan(found: Round, row: PathResult) -> dict[str, int]:
    return {"seed": bootstrap_seed(found.seed), "draws": row.draws + row.failed, "people": DRAWN_FROM}
