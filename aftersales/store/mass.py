"""Creates very many rows that the system makes, each with its history row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, models

from .writing import create_all_with_history

# What every field but JSON gives to PostgreSQL unchanged.
AS_THEY_ARE = frozenset({int, str, date, datetime, type(None)})
INSERT = "INSERT INTO {table} ({columns}) SELECT {values} FROM unnest({arrays}) AS each({names})"
WITH_HISTORY = """
WITH made AS ({insert} RETURNING *)
INSERT INTO {history} ({tracked}, history_date, history_type, history_change_reason, history_user_id)
SELECT {tracked}, %s, '+', %s, NULL FROM made
"""


def create_many_with_history(model: type[models.Model], rows: Sequence[Any], *, reason: str, at: datetime) -> None:
    """Create rows by the system. On PostgreSQL it is one statement for any number of rows, and the objects get no ids.

    For rows without words that somebody typed: these need create_all_with_history, which cleans them.
    """
    if not rows:
        return
    if connection.vendor == "postgresql":
        _in_one_statement(model, rows, reason, at)
        return
    for row in rows:
        row._history_date = at
    create_all_with_history(model, list(rows), actor=None, reason=reason)


def create_new(model: type[models.Model], rows: Sequence[Any], *, key: str) -> set[Any]:
    """Create rows of a table without history, except those that clash with a unique constraint. Returns the keys of
    those that are there as they were wanted or, on PostgreSQL, that were created now. key: a unique field.

    For rows without words that somebody typed, as create_many_with_history.
    """
    if not rows:
        return set()
    if connection.vendor == "postgresql":
        quote = connection.ops.quote_name
        parts = _Parts(model, rows)
        column = quote(str(model._meta.get_field(key).column))  # type: ignore[union-attr]
        statement = f"{parts.insert} ON CONFLICT DO NOTHING RETURNING {column}"
        with connection.cursor() as cursor:
            cursor.execute(statement, parts.values)
            return {found for (found,) in cursor.fetchall()}
    model._default_manager.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    wanted = {getattr(row, key): tuple(getattr(row, name) for name in names) for row in rows}
    there = model._default_manager.filter(**{f"{key}__in": list(wanted)}).values_list(key, *names)
    return {found for found, *values in there if tuple(values) == wanted[found]}


class _Parts:
    """An INSERT of many rows in one statement, in which only columns that differ are arrays."""

    def __init__(self, model: Any, rows: Sequence[Any]) -> None:
        quote = connection.ops.quote_name
        fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        columns = {field.column: _values(field, rows) for field in fields}
        differing = [name for name, values in columns.items() if len(values) > 1]
        if not differing:  # as many rows as the array is long
            differing = [fields[0].column]
            columns[fields[0].column] *= len(rows)
        kinds = {field.column: field.db_type(connection) for field in fields}
        values = (f"each.{quote(name)}" if name in differing else f"%s::{kind}" for name, kind in kinds.items())
        self.insert = INSERT.format(
            table=quote(model._meta.db_table),
            columns=", ".join(quote(name) for name in kinds),
            values=", ".join(values),
            arrays=", ".join(f"%s::{kinds[name]}[]" for name in differing),
            names=", ".join(quote(name) for name in differing),
        )
        same = [values[0] for name, values in columns.items() if name not in differing]
        self.values = [*same, *(columns[name] for name in differing)]


def _in_one_statement(model: Any, rows: Sequence[Any], reason: str, at: datetime) -> None:
    quote, history, parts = connection.ops.quote_name, model.history.model, _Parts(model, rows)
    statement = WITH_HISTORY.format(
        insert=parts.insert,
        history=quote(history._meta.db_table),
        tracked=", ".join(quote(field.column) for field in history.tracked_fields),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parts.values, at, reason])


def _values(field: Any, rows: Sequence[Any]) -> list[Any]:
    """What the database gets for this field of each row; one value if it is the same for all. Most fields of rows that
    the system makes are, so they are converted once."""
    own = [getattr(row, field.attname) for row in rows]
    first = own[0]
    if all(value is first or value == first for value in own):
        return [_value(field, rows[0])]
    return [_value(field, row) for row in rows]


def _value(field: Any, row: Any) -> Any:
    value = getattr(row, field.attname)
    if type(value) in AS_THEY_ARE and not isinstance(field, models.JSONField):
        return value
    value = field.get_db_prep_save(value, connection)
    return str(value) if isinstance(value, str) else value  # a choice as its plain text
