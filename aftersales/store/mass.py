"""Creates very many rows that the system makes, each with its history row.

The rows are given as columns: a list for what differs, a value for what is the same in all rows. PostgreSQL and SQLite
get them as one INSERT … SELECT. For rows without words that somebody typed: these need create_all_with_history, which
cleans them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

Columns = Mapping[str, Any]

# What every field but JSON gives to both databases as it is.
PLAIN = frozenset({int, str, type(None)})
INSERT = "INSERT INTO {table} ({columns}) SELECT {values} FROM {source}"
HISTORY = """
INSERT INTO {history} ({tracked}, history_date, history_type, history_change_reason, history_user_id)
SELECT {tracked}, %s, '+', %s, NULL FROM {made}
"""


def create_columns_with_history(model: Any, columns: Columns, *, reason: str, at: datetime) -> None:
    """Create rows by the system, with their history. columns: by attname, without the key; at least one is a list, and
    what is missing has the default of its field."""
    insert = _Insert(model, columns)
    if not insert.count:
        return
    quote, history = connection.ops.quote_name, model.history.model
    names = {
        "history": quote(history._meta.db_table),
        "tracked": ", ".join(quote(field.column) for field in history.tracked_fields),
    }
    at_reason = [*_stored(history._meta.get_field("history_date"), [at]), reason]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            statement = f"WITH made AS ({insert.statement} RETURNING *) {HISTORY.format(made='made', **names)}"
            cursor.execute(statement, [*insert.values, *at_reason])
            return
        # SQLite has one writer at a time: what is behind the last key was made here.
        table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
        cursor.execute(f"SELECT COALESCE(MAX({key}), 0) FROM {table}")
        last = cursor.fetchone()[0]
        cursor.execute(insert.statement, insert.values)
        cursor.execute(HISTORY.format(made=f"{table} WHERE {key} > %s", **names), [*at_reason, last])


def need_not_wait_for_disk() -> None:
    """Let the transaction end before the disk has it. For sweeps alone: what a power cut takes with it was never seen
    by anybody who wrote something since, and the next run does it again."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")


def among(keys: Iterable[int]) -> RawSQL:
    """For `…__in`: very many keys as one parameter instead of one for each."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [_array(keys)])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(keys))])


def create_new_columns(model: type[models.Model], columns: Columns, *, key: str) -> set[Any]:
    """Create rows of a table without history, except those that clash with a unique constraint. Returns the keys of
    those that were created. key: a unique field."""
    insert = _Insert(model, columns)
    if not insert.count:
        return set()
    column = connection.ops.quote_name(str(model._meta.get_field(key).column))  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute(f"{insert.statement} WHERE true ON CONFLICT DO NOTHING RETURNING {column}", insert.values)
        return {found for (found,) in cursor.fetchall()}


def create_new(model: type[models.Model], rows: Sequence[Any], *, key: str) -> set[Any]:
    """The same for objects, which get no ids."""
    if not rows:
        return set()
    names = [field.attname for field in _fields(model)]
    return create_new_columns(model, {name: [getattr(row, name) for row in rows] for name in names}, key=key)


class _Insert:
    """An INSERT … SELECT of columns, of which only those that differ are sent row by row."""

    def __init__(self, model: type[models.Model], columns: Columns) -> None:
        quote, fields = connection.ops.quote_name, {field.attname: field for field in _fields(model)}
        lists = {name: value for name, value in columns.items() if isinstance(value, list)}
        first = next(iter(lists))
        self.count = len(lists[first])
        given = {name: field.get_default() for name, field in fields.items()} | dict(columns)
        for name, values in lists.items():
            if values and name != first and values.count(values[0]) == len(values):
                given[name] = values[0]
        sent = {name: _stored(fields[name], value) for name, value in given.items() if isinstance(value, list)}
        same = {name: value for name, value in given.items() if name not in sent}
        kinds = {name: field.db_type(connection) for name, field in fields.items()}
        if connection.vendor == "postgresql":
            own = {name: f"each.{quote(fields[name].column)}" for name in sent}
            arrays = ", ".join(f"%s::{kinds[name]}[]" for name in sent)
            source = f"unnest({arrays}) AS each({', '.join(quote(fields[name].column) for name in sent)})"
            values, cast = [_array(each) for each in sent.values()], "%s::{}"
        else:
            own = {name: f"json_extract(each.value, '$[{place}]')" for place, name in enumerate(sent)}
            source, cast = "json_each(%s) AS each", "%s"
            values = [json.dumps(list(zip(*sent.values(), strict=True)), ensure_ascii=False, default=str)]
        self.statement = INSERT.format(
            table=quote(model._meta.db_table),
            columns=", ".join(quote(field.column) for field in fields.values()),
            values=", ".join(own.get(name) or cast.format(kinds[name]) for name in fields),
            source=source,
        )
        self.values = [*(_stored(field, [same[name]])[0] for name, field in fields.items() if name in same), *values]


def _fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _stored(field: Any, values: Iterable[Any]) -> list[Any]:
    """What the database gets for these values. Most repeat, so that each is converted once."""
    if isinstance(field, models.JSONField):
        return [None if value is None else json.dumps(value, cls=field.encoder) for value in values]
    values = list(values)
    if PLAIN.issuperset(map(type, values)):
        return values
    known: dict[Any, Any] = {}
    found = []
    for value in values:
        if type(value) not in PLAIN:
            if value not in known:
                known[value] = _plain(field.get_db_prep_save(value, connection))
            value = known[value]
        found.append(value)
    return found


def _plain(value: Any) -> Any:
    """A choice as its text, a moment or an amount as the databases read it."""
    return value if type(value) in PLAIN or isinstance(value, bool | float) else str(value)


def _array(values: Iterable[Any]) -> str:
    """An array as PostgreSQL reads it: much faster than one of parameters."""
    values = list(values)
    kinds = set(map(type, values))
    if kinds == {int}:
        return "{" + ",".join(map(str, values)) + "}"
    if kinds == {str}:
        text = '","'.join(values)
        if "\\" not in text and text.count('"') == 2 * (len(values) - 1):  # none that would have to be escaped
            return f'{{"{text}"}}'
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    if not isinstance(value, str):
        return str(value)
    plain = value.replace("\\", "\\\\").replace('"', '\\"') if "\\" in value or '"' in value else value
    return f'"{plain}"'
