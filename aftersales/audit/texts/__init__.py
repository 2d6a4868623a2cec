"""The texts of the audit log. Apps contribute theirs as `AUDIT` in manifest.py, a dictionary of plain data.

reasons: reason code that a service writes → text. without_rest: codes whose further text is not shown. before_numbers:
codes that are followed by a number. codes: values in details → texts. details: keys of JSON → labels. columns: model
name → labels of the columns to show. technical: names of columns that are never shown. rules: labels of models that an
administrator may read in full. private: labels of models of which only
those who take part may know: pages, API and exports of the audit log leave them out, and the seals cover them all the
same. former_numbers: label of a model → (model that stores former numbers, its foreign key).
"""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

from django.apps import apps

from aftersales.store.contributions import manifests


def _texts() -> list[dict[str, Any]]:
    return [getattr(manifest, "AUDIT", {}) for manifest in manifests()]


@cache
def contributed(kind: str) -> dict[str, Any]:
    """The dictionaries under this key of all apps, joined."""
    return {name: value for one in _texts() for name, value in one.get(kind, {}).items()}


@cache
def contributed_by(kind: str, app: str) -> dict[str, Any]:
    """The dictionary under this key of one app, by its label. Two apps may use one code for different things."""
    manifest = sys.modules.get(f"{apps.get_app_config(app).name}.manifest")
    return getattr(manifest, "AUDIT", {}).get(kind, {})


@cache
def contributed_names(kind: str) -> frozenset[str]:
    """The names under this key of all apps, joined."""
    return frozenset(name for one in _texts() for name in one.get(kind, ()))
