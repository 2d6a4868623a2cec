"""Compares the current rows of every tracked table with the newest row of their history.

The database compares, in ranges of primary keys, so that memory holds only the rows that differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import JSONField, Model

from aftersales.store.contributions import contributions

from ..rules.faults import DIFFERS, GONE, UNKNOWN, Fault
from ..rules.seals import plain
from .seals import sources

STEP = 5000  # rows that one query compares


def tracked() -> list[Any]:
    """The history tables of all models, without those of many-to-many fields."""
    return [history for history in sources().values() if hasattr(history, "tracked_fields")]


def differences(counted: Callable[[int], None]) -> Iterator[Fault]:
    """Every row of a tracked model that differs from its history. counted: told how many rows were compared."""
    for history in tracked():
        pair = _Pair(history)
        yield from pair.changed(counted)
        yield from pair.gone()
        for field in history._history_m2m_fields:
            yield from pair.members_differ(field)
    for check in contributions("AUDIT_CHECKS"):
        yield from (Fault(label, pk, what) for label, pk, what in check())


class _Pair:
    """A table and its history table."""

    def __init__(self, history: Any) -> None:
        self.history, self.model = history, history.instance_type
        self.label = self.model._meta.label_lower

    @property
    def live(self) -> str:
        return _quoted(self.model._meta.db_table)

    @property
    def past(self) -> str:
        return _quoted(self.history._meta.db_table)

    @property
    def key(self) -> str:
        return _quoted(self.model._meta.pk.column)

    @property
    def order(self) -> str:
        return _quoted(self.history._meta.pk.column)

    @cached_property
    def fields(self) -> list[Any]:
        return [field for field in self.history.tracked_fields if not field.primary_key]

    def newest(self, row: str) -> str:
        """The key of the newest history row of a row, as SQL."""
        return f"(SELECT MAX(n.{self.order}) FROM {self.past} n WHERE n.{self.key} = {row}.{self.key})"  # noqa: S608

    def changed(self, counted: Callable[[int], None]) -> Iterator[Fault]:
        """Rows without history, or with other values than the newest row of their history."""
        unequal = " OR ".join(self._unequal(field) for field in self.fields)
        query = (
            f"SELECT l.{self.key} FROM {self.live} l LEFT JOIN {self.past} h ON h.{self.order} = {self.newest('l')} "  # noqa: S608
            f"WHERE l.{self.key} BETWEEN %s AND %s AND (h.{self.order} IS NULL OR h.history_type = '-' OR {unequal})"
        )
        for first, last, count in _ranges(self.model):
            for pk in _keys(query, first, last):
                yield from self._difference(pk)
            counted(count)

    def gone(self) -> Iterator[Fault]:
        """Rows that are gone, although their history does not say that they were deleted."""
        query = (
            f"SELECT h.{self.key} FROM {self.past} h LEFT JOIN {self.live} l ON l.{self.key} = h.{self.key} "  # noqa: S608
            f"WHERE h.{self.order} BETWEEN %s AND %s AND l.{self.key} IS NULL AND h.history_type <> '-' "
            f"AND h.{self.order} = {self.newest('h')}"
        )
        for first, last, _count in _ranges(self.history):
            yield from (Fault(self.label, pk, GONE) for pk in _keys(query, first, last))

    def members_differ(self, field: Any) -> Iterator[Fault]:
        """Rows whose many-to-many field has other members than their newest history."""
        history = self.history._meta.apps.get_model(
            self.history._meta.app_label, f"Historical{field.remote_field.through.__name__}"
        )
        through, past = _quoted(field.remote_field.through._meta.db_table), _quoted(history._meta.db_table)
        owner, member = _quoted(field.m2m_column_name()), _quoted(field.m2m_reverse_name())
        link = _quoted(history._meta.get_field("history").column)
        added = (
            f"SELECT l.{self.key} FROM {self.live} l JOIN {through} t ON t.{owner} = l.{self.key} "  # noqa: S608
            f"WHERE l.{self.key} BETWEEN %s AND %s AND NOT EXISTS (SELECT 1 FROM {past} p "
            f"WHERE p.{link} = {self.newest('l')} AND p.{member} = t.{member})"
        )
        removed = (
            f"SELECT l.{self.key} FROM {self.live} l JOIN {past} p ON p.{link} = {self.newest('l')} "  # noqa: S608
            f"WHERE l.{self.key} BETWEEN %s AND %s AND NOT EXISTS (SELECT 1 FROM {through} t "
            f"WHERE t.{owner} = l.{self.key} AND t.{member} = p.{member})"
        )
        for first, last, _count in _ranges(self.model):
            found = {*_keys(added, first, last), *_keys(removed, first, last)}
            yield from (Fault(self.label, pk, DIFFERS, columns=(field.name,)) for pk in sorted(found))

    def _unequal(self, field: Any) -> str:
        operator = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
        return f"l.{_quoted(field.column)} {operator} h.{_quoted(self._past_field(field).column)}"

    def _past_field(self, field: Any) -> Any:
        return self.history._meta.get_field(field.name)

    def _difference(self, pk: Any) -> Iterator[Fault]:
        """The columns that differ. JSON is compared by value, because SQLite keeps it as text."""
        newest = self.history.objects.filter(**{self.model._meta.pk.attname: pk}).order_by("-pk").first()
        if newest is None or newest.history_type == "-":
            yield Fault(self.label, pk, UNKNOWN)
            return
        found = [field for field in self.fields if self._differs(field, pk, newest.pk)]
        if found:
            yield Fault(self.label, pk, DIFFERS, columns=tuple(field.name for field in found))

    def _differs(self, field: Any, pk: Any, newest: int) -> bool:
        query = (
            f"SELECT 1 FROM {self.live} l JOIN {self.past} h ON h.{self.order} = %s "  # noqa: S608
            f"WHERE l.{self.key} = %s AND {self._unequal(field)}"
        )
        if not _keys(query, newest, pk):
            return False
        if not isinstance(field, JSONField):
            return True
        now = self.model._base_manager.filter(pk=pk).values_list(field.attname, flat=True).first()
        then = self.history._base_manager.filter(pk=newest).values_list(field.attname, flat=True).first()
        return plain(now) != plain(then)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _keys(query: str, *params: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return [row[0] for row in cursor.fetchall()]


def _ranges(model: type[Model]) -> Iterator[tuple[Any, Any, int]]:
    """Ranges of primary keys with at most so many rows each: first, last, number of rows."""
    rows = model._base_manager.order_by("pk").values_list("pk", flat=True)
    left = rows
    while keys := list(left[:STEP]):
        yield keys[0], keys[-1], len(keys)
        left = rows.filter(pk__gt=keys[-1])
