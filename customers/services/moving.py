"""Everything that refers to a row, moved to another one, whatever floor it is on: none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from simple_history.utils import bulk_update_with_history

from aftersales.staff.models import Actor

BATCH = 500


def references(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """(model, field) of every foreign key to a model; the rows of histories stay what they were."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        source: Any = relation.related_model
        if not hasattr(source, "history_type"):
            yield source, relation.field.name  # type: ignore[union-attr]


def move_all(
    old: models.Model, new: models.Model, *, actor: Actor, reason: str, leave: tuple[type[models.Model], ...] = ()
) -> int:
    """Point every reference to `old` at `new`, each with its history row; returns how many. leave: models not moved."""
    moved = 0
    for source, field in references(type(old)):
        if source not in leave:
            moved += _move(source, field, old, new, actor, reason)
    return moved


def _move(
    source: type[models.Model], field: str, old: models.Model, new: models.Model, actor: Actor, reason: str
) -> int:
    if not hasattr(source, "history"):
        return source._default_manager.filter(**{field: old}).update(**{field: new})
    rows = list(source._default_manager.select_for_update(of=("self",)).filter(**{field: old}))
    for row in rows:
        setattr(row, field, new)
    bulk_update_with_history(
        rows, source, [field], batch_size=BATCH, default_user=actor, default_change_reason=reason[:100]
    )
    return len(rows)


def count_references(row: models.Model) -> dict[type[models.Model], int]:
    """How many rows of each model refer to this one."""
    found: dict[type[models.Model], int] = {}
    for source, field in references(type(row)):
        found[source] = found.get(source, 0) + source._default_manager.filter(**{field: row}).count()
    return found
