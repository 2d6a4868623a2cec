"""Which kept sums are out of date, told by the history of what they are counted from.

Every change of a row writes a history row in its transaction. The newest history rows therefore name what has changed
since the sums were made, and the older ones the days on which it was counted before. A number of a history row that is
taken first may be committed last; `Newest` tells whether somebody may still commit below the newest one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from aftersales.store.dates import company_date
from aftersales.store.prepared import Prepared, read_moment, rows_of, union
from complaints.models import Approval
from complaints.quality.models import Investigation
from customers.models import Customer
from surveys.models import CallBack, Response

from ...models import DaySum, KeptFigures
from ...models.kept import ONLY
from .days import A_DAY, EDITION, KEPT, LATE, NO_DAY, paths_of
from .slices import Slice
from .trails import FOLLOWED, PARTS, RESPONSES, history_of, label_of

Since = Mapping[str, int]
LABELS = (*map(label_of, FOLLOWED), RESPONSES)
# What figures are counted from besides, and no sums are kept of.
COUNTED = (Approval, CallBack, Customer, Investigation)
RESPONSE_KEY = (Response._meta.db_table, Response._meta.pk.name)
TABLES = [*((history_of(model)._meta.db_table, "history_id") for model in FOLLOWED), RESPONSE_KEY]
MORE_TABLES = [(history_of(model)._meta.db_table, "history_id") for model in COUNTED]


def _newest_of(tables: Iterable[tuple[str, str]]) -> str:
    return " || ',' || ".join(f"(SELECT COALESCE(MAX({key}), 0) FROM {table})" for table, key in tables)


NEWEST = _newest_of(TABLES)
STATE = f"""
    SELECT {_newest_of([*TABLES, *MORE_TABLES])}, (SELECT MIN(until) FROM {DaySum._meta.db_table}),
           kept.since, kept.edition, kept.made_at
      FROM (SELECT 1 AS one) AS always LEFT JOIN {KeptFigures._meta.db_table} kept ON kept.id = {ONLY}
"""
# The other transactions that have begun to write to these tables and have not ended. Whoever takes a number of a table
# holds this lock on it before.
RUNNING = """
    SELECT DISTINCT virtualtransaction FROM pg_locks
     WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND relation = ANY(%s::regclass[])
"""


@dataclass(frozen=True)
class Newest:
    """The newest rows of each table, and the transactions that may still commit older ones."""

    ids: dict[str, int]
    running: frozenset[str]


def newest() -> Newest:
    """SQLite has one writer at a time, so whoever asks inside a transaction sees all that will ever be older."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {NEWEST}")
        ids = _read(cursor.fetchone()[0])
        if connection.vendor != "postgresql":
            return Newest(ids, frozenset())
        cursor.execute(RUNNING, [[table for table, _key in TABLES]])
        return Newest(ids, frozenset(name for (name,) in cursor.fetchall()))


def _read(ids: str) -> dict[str, int]:
    return dict(zip(LABELS, map(int, ids.split(",")), strict=True))


@dataclass(frozen=True)
class Kept:
    """The kept sums that may be read: all of them but those of the stale days of each source. made_at: when they were
    last made."""

    stale: Mapping[str, frozenset[date]]
    made_at: datetime

    def place_of(self, name: str, slice_: Slice) -> tuple[str, str] | None:
        """The dimension and value of the sums that answer for a slice; None if no sums do."""
        if name not in KEPT:
            return None
        used = [one for one in slice_.filters if one in paths_of(name)]
        if not used:
            return ("", "")
        return (used[0], slice_.filters[used[0]]) if len(used) == 1 and used[0] in KEPT[name] else None


@dataclass(frozen=True)
class State:
    """The newest rows of all tables that figures are counted from, by label, and how far the kept sums are; without
    sums, `since` is empty. next_due: when the next of them changes by time alone."""

    newest: Since
    since: Since
    is_current: bool
    made_at: datetime | None
    next_due: datetime | None


def state() -> State:
    """By one query."""
    [(ids, next_due, since, edition, made_at)] = rows_of(STATE, ())
    labels = (*LABELS, *map(label_of, COUNTED))
    known = since if isinstance(since, dict) else json.loads(since or "{}")
    newest_ids = dict(zip(labels, map(int, ids.split(",")), strict=True))
    return State(newest_ids, known, edition == EDITION, read_moment(made_at), read_moment(next_due))


def kept_at(now: datetime, seen: State | None = None) -> Kept | None:
    """The kept sums that are right at a moment; None if there are none, or if they were made later. seen: the state, if
    it has been read."""
    seen = seen or state()
    if not seen.since or not seen.is_current or seen.made_at is None or now < seen.made_at:
        return None
    if all(seen.newest[name] == seen.since.get(name) for name in LABELS) and (
        seen.next_due is None or seen.next_due >= now
    ):
        return Kept(dict.fromkeys(KEPT, frozenset()), seen.made_at)  # nothing has changed or fallen due
    days = stale_days(seen.since, seen.newest, now)
    return None if days is None else Kept(days, seen.made_at)


def stale_days(since: Since, ids: Since, now: datetime) -> dict[str, frozenset[date]] | None:
    """By source, the days of which the sums are not right any more; None if all of them may be wrong."""
    later = {name for name in LABELS if name not in since or ids[name] > since[name]}
    if later - set(since):
        return None
    values = {**since, "now": now}
    parts = [
        Prepared(("stale", place), made, values) for place, (model, made) in PARTS.items() if model in later | {""}
    ]
    found: dict[str, set[date]] = {name: set() for name in KEPT}
    for sources, day in rows_of(*union(parts)):
        if not sources:
            return None
        for name in sources.split(","):
            found[name].add(date.fromisoformat(day) if isinstance(day, str) else day or NO_DAY)
    found[LATE] = _days_after(found[LATE], company_date(now))
    return {name: frozenset(days) for name, days in found.items()}


def _days_after(deadlines: Collection[date], today: date) -> set[date]:
    if not deadlines:
        return set()
    first = min(deadlines) + A_DAY
    return {first + n * A_DAY for n in range((today - first).days + 1)}
