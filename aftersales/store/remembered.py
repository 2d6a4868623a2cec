"""Settings that many actions read and hardly anyone changes, kept in the process as long as they are in force.

Whoever owns such a setting says what it is read from and how: `HOURS = Remembered("office.WorkingPeriod", read=…)`, and
`HOURS()` gives it. Before it is used, one query asks how many rows the histories have and which is the newest. A change
by any process writes a history row, so it is seen as soon as it is committed. What is handed out is shared by all that
run in the process: read it, never change it.

Within `asked_once` that query is made once for all settings together: one action needs several of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

from django.apps import apps
from django.db import connection

T = TypeVar("T")
Stamp = tuple[Any, ...]

_asked: ContextVar[dict[str, Stamp] | None] = ContextVar("asked", default=None)


# All settings of the process, so that one query asks for all.
_declared: list[Remembered[Any]] = []


class Remembered(Generic[T]):
    """One setting. models: by label, all that it is read from, each with a history."""

    def __init__(self, *models: str, read: Callable[[], T]) -> None:
        self.models, self.read = models, read
        self.kept: tuple[list[Stamp], T] | None = None
        _declared.append(self)

    def __call__(self) -> T:
        stamps = self._stamps()
        kept = self.kept
        if kept is None or kept[0] != stamps:
            # A change that is committed in between is read already, and read once more the next time.
            kept = self.kept = (stamps, self.read())
        return kept[1]

    def _stamps(self) -> list[Stamp]:
        asked = _asked.get()
        if asked is None:
            asked = _newest(list(self.models))
        elif not asked:
            asked.update(_newest(sorted({label for one in _declared for label in one.models})))
        return [asked[label] for label in self.models]


@contextmanager
def asked_once() -> Iterator[None]:
    """Changes that others commit meanwhile are seen by the next action. Changes of its own would not be seen."""
    if _asked.get() is not None:
        yield
        return
    token = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(token)


def forget_all() -> None:
    """For tests, whose databases begin anew under the same process and the same time."""
    for one in _declared:
        one.kept = None


def _newest(labels: list[str]) -> dict[str, Stamp]:
    """Of each model's history: how many rows, the last key, and its moment. The count sees rows whose transaction
    ended after that of a later row; the moment, a key that is given anew after a rollback."""
    tables = [apps.get_model(label).history.model._meta.db_table for label in labels]
    parts = (
        f"SELECT {number}, COUNT(*), MAX(history_id), MAX(history_date) FROM {connection.ops.quote_name(table)}"
        for number, table in enumerate(tables)
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {labels[number]: tuple(rest) for number, *rest in cursor.fetchall()}
