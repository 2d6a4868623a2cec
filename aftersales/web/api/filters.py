"""Filters that several nouns of the API share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import QuerySet


class SortFilter(django_filters.ChoiceFilter):
    """The order of a list. sorts: each order by its name in the address; without one the list has its own."""

    def __init__(self, sorts: Mapping[str, tuple[Any, ...]]) -> None:
        self.sorts = sorts
        super().__init__(choices=[(name, name) for name in sorts])

    def filter(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.order_by(*self.sorts[value]) if value else rows
