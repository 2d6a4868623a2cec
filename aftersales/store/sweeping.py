"""Work row by row: a row that fails is skipped and reported, and the others are done."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Failed:
    """A row that failed, or a whole job if key is None. kind: the name of the error; its text may hold personal data
    and is only logged."""

    key: Any
    kind: str


_failed: ContextVar[list[Failed] | None] = ContextVar("failed", default=None)


@contextmanager
def collecting() -> Iterator[list[Failed]]:
    """The failures of all rows within the block."""
    found: list[Failed] = []
    token = _failed.set(found)
    try:
        yield found
    finally:
        _failed.reset(token)


def each(keys: Iterable[Any], do: Callable[[Any], Any]) -> int:
    """Call `do` for each key; returns the sum of what it returns. `do` is one transaction; if it raises, the key is
    reported and the next one follows."""
    total = 0
    for key in keys:
        try:
            total += int(do(key) or 0)
        except Exception as error:  # any error of one row must not stop the others
            logger.exception("%s of %r failed", getattr(do, "__qualname__", do), key)
            report(key, error)
    return total


def each_due(rows: QuerySet, do: Callable[[Any], Any], *, limit: int) -> int:
    """Call `do` for the keys of the first `limit` rows. If all of them fail or do nothing, the next ones follow, so
    that rows that always fail never hold up the rest. `rows` are those that are due; what is done must leave them."""
    tried: list[Any] = []
    while keys := list(rows.exclude(pk__in=tried).values_list("pk", flat=True)[:limit]):
        if done := each(keys, do):
            return done
        tried += keys
    return 0


def together_or_each(keys: list[Any], do: Callable[[list[Any]], Any]) -> int:
    """Call `do` for all keys at once, in one transaction. If that fails, call it for each by itself, to find the rows
    that fail and to do the others."""
    try:
        with transaction.atomic():
            return int(do(keys) or 0)
    except Exception:  # which row it was is found now
        return each([[key] for key in keys], do)


def report(key: Any, error: BaseException) -> None:
    """Add a failure to those of the running job."""
    if (found := _failed.get()) is not None:
        found.append(Failed(key, type(error).__name__))
