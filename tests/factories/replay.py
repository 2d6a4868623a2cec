"""Rows that many tests start from: made once in a process, then written again in a tenth of the time.

On SQLite only. PostgreSQL does not roll back the counters of keys, and a second database need not be quick.
"""

import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any, Generic, TypeVar

import time_machine
from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

# Placeholder in the kept rows for the moment at which they are written again.
WRITTEN = datetime(2001, 2, 3, 4, 5, 6, 789, tzinfo=UTC)

Rows = dict[str, list[tuple]]
Made = TypeVar("Made")


class Replay(Generic[Made]):
    """Called like the function that it wraps; returns a namespace of model instances."""

    def __init__(self, make: Callable[[], Made]) -> None:
        self.make = make
        self.rows: Rows = {}
        self.made = b""

    def __call__(self) -> Made:
        if connection.vendor != "sqlite" or _keys_given(self.rows):
            return self.make()
        if not self.rows:
            self._keep()
        return self._write()

    def _keep(self) -> None:
        """Make the rows, read them, and roll back."""
        with transaction.atomic(), time_machine.travel(WRITTEN, tick=False):
            before = _read()
            self.made = pickle.dumps(self.make())
            self.rows = {table: rows for table, rows in _read().items() if table not in before}
            transaction.set_rollback(True)

    def _write(self) -> Made:
        now = timezone.now()
        written, moment = _as_text(WRITTEN), _as_text(now)
        with transaction.atomic(), connection.cursor() as cursor:
            for table, rows in self.rows.items():
                values = [[moment if value == written else value for value in row] for row in rows]
                cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(rows[0]))})", values)
        made = pickle.loads(self.made)
        for one in vars(made).values():
            _set_moments(one, now)
        return made


def _keys_given(rows: Rows) -> bool:
    """Whether rows existed before; the first time, any row at all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_sequence")
        given = {name for (name,) in cursor.fetchall()}
    tables = rows or {model._meta.db_table for model in _models()}
    return bool(given & set(tables))


def _models() -> list[type[models.Model]]:
    """The models whose rows belong to a test."""
    kept = {"contenttypes", "auth", "sessions"}
    return [model for model in apps.get_models() if model._meta.managed and model._meta.app_label not in kept]


def _read() -> Rows:
    """All rows by table, as the database stores them."""
    found = {}
    with connection.cursor() as cursor:
        for model in _models():
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            if rows := cursor.fetchall():
                found[model._meta.db_table] = [tuple(map(_as_text, row)) for row in rows]
    return found


def _as_text(value: Any) -> Any:
    """Dates and times as Django writes them into SQLite."""
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value)
    return str(value) if isinstance(value, date | time) else value


def _set_moments(one: Any, now: datetime) -> None:
    if isinstance(one, models.Model):
        for name, value in vars(one).items():
            if value == WRITTEN:
                setattr(one, name, now)
