"""Empties the database after a test that commits."""

from typing import Any

from django.db import connections, transaction
from django.test import TransactionTestCase

# What migrations write, which no test changes.
KEPT = {"django_content_type", "auth_permission", "django_migrations"}


def empty_database(case: TransactionTestCase) -> None:
    """Delete the rows of the tables that have any.

    Django truncates all tables, and then makes content types, permissions and search indexes anew, which takes longer
    than most of these tests.
    """
    for name in case._databases_names(include_mirrors=False):
        with transaction.atomic(using=name), connections[name].cursor() as cursor:
            tables = sorted(set(connections[name].introspection.django_table_names(only_existing=True)) - KEPT)
            empty_tables(cursor, tables)


def empty_tables(cursor: Any, tables: list[str]) -> None:
    if cursor.db.vendor == "postgresql":
        tables = with_pages(cursor, tables)
    if not tables:
        return
    asked = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in tables)
    cursor.execute(asked)
    filled = [table for (table,) in cursor.fetchall()]
    if cursor.db.vendor == "postgresql":
        # As with TRUNCATE, neither foreign keys nor triggers are asked.
        cursor.execute("SET LOCAL session_replication_role = replica")
    for table in filled:
        cursor.execute(f'DELETE FROM "{table}"')


def with_pages(cursor: Any, tables: list[str]) -> list[str]:
    """Those that have ever had a row: to plan a question to all others takes PostgreSQL longer than most tests."""
    cursor.execute("SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND pg_relation_size(oid) > 0")
    used = {name for (name,) in cursor.fetchall()}
    return [table for table in tables if table in used]


def install() -> None:
    TransactionTestCase._fixture_teardown = empty_database  # type: ignore[method-assign]
