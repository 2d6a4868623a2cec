"""Where SQLite and PostgreSQL differ: a snapshot to read, an empty database to fill, sequences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, models


@contextmanager
def snapshot(using: str = "default") -> Iterator[Any]:
    """A separate connection that sees the database as it is now, while others continue to write."""
    connection = connections[using].copy()
    connection.settings_dict["CONN_MAX_AGE"] = 0
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                connection.set_autocommit(False)
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                cursor.execute("SELECT 1")
            else:
                # DEFERRED, because a reader of the write-ahead log blocks no writer. The first SELECT sets the moment
                # of the snapshot.
                cursor.execute("BEGIN DEFERRED")
                cursor.execute("SELECT count(*) FROM sqlite_master")
                cursor.fetchone()
        yield connection
    finally:
        connection.close()


def last_number(connection: Any, model: type[models.Model]) -> int:
    """The highest primary key ever given, 0 if none: the key of a deleted row must not be used again."""
    if not isinstance(model._meta.pk, models.AutoField):
        return 0
    table, key = model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [connection.ops.quote_name(table), key])
            sequence = cursor.fetchone()[0]
            if not sequence:
                return 0
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def set_last_number(connection: Any, model: type[models.Model], last: int) -> None:
    """Make the next row get the key after `last`."""
    if not isinstance(model._meta.pk, models.AutoField):
        return
    table, key = model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)",
                [connection.ops.quote_name(table), key, max(last, 1), last > 0],
            )
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            if last:
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


def empty(connection: Any, names: list[str]) -> None:
    """Delete all rows of these tables."""
    quoted = [connection.ops.quote_name(name) for name in names]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(quoted)}")
            return
        for name in quoted:
            cursor.execute(f"DELETE FROM {name}")


def filled(connection: Any, names: list[str]) -> dict[str, int]:
    """Row counts of the tables that have rows. Tables that do not exist count as empty."""
    known = set(connection.introspection.table_names())
    found = {}
    with connection.cursor() as cursor:
        for name in names:
            if name in known:
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")
                if count := cursor.fetchone()[0]:
                    found[name] = int(count)
    return found
