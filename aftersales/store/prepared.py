"""Queries whose SQL is written once in a process, because Django takes longer to write it than the database to run it.

A query of a certain shape is built with a `Given` in the place of each value, and its text is kept. Whoever runs it
says what the values are. The text holds none of them, so it may be kept for everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, Value

MOST = 2000  # texts; a page has about fifteen shapes


@dataclass(frozen=True)
class Slot:
    """The place of a value among the parameters of a statement."""

    name: str


class Given(Value):
    """A value that is not known yet. output_field: needed only where Django asks an expression for its type."""

    def __init__(self, name: str, output_field: Any = None) -> None:
        super().__init__(Slot(name), output_field=output_field)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self.value,)


@dataclass(frozen=True)
class Prepared:
    """A query with its values. shape: all that its text depends on besides the program. made: builds the query, with a
    Given for each of the values."""

    shape: Hashable
    made: Callable[[], QuerySet[Any]]
    values: Mapping[str, Any] = field(default_factory=dict)

    def sql(self) -> tuple[str, list[Any]]:
        """The statement with its parameters; "" if it can find nothing."""
        text, params = _written(self.shape, self.made)
        return text, [adapted(self.values[each.name]) if isinstance(each, Slot) else each for each in params]


_texts: dict[Hashable, tuple[str, tuple[Any, ...]]] = {}


def _written(shape: Hashable, made: Callable[[], QuerySet[Any]]) -> tuple[str, tuple[Any, ...]]:
    if (found := _texts.get(shape)) is None:
        try:
            text, params = made().query.sql_with_params()
        except EmptyResultSet:
            text, params = "", ()
        if len(_texts) >= MOST:
            _texts.clear()
        found = _texts[shape] = (text, tuple(params))
    return found


def adapted(value: Any) -> Any:
    """A day or moment as the database takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def union(queries: Iterable[Prepared]) -> tuple[str, list[Any]]:
    """One statement for all of them, which have the same columns; "" if they can find nothing."""
    parts = [query.sql() for query in queries]
    texts = [text for text, _params in parts if text]
    return " UNION ALL ".join(texts), [value for text, params in parts if text for value in params]


def rows_of(statement: str, params: Iterable[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement as the driver of the database gives them."""
    if not statement:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, list(params))
        return cursor.fetchall()


def read_moment(value: Any) -> datetime | None:
    """A moment as the driver of the database gives it: SQLite as text or without a zone, in UTC."""
    if value is None:
        return None
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def read_money(value: Any) -> Decimal | None:
    """An amount as the driver of the database gives it: SQLite as a floating point number."""
    return None if value is None else Decimal(f"{value:.2f}")
