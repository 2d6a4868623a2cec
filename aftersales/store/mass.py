"""Creates very many rows that the system makes, each with its history row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models

from .writing import create_all_with_history

STATEMENT = """
WITH made AS (INSERT INTO {table} ({columns}) SELECT {values} FROM unnest({arrays}) AS each({names}) RETURNING *)
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


def _in_one_statement(model: Any, rows: Sequence[Any], reason: str, at: datetime) -> None:
    quote, history = connection.ops.quote_name, model.history.model
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = {field.column: [_value(field, row) for row in rows] for field in fields}
    differing = [name for name, values in columns.items() if any(value != values[0] for value in values)]
    differing = differing or [fields[0].column]
    kinds = {field.column: field.db_type(connection) for field in fields}
    values = (f"each.{quote(name)}" if name in differing else f"%s::{kind}" for name, kind in kinds.items())
    statement = STATEMENT.format(
        table=quote(model._meta.db_table),
        history=quote(history._meta.db_table),
        columns=", ".join(quote(name) for name in kinds),
        values=", ".join(values),
        arrays=", ".join(f"%s::{kinds[name]}[]" for name in differing),
        names=", ".join(quote(name) for name in differing),
        tracked=", ".join(quote(field.column) for field in history.tracked_fields),
    )
    same = [values[0] for name, values in columns.items() if name not in differing]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*same, *(columns[name] for name in differing), at, reason])


def _value(field: Any, row: Any) -> Any:
    value = field.get_db_prep_save(getattr(row, field.attname), connection)
    return str(value) if isinstance(value, str) else value  # a choice as its plain text
