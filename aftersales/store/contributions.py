"""What apps contribute to the layers below them, as plain data in their manifest.py.

A lower layer defines a small dataclass and the name under which it is contributed (`SETTINGS`, `IMPORTERS`, …). An
app's manifest.py holds a tuple of them under this name, and the lower layer reads them all by `contributions`.
docs/architecture.md lists the names.
"""

from __future__ import annotations

import sys
from functools import cache
from types import ModuleType
from typing import Any

from django.apps import apps
from django.utils.module_loading import autodiscover_modules


@cache
def manifests() -> tuple[ModuleType, ...]:
    """The manifest of each app that has one, in the order of INSTALLED_APPS."""
    autodiscover_modules("manifest")
    names = (f"{config.name}.manifest" for config in apps.get_app_configs())
    return tuple(sys.modules[name] for name in names if name in sys.modules)


@cache
def contributions(name: str) -> tuple[Any, ...]:
    """All that the manifests hold under a name. Apps come in the order of their layers, the lowest first."""
    return tuple(one for manifest in manifests() for one in getattr(manifest, name, ()))
