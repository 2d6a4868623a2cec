"""Filters that several nouns of the API share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters.fields import IsoDateTimeField


class _MomentField(IsoDateTimeField):
    """A moment that can be represented in every time zone, so that the refusal names the parameter."""

    def clean(self, value: Any) -> Any:
        try:
            moment = super().clean(value)
            if moment is not None:
                moment.astimezone(UTC)
        except OverflowError as error:
            raise ValidationError(_("This date or number is out of range."), code="out_of_range") from error
        return moment


class MomentFilter(django_filters.IsoDateTimeFilter):
    """A moment in ISO 8601 from which, or up to which, rows are listed."""

    field_class = _MomentField


class SortFilter(django_filters.ChoiceFilter):
    """The order of a list. sorts: each order by its name in the address; without one the list has its own."""

    def __init__(self, sorts: Mapping[str, tuple[Any, ...]]) -> None:
        self.sorts = sorts
        super().__init__(choices=[(name, name) for name in sorts])

    def filter(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.order_by(*self.sorts[value]) if value else rows
