"""The managers of the history tables, built once instead of at every access.

django-simple-history builds the class of a manager anew each time that `history` is read, which every write does.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from simple_history.manager import HistoryDescriptor


class BuiltOnce(HistoryDescriptor):
    """Gives the same manager class to all rows of a model."""

    def __init__(self, before: HistoryDescriptor) -> None:
        super().__init__(before.model, before.manager_class, before.queryset_class)
        self.built = self.manager_class.from_queryset(self.queryset_class)

    def __get__(self, instance: Any, owner: Any) -> Any:
        return self.built(self.model, instance)


def build_managers() -> None:
    """Once all models are known."""
    for model in apps.get_models():
        name = getattr(model._meta, "simple_history_manager_attribute", "")
        found = vars(model).get(name) if name else None
        if isinstance(found, HistoryDescriptor) and not isinstance(found, BuiltOnce):
            setattr(model, name, BuiltOnce(found))
