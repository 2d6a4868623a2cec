"""What is to be written, collected before it is."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Model


class Rows(defaultdict[type[Model], list[Any]]):
    """Unsaved rows by model; they name each other, and get their keys when they are written in order."""

    def __init__(self) -> None:
        super().__init__(list)

    def add(self, row: Any) -> Any:
        self[type(row)].append(row)
        return row
