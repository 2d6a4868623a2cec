"""Indexes for search columns, with the same query for both databases: `filter(search_text__grams=["张三", "zs"])`.

A search column holds grams separated by spaces (aftersales/search/text.py). PostgreSQL indexes them as an array (GIN),
SQLite in an FTS5 table that triggers keep up to date. Both are made after every migration, because SQLite loses the
triggers of a table whenever Django rebuilds the table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In, Lookup
from django.utils import timezone

from aftersales.store.contributions import contributions

from .text import is_full

PENDING = 1024  # kB
MANY = 5000  # rows without grams: from here on making the index again is faster than updating it


@dataclass(frozen=True)
class SearchColumn:
    """A search column to be indexed. fill(now=) is a service that fills the column in some rows where it is empty, and
    returns how many."""

    model: type[models.Model]
    fill: Callable[..., int]
    column: str = "search_text"


def _indexed() -> dict[str, SearchColumn]:
    """The `SEARCH` of the manifests, by table."""
    return {one.model._meta.db_table: one for one in contributions("SEARCH")}


@models.TextField.register_lookup
class HasGrams(Lookup):
    """Rows whose column holds every gram of a list."""

    lookup_name = "grams"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"string_to_array({column}, ' ') @> %s::text[]", [*params, list(self.rhs)]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column = self.lhs.target
        table = column.model._meta.db_table
        key = connection.ops.quote_name(column.model._meta.pk.column)
        words = " ".join('"{}"'.format(gram.replace('"', "")) for gram in self.rhs)
        alias = connection.ops.quote_name(self.lhs.alias)
        return f'{alias}.{key} IN (SELECT rowid FROM "{table}_grams" WHERE "{table}_grams" MATCH %s)', [words]


@models.TextField.register_lookup
class HoldsGrams(Lookup):
    """The same without the index, for few rows, which the database scans one by one."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, params = self.process_lhs(compiler, connection)
        # A full gram is part of no other gram, so it needs no spaces around it; for the bare column PostgreSQL has
        # statistics of how often it occurs.
        whole = f"' ' || {column} || ' '"
        parts = [(column, f"%{gram}%") if is_full(gram) else (whole, f"% {gram} %") for gram in self.rhs]
        held = [f"{where} LIKE %s" for where, _pattern in parts]
        # PostgreSQL would treat the conditions as independent and expect no rows; for a CASE it expects half of them.
        more = f" AND CASE WHEN {' AND '.join(held[1:])} THEN 1=1 ELSE 1=0 END" if held[1:] else ""
        return f"({held[0]}{more})", [part for _where, pattern in parts for part in (*params, pattern)]


class _Found:
    """Like `in` with a subquery that runs first: `filter(pk__found_by=rows.values("pk"))`.

    PostgreSQL evaluates an `IN` inside an OR for every row; with an array it can use the index.
    """

    lookup_name = "found_by"

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return f"= ANY(ARRAY{rhs})" if connection.vendor == "postgresql" else f"IN {rhs}"


@models.Field.register_lookup
class FoundBy(_Found, In):  # type: ignore[misc]
    """For a column."""


@models.ForeignKey.register_lookup
class RelatedFoundBy(_Found, RelatedIn):  # type: ignore[misc]
    """For a foreign key."""


def make_indexes(using: str, *, app_label: str = "") -> None:
    """Make the missing indexes for the models of one app, or of all apps. Safe to repeat."""
    for table, one in _there(using, app_label):
        if connections[using].vendor == "postgresql":
            _postgresql(connections[using], table, one.column)
        elif connections[using].vendor == "sqlite":
            _sqlite(connections[using], table, one.column)


def fill_missing(using: str, *, app_label: str) -> None:
    """After a migration: fill rows of a version that had no such column, or another kind of grams."""
    if using != DEFAULT_DB_ALIAS:
        return
    for table, one in _there(using, app_label):
        done = 0
        while more := one.fill(now=timezone.now()):
            if done < MANY <= done + more:
                _drop(connections[using], table)
            done += more


def rebuild_indexes() -> None:
    """Make the indexes again from the columns, while the product stays in use."""
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        for table, _one in _there(DEFAULT_DB_ALIAS, ""):
            if connection.vendor == "sqlite":
                cursor.execute(f'INSERT INTO "{table}_grams"("{table}_grams") VALUES (\'rebuild\')')
            elif connection.vendor == "postgresql":
                how = "" if connection.in_atomic_block else "CONCURRENTLY"
                cursor.execute(f"REINDEX INDEX {how} {table}_grams")


def drop_indexes(using: str) -> None:
    """Before many rows are inserted: making the index again is faster than updating it."""
    for table in _indexed():
        _drop(connections[using], table)


def _there(using: str, app_label: str) -> list[tuple[str, SearchColumn]]:
    """Tables that exist with all their columns: when migrations are reversed, some do not."""
    connection, found = connections[using], []
    for table, one in _indexed().items():
        if app_label in ("", one.model._meta.app_label) and table in connection.introspection.table_names():
            with connection.cursor() as cursor:
                there = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            if there >= {field.column for field in one.model._meta.local_concrete_fields}:
                found.append((table, one))
    return found


def _drop(connection: Any, table: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP INDEX IF EXISTS {table}_grams")
        elif connection.vendor == "sqlite":
            for name in _TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_grams_{name}")
            cursor.execute(f"DROP TABLE IF EXISTS {table}_grams")


def _postgresql(connection: Any, table: str, column: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE INDEX IF NOT EXISTS {table}_grams ON {table} USING gin (string_to_array({column}, ' '))"
        )
        # PostgreSQL scans its pending list in every search, so the list is kept short.
        cursor.execute(f"ALTER INDEX {table}_grams SET (gin_pending_list_limit = {PENDING})")


def _sqlite(connection: Any, table: str, column: str) -> None:
    index = f"{table}_grams"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{index}_%"])
        if cursor.fetchone()[0] == len(_TRIGGERS):
            return
        cursor.execute(f"DROP TABLE IF EXISTS {index}")
        cursor.execute(
            f"CREATE VIRTUAL TABLE {index} USING fts5({column}, content='{table}', content_rowid='id', "
            "tokenize='unicode61 remove_diacritics 0', detail=none)"
        )
        for name, when in _TRIGGERS.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {index}_{name}")
            cursor.execute(when.format(index=index, table=table, column=column))
        cursor.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")


_OUT = "INSERT INTO {index}({index}, rowid, {column}) VALUES ('delete', old.id, old.{column});"
_IN = "INSERT INTO {index}(rowid, {column}) VALUES (new.id, new.{column});"
_TRIGGERS = {
    "insert": "CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN " + _IN + " END",
    "delete": "CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN " + _OUT + " END",
    "update": "CREATE TRIGGER {index}_update AFTER UPDATE OF {column} ON {table} BEGIN " + _OUT + " " + _IN + " END",
}


def forget_deleted() -> None:
    """Remove the words of erased rows from the index. SQLite keeps them until its segments are merged; PostgreSQL drops
    them with the next vacuum."""
    for alias in connections:
        connection = connections[alias]
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                for table in _indexed():
                    cursor.execute(f'INSERT INTO "{table}_grams"("{table}_grams") VALUES (\'optimize\')')
