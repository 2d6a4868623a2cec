"""Numbers of documents: without gaps in a transaction, and never used twice."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from ..models import NumberSequence
from ..queries.numbering import format_in_force

# SQL for the new value: count on from the last number, or raise it.
ADDED = "{table}.last + EXCLUDED.last"
RAISED = "CASE WHEN EXCLUDED.last > {table}.last THEN EXCLUDED.last ELSE {table}.last END"


def next_number(kind: str, *, now: datetime) -> str:
    """The next number of a kind, such as TK-2026-00001. The year is the company's; not every kind has one."""
    return next_numbers(kind, 1, now=now)[0]


def next_numbers(kind: str, count: int, *, now: datetime) -> list[str]:
    """Several numbers at once, for imports."""
    form, year = format_in_force(kind), timezone.localtime(now).year
    first = next_in(form.head(year), count)
    return [form.written(year, number) for number in range(first, first + count)]


def next_in(key: str, count: int = 1) -> int:
    """The first of the next `count` numbers of a sequence. With count 0 its row is only locked."""
    return _move(ADDED, key, count) - count + 1


def raise_to(key: str, last: int) -> int:
    """Make a sequence continue after `last`, unless it is further already. Returns its last number; the row stays
    locked."""
    return _move(RAISED, key, last)


def _move(value: str, key: str, number: int) -> int:
    """Create, lock and update the row with one statement. It stays locked until the end of the caller's transaction."""
    assert connection.in_atomic_block, "a number needs the transaction of the document that bears it"
    table = NumberSequence._meta.db_table
    statement = (
        f"INSERT INTO {table} (key, last) VALUES (%s, %s)"
        f" ON CONFLICT (key) DO UPDATE SET last = {value.format(table=table)} RETURNING last"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [key, number])
        return int(cursor.fetchone()[0])
