"""Numbers of documents: gap-free within a transaction, never used twice."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from ..models import NumberSequence

NEXT = """
INSERT INTO {table} (key, last) VALUES (%s, %s)
ON CONFLICT (key) DO UPDATE SET last = {table}.last + EXCLUDED.last RETURNING last
"""


def next_number(prefix: str, *, now: datetime, digits: int = 5) -> str:
    """The next number of a kind in the company's year: TK-2026-00001."""
    return next_numbers(prefix, 1, now=now, digits=digits)[0]


def next_numbers(prefix: str, count: int, *, now: datetime, digits: int = 5) -> list[str]:
    """Several at once, for imports."""
    year = timezone.localtime(now).year
    key = f"{prefix}-{year}"
    first = next_in(key, count)
    return [f"{key}-{n:0{digits}d}" for n in range(first, first + count)]


def next_in(key: str, count: int = 1) -> int:
    """The first of the next numbers of a sequence: a year's tickets, a day's visitors.

    One statement makes, locks and moves the row; it stays locked until the caller's transaction ends.
    """
    assert connection.in_atomic_block, "a number needs the transaction of the document that bears it"
    with connection.cursor() as cursor:
        cursor.execute(NEXT.format(table=NumberSequence._meta.db_table), [key, count])
        return int(cursor.fetchone()[0]) - count + 1
