"""Rows that many tests start from: made once in a process, then written again in a tenth of the time.

The rows keep their keys. That is safe where their tables are empty: SQLite counts on from the largest key, and the
sequences of PostgreSQL are never set back.
"""

import pickle
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Generic, TypeVar

import time_machine
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

# Placeholder in the kept rows for the moment at which they are written again.
WRITTEN = datetime(2001, 2, 3, 4, 5, 6, 789, tzinfo=UTC)

Rows = dict[str, list[tuple]]
Made = TypeVar("Made")


class Replay(Generic[Made]):
    """Called like the function that it wraps; returns what can be pickled, with copies of the model instances.

    at: the moment at which the rows are always made; without it, the moment of each call.
    """

    def __init__(self, make: Callable[[], Made], *, at: datetime | None = None) -> None:
        self.make, self.at = make, at
        self.rows: Rows = {}
        self.files: dict[str, bytes] = {}
        self.statement = ""
        self.made = b""

    def __call__(self) -> Made:
        if not _are_empty(self.rows or _tables()):
            return self.make()
        if not self.rows:
            self._keep()
        return self._write()

    def _keep(self) -> None:
        """Make the rows, read them, and roll back."""
        before = set(_files())
        with transaction.atomic(), time_machine.travel(self.at or WRITTEN, tick=False):
            self.made = pickle.dumps(self.make())
            self.rows = _read()
            transaction.set_rollback(True)
        root = Path(settings.MEDIA_ROOT)
        self.files = {str(path.relative_to(root)): path.read_bytes() for path in _files() if path not in before}

    def _write(self) -> Made:
        now = timezone.now()
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                self.statement = self.statement or _statement(cursor, self.rows)
                cursor.execute(self.statement.replace(_as_text(WRITTEN), _as_text(now)))
            else:
                _insert(cursor, self.rows, _as_text(now))
        for name, content in self.files.items():
            path = Path(settings.MEDIA_ROOT, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        made = pickle.loads(self.made)
        for one in vars(made).values():
            _set_moments(one, now)
        return made


def _tables() -> list[str]:
    """The tables whose rows belong to a test, those of relations too."""
    kept = {"contenttypes", "auth", "sessions"}
    found = apps.get_models(include_auto_created=True)
    return [model._meta.db_table for model in found if model._meta.managed and model._meta.app_label not in kept]


def _are_empty(tables: Iterable[str]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + " OR ".join(f"EXISTS (SELECT 1 FROM {table})" for table in tables))
        return not cursor.fetchone()[0]


def _read() -> Rows:
    """All rows by table, as the database stores them."""
    found = {}
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"SELECT * FROM {table}")
            if rows := cursor.fetchall():
                found[table] = [tuple(map(_as_text, row)) for row in rows]
    return found


def _insert(cursor: Any, rows: Rows, now: str) -> None:
    written = _as_text(WRITTEN)
    for table, each in rows.items():
        values = [[now if value == written else value for value in row] for row in each]
        cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(each[0]))})", values)


def _statement(cursor: Any, rows: Rows) -> str:
    """All rows in one message, because each costs a round trip."""
    parts = []
    for table, each in rows.items():
        values = ",".join(cursor.mogrify(f"({', '.join(['%s'] * len(row))})", row).decode() for row in each)
        parts.append(f"INSERT INTO {table} VALUES {values}")
    return ";".join(parts)


def _as_text(value: Any) -> Any:
    """Dates and times as Django writes them into SQLite; PostgreSQL reads them in UTC too."""
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value)
    return str(value) if isinstance(value, date | time) else value


def _files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def _set_moments(one: Any, now: datetime) -> None:
    if isinstance(one, models.Model):
        for name, value in vars(one).items():
            if value == WRITTEN:
                setattr(one, name, now)
