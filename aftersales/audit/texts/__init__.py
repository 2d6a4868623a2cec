"""The audit log in words. What it does not know itself, the apps contribute: `AUDIT` in their manifest.py, plain data.

reasons: code that a service writes → words. without_rest: codes whose rest is not shown. before_numbers: codes that a
number follows. codes: values in details → words. details: keys of JSON → labels. columns: model name → labels of the
columns worth showing. technical: names of columns that are not. rules: labels of models that an administrator reads
whole. former_numbers: label of a model → (model that keeps former numbers, its foreign key).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from aftersales.store.contributions import manifests


def _texts() -> list[dict[str, Any]]:
    return [getattr(manifest, "AUDIT", {}) for manifest in manifests()]


@cache
def contributed(kind: str) -> dict[str, Any]:
    """The dictionaries of this kind, put together."""
    return {name: value for one in _texts() for name, value in one.get(kind, {}).items()}


@cache
def contributed_names(kind: str) -> frozenset[str]:
    """The names of this kind, put together."""
    return frozenset(name for one in _texts() for name in one.get(kind, ()))
