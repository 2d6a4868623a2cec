"""Current retention periods, and the data that is due for erasure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model, Q, QuerySet

from aftersales.kernel.errors import NotVisible
from aftersales.store.personal import LEFT, Declared, declared

from ..models import RetentionPeriod


@dataclass(frozen=True)
class Keeping:
    """A kind of data with a retention period: its declaration, and the current period in days."""

    about: Declared
    days: int
    version: int

    @property
    def subject(self) -> str:
        return self.about.model._meta.label_lower

    @property
    def label(self) -> str:
        return str(self.about.label)

    def due(self, now: datetime, days: int | None = None) -> QuerySet[Any]:
        """The rows that are older than the period (or `days`) and still hold personal data."""
        return fallen_due(self.about, days or self.days, now)


def keepings() -> list[Keeping]:
    """All data that is not kept as long as the customer."""
    rows = {row.subject: row for row in RetentionPeriod.objects.all()}
    found = [(about, rows.get(about.model._meta.label_lower)) for about in _passing()]
    return [
        Keeping(about, row.days if row else about.retention or 0, row.version if row else 1) for about, row in found
    ]


def keeping_of(subject: str) -> Keeping:
    """The retention of one kind of data. Raises NotVisible if no kind with this name has a retention period."""
    found = next((one for one in keepings() if one.subject == subject), None)
    if found is None:
        raise NotVisible()
    return found


def kept_for(model: type[Model]) -> timedelta:
    return timedelta(days=keeping_of(model._meta.label_lower).days)


def fallen_due(about: Declared, days: int, now: datetime) -> QuerySet[Any]:
    """Old rows: all of them (to delete) if the model has no history, else those with personal data (to blank)."""
    model = about.model
    old = model._default_manager.filter(**{f"{about.dated}__lt": now - timedelta(days=days)})
    if not hasattr(model, "history"):
        return old
    holds = Q()
    for field, kind in about.fields.items():
        holds |= ~Q(**{f"{field}__in": ("", LEFT[kind])})
    return old.filter(holds)


def _passing() -> Iterator[Declared]:
    return (about for about in declared() if about.retention)
