"""Which rows, on whatever floor, hold something of one customer: read from the declarations (web/personal)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from aftersales.store.personal import Declared, declared

from ..models import Customer


@dataclass(frozen=True)
class Holding:
    """The rows of one model that belong to a customer, by their primary keys."""

    about: Declared
    ids: list[int]

    def rows(self, chunk: list[int]) -> QuerySet[Any]:
        return self.about.model._default_manager.filter(pk__in=chunk)


def holdings(customer: Customer) -> Iterator[Holding]:
    """One for each declared model that knows the way to its customer, the empty ones left out."""
    for about in declared():
        if not about.owners:
            continue
        rows = about.model._default_manager.filter(_owned(about, customer))
        yield Holding(about, sorted(set(rows.order_by().values_list("pk", flat=True))))


def past_rows(holding: Holding, customer: Customer, former: list[int]) -> QuerySet[Any] | None:
    """The history of these rows, of those that are gone, and of the archives that were merged into this one."""
    history = getattr(holding.about.model, "history", None)
    if history is None:
        return None
    model: type[Model] = history.model
    key = holding.about.model._meta.pk.attname
    everybody = [customer.pk, *former]
    where = Q(**{f"{key}__in": everybody}) if "" in holding.about.owners else Q(**{f"{key}__in": holding.ids})
    names = {field.name for field in model._meta.concrete_fields}
    for path in holding.about.owners:
        if path and path in names:
            where |= Q(**{f"{path}__in": everybody})
    return model._default_manager.filter(where)


def _owned(about: Declared, customer: Customer) -> Q:
    where = Q()
    for path in about.owners:
        where |= Q(**{path: customer}) if path else Q(pk=customer.pk)
    return where
