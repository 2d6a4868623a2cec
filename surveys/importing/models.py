"""A structural model as a JSON file: docs/satisfaction.md has an example."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aftersales.kernel.errors import gettext_noop

from ..rules.structures import Model, ModelError, checked

MAX_BYTES = 1_000_000
KNOWN = ("scale", "scales", "scheme", "standardized", "blocks", "paths")


def read_model(path: Path) -> Model:
    """The model of a JSON file. Raises ModelError that says what is wrong."""
    found = _loaded(path)
    if unknown := next((key for key in found if key not in KNOWN), None):
        raise ModelError(gettext_noop("“%(key)s” is not a part of a model."), code="unknown_key", key=unknown)
    if found.get("scheme", "centroid") != "centroid":
        raise ModelError(gettext_noop("“scheme” must be “centroid”."), code="bad_scheme")
    if found.get("standardized", True) is not True:
        raise ModelError(gettext_noop("“standardized” must be true."), code="bad_metric")
    blocks = _blocks(found.get("blocks"))
    own = found.get("scales", {})
    if not isinstance(own, dict):
        raise _not_a_scale("scales")
    items = [item for block in blocks.values() for item in block]
    if stray := next((item for item in own if item not in items), None):
        raise ModelError(
            gettext_noop("“scales” names “%(item)s”, which no block contains."), code="stray_scale", item=stray
        )
    common = None if own.keys() >= set(items) and "scale" not in found else _scale(found.get("scale"), "scale")
    scales = {item: _scale(own[item], item) if item in own else common for item in items}
    return checked(
        Model(blocks, _paths(found.get("paths")), {item: scale or (0.0, 0.0) for item, scale in scales.items()})
    )


def _loaded(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ModelError(gettext_noop("The file is too large for a model."), code="too_large")
        found = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
    except OSError as error:
        raise ModelError(gettext_noop("The file can’t be read."), code="unreadable") from error
    except json.JSONDecodeError as error:
        raise ModelError(gettext_noop("Line %(line)s is not JSON."), code="not_json", line=error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise ModelError(gettext_noop("The file is not JSON in UTF-8."), code="not_json") from error
    if not isinstance(found, dict):
        raise ModelError(gettext_noop("The file must contain a JSON object."), code="not_object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ModelError(gettext_noop("“%(key)s” is given twice."), code="key_twice", key=key)
        found[key] = value
    return found


def _no_number(name: str) -> float:
    raise ModelError(gettext_noop("“%(key)s” is not a number."), code="not_number", key=name)


def _blocks(given: Any) -> dict[str, list[str]]:
    if not isinstance(given, dict) or not given or not all(_is_texts(block) for block in given.values()):
        raise ModelError(
            gettext_noop('“blocks” must list the items of each latent variable: {"SAT": ["CUSA1", "CUSA2"]}.'),
            code="bad_blocks",
        )
    return given


def _paths(given: Any) -> list[tuple[str, str]]:
    if not isinstance(given, list) or not all(_is_texts(path) and len(path) == 2 for path in given):
        raise ModelError(
            gettext_noop('“paths” must list pairs of cause and effect: [["EXP", "SAT"]].'), code="bad_paths"
        )
    return [(cause, effect) for cause, effect in given]


def _scale(given: Any, name: str) -> tuple[float, float]:
    if not isinstance(given, list) or len(given) != 2 or not all(type(end) in (int, float) for end in given):
        raise _not_a_scale(name)
    try:
        return float(given[0]), float(given[1])
    except OverflowError as error:
        raise _not_a_scale(name) from error


def _not_a_scale(name: str) -> ModelError:
    return ModelError(
        gettext_noop("“%(name)s” must be the lowest and the highest answer: [1, 10]."), code="bad_scale", name=name
    )


def _is_texts(given: Any) -> bool:
    return isinstance(given, Sequence) and not isinstance(given, str) and all(isinstance(one, str) for one in given)
