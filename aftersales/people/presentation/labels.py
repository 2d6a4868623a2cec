"""The names of fields as people read them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model


def labels(model: type[Model] | Model, names: Iterable[str]) -> dict[str, Any]:
    """Name → label, in the order of the names."""
    known = {field.name: field.verbose_name for field in model._meta.fields}
    return {name: known[name] for name in names}
