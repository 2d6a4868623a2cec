"""Filters of API lists by customer."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from ..queries.numbers import current_number


class CustomerNumberFilter(django_filters.CharFilter):
    """The number of a customer, also one that was merged or one of the old system."""

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        return super().filter(qs, current_number(value) if value else value)
