"""Cursors say where a page of a list ended, by the values of its last row.

The next page continues after these values, so rows that are added, changed or worked off meanwhile make no other row
appear twice or never.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db import connections
from django.db.models import F, Model, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import OrderBy
from django.db.models.query import ModelIterable, NamedValuesListIterable

SALT = "cursor"
# Lists of objects, and of values_list(…, named=True).
WITH_NAMES = frozenset({ModelIterable, NamedValuesListIterable})


class BadCursor(ValueError):
    """Not a cursor of this list in this order."""


@dataclass(frozen=True)
class Key:
    """A value that the list is ordered by. nulls_last: None if it has no nulls."""

    name: str
    is_descending: bool
    nulls_last: bool | None

    def after(self, value: Any) -> Q | None:
        """The rows after this value; None if there are none."""
        if value is None:
            return None if self.nulls_last else Q(**{f"{self.name}__isnull": False})
        later = Q(**{f"{self.name}__{'lt' if self.is_descending else 'gt'}": value})
        return later | Q(**{f"{self.name}__isnull": True}) if self.nulls_last else later

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def reversed(self) -> Key:
        return Key(self.name, not self.is_descending, None if self.nulls_last is None else not self.nulls_last)


class Ordered:
    """A list in an order without ties. rows: the list, with the key as its last order."""

    def __init__(self, rows: QuerySet, keys: list[Key]) -> None:
        self.rows, self.keys = rows, keys

    @classmethod
    def of(cls, rows: Any) -> Ordered | None:
        """None for what has no order that a cursor could continue."""
        if not isinstance(rows, QuerySet) or rows._iterable_class not in WITH_NAMES:
            return None
        if rows.query.is_sliced or rows.query.combinator or rows.query.distinct_fields:
            return None
        asked = rows.query.order_by or (rows.query.default_ordering and rows.model._meta.ordering) or ()
        order, keys = [], list[Key]()
        for number, one in enumerate(asked):
            if one in {"?", "-?"}:
                return None
            ordering = _as_order_by(one)
            if isinstance(ordering.expression, F):
                name = str(getattr(ordering.expression, "name"))  # the stubs of F do not know it  # noqa: B009
                nullable = _may_be_null(rows.model, name)
                if nullable is None and name not in rows.query.annotations:
                    return None
            else:
                name, nullable = f"order_{number}", True
                rows = rows.annotate(**{name: ordering.expression})
                ordering = OrderBy(F(name), ordering.descending, ordering.nulls_first, ordering.nulls_last)
            nulls_last = None if nullable is False else _nulls_last(ordering, rows.db)
            keys.append(Key(name, ordering.descending, nulls_last))
            order.append(ordering)
        if not keys or keys[-1].name not in {"pk", "id"}:
            is_descending = bool(keys) and keys[-1].is_descending
            keys.append(Key("pk", is_descending, None))
            order.append(OrderBy(F("pk"), is_descending))
        return cls(rows.order_by(*order), keys)

    def cursor(self, row: Any, *, backwards: bool = False) -> str:
        """The cursor of the rows after this one, or before it."""
        names = [key.name for key in self.keys]
        if _loaded(row).issuperset(names):
            values: Any = tuple(getattr(row, name) for name in names)
        else:
            values = self.rows.filter(pk=row.pk).order_by().values_list(*names).first()
        if values is None:
            return ""
        content = ["<" if backwards else ">", self._names(), [_written(value) for value in values]]
        return signing.dumps(content, salt=SALT, compress=True)

    def _names(self) -> str:
        return ",".join(f"{'-' * key.is_descending}{key.name}" for key in self.keys)

    def at(self, cursor: str) -> tuple[QuerySet, bool]:
        """The rows from a cursor on, and whether they are in the reverse order. Raises BadCursor."""
        try:
            direction, names, written = signing.loads(cursor, salt=SALT)
            values = [_read(value) for value in written]
        except (signing.BadSignature, ValueError, TypeError) as error:
            raise BadCursor from error
        if names != self._names() or len(values) != len(self.keys):
            raise BadCursor
        backwards = direction == "<"
        keys = [key.reversed() for key in self.keys] if backwards else self.keys
        found, equal = Q(), Q()
        for key, value in zip(keys, values, strict=True):
            if (later := key.after(value)) is not None:
                found |= equal & later
            equal &= key.same(value)
        first, value = keys[0], values[0]
        if value is not None and not first.nulls_last:
            # Says the same again, so that an index finds the start.
            found &= Q(**{f"{first.name}__{'lte' if first.is_descending else 'gte'}": value})
        rows = self.rows.filter(found) if found else self.rows.none()
        return (rows.reverse() if backwards else rows), backwards


def _loaded(row: Any) -> set[str]:
    """The names that are read from a row without a query."""
    if not isinstance(row, Model):
        return set(row._fields)
    return {"pk", *(field.attname for field in row._meta.concrete_fields)} - row.get_deferred_fields()


def _as_order_by(one: Any) -> OrderBy:
    if isinstance(one, OrderBy):
        return one
    if isinstance(one, str):
        return OrderBy(F(one.removeprefix("-")), descending=one.startswith("-"))
    return OrderBy(one)


def _may_be_null(model: Any, path: str) -> bool | None:
    """Whether the value at the path may be null; None if it is not one column."""
    nullable = False
    for name in path.split(LOOKUP_SEP):
        if name == "pk":
            return nullable
        try:
            field = model._meta.get_field(name)
        except (FieldDoesNotExist, AttributeError):
            return None
        if field.one_to_many or field.many_to_many:
            return None
        nullable = nullable or getattr(field, "null", True)
        model = field.related_model
    # The order by a relation is the order of its model.
    return None if model is not None and not path.endswith("_id") else nullable


def _nulls_last(ordering: OrderBy, database: str) -> bool:
    if ordering.nulls_last or ordering.nulls_first:
        return bool(ordering.nulls_last)
    largest: bool = connections[database].features.nulls_order_largest
    return largest != ordering.descending


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    return ["n", str(value)] if isinstance(value, Decimal) else value


def _read(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    kind, text = value
    readers: dict[str, Any] = {"t": datetime.fromisoformat, "d": date.fromisoformat, "n": Decimal}
    return readers[kind](text)
