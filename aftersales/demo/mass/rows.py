"""Collects rows before they are written."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Model


class Rows(defaultdict[type[Model], list[Any]]):
    """Unsaved rows by model. They refer to each other, and get their ids when they are written in order."""

    def __init__(self) -> None:
        super().__init__(list)

    def add(self, row: Any) -> Any:
        self[type(row)].append(row)
        return row
