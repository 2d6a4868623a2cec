"""Numbers of documents: gap-free within a transaction, never used twice."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from ..models import NumberFormat, NumberSequence
from ..rules.numbering import write

NEXT = """
INSERT INTO {table} (key, last) VALUES (%s, %s)
ON CONFLICT (key) DO UPDATE SET last = {table}.last + EXCLUDED.last RETURNING last
"""
# What the numbers look like is asked in the same statement: a ticket costs no query more for it.
NEXT_OF_KIND = """
INSERT INTO {table} (key, last)
SELECT COALESCE(known.prefix, %s) || CASE WHEN known.with_year IS NULL OR known.with_year THEN %s ELSE '' END, %s
FROM (SELECT 1 AS one) AS base LEFT JOIN {formats} AS known ON known.kind = %s WHERE base.one = 1
ON CONFLICT (key) DO UPDATE SET last = {table}.last + EXCLUDED.last
RETURNING key, last, (SELECT digits FROM {formats} WHERE kind = %s)
"""
RAISE = """
INSERT INTO {table} (key, last) VALUES (%s, %s)
ON CONFLICT (key) DO UPDATE SET last = CASE WHEN EXCLUDED.last > {table}.last THEN EXCLUDED.last ELSE {table}.last END
RETURNING last
"""
DIGITS = 5


def next_number(kind: str, *, now: datetime) -> str:
    """The next number of a kind, in the company's year if its numbers have one: TK-2026-00001."""
    return next_numbers(kind, 1, now=now)[0]


def next_numbers(kind: str, count: int, *, now: datetime) -> list[str]:
    """Several at once, for imports."""
    year = f"-{timezone.localtime(now).year}"
    key, last, digits = _moved(NEXT_OF_KIND, [kind, year, count, kind, kind])
    return [write(key, n, digits or DIGITS) for n in range(last - count + 1, last + 1)]


def next_in(key: str, count: int = 1) -> int:
    """The first of the next numbers of a sequence: a day's visitors.

    One statement makes, locks and moves the row; it stays locked until the caller's transaction ends.
    """
    return int(_moved(NEXT, [key, count])[0]) - count + 1


def raise_to(key: str, last: int) -> int:
    """Have a sequence go on behind `last`, if it is not further already; returns how far it is then, locked."""
    return int(_moved(RAISE, [key, last])[0])


def _moved(statement: str, params: list[str | int]) -> Any:
    assert connection.in_atomic_block, "a number needs the transaction of the document that bears it"
    tables = {"table": NumberSequence._meta.db_table, "formats": NumberFormat._meta.db_table}
    with connection.cursor() as cursor:
        cursor.execute(statement.format(**tables), params)
        return cursor.fetchone()
