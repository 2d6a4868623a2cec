"""Rows with dates of effect that past work refers to. A change never rewrites a row that has begun.

It ends that row the day before and begins its successor, so that past decisions keep the row they were made under. A
row that has not begun was never used and is changed itself. Models have `effective_from`, `effective_until`, `version`
and `replaces` (one to one to the same model, the reverse name is `replaced_by`). The services of such a table call the
methods of a `DatedTable`, which locks all rows, checks permission and rules, and writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, NotVisible, RuleViolation, ensure

from .dates import company_date
from .writing import delete_with_history, same_version, save_with_history

M = TypeVar("M", bound=models.Model)
# Why a row changed: the stored text, and what pages show.
REASONS: dict[str, Any] = {
    "created": _("Created"),
    "changed": _("Changed"),
    "ends": _("Replaced by a newer entry"),
    "instead": _("Replaces the previous entry"),
    "ended": _("Ended"),
    "taken back": _("Withdrawn before it took effect"),
    "goes on": _("Still in effect: its change was withdrawn"),
}
ONE_DAY = timedelta(days=1)
DATES = ("effective_from", "effective_until")


MAX_ROWS = 500


@dataclass(frozen=True)
class TableChange:
    """A table before and after a write, for rules about the table as a whole. row: what was written."""

    before: list[Any]
    after: list[Any]
    row: Any
    today: date

    def days(self) -> Iterator[tuple[date, list[Any], list[Any]]]:
        """Each day, from today on, on which the rows in effect change: the day, the rows before it, the rows after
        it."""
        for day in turns([*self.before, *self.after], self.today):
            yield day, on(self.before, day), on(self.after, day)


def locked_rows(model: type[M]) -> dict[int, M]:
    """Every row by its id, locked, so that two changes never contradict each other. Rows that refer to them are not
    locked."""
    rows = model._default_manager.order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
    # Read again after the lock, because its previous holder may have added a row.
    return {row.pk: row for row in rows.select_related(None)}


def row_of(rows: Mapping[int, M], pk: int, version: int | None) -> M:
    """The row that is to be changed. Raises an error if it is not in the version that the caller has read."""
    if pk not in rows:
        raise NotVisible()
    same_version(rows[pk], version)
    return rows[pk]


def begin(row: M, *, actor: Any, today: date) -> M:
    """A new row, from today or later."""
    _in_time(row.effective_from, today)  # type: ignore[attr-defined]
    check_order(row)
    return save_with_history(row, actor=actor, reason="created")


def change(row: Any, rows: Mapping[int, Any], values: Mapping[str, Any], *, actor: Any, today: date) -> Any:
    """Change a row from a day on. values: all facts, and effective_from as the first day of the change."""
    _still_open(row, rows, today)
    start = values["effective_from"]
    before = rows.get(row.replaces_id)
    if row.effective_from > today:
        _in_time(start, _earliest(before, today))
        if before is not None:
            _end(before, start - ONE_DAY, actor)
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        check_order(row)
        return save_with_history(row, actor=actor, reason="changed")
    if all(getattr(row, name) == value for name, value in values.items() if name not in DATES):
        raise InvalidInput(_("Nothing would change. To end it, choose its last effective day."), code="nothing_changes")
    _in_time(start, _earliest(row, today))
    successor = type(row)(**values, replaces=row)
    check_order(successor)
    # A row that ends before its change begins keeps its end.
    _end(row, min(filter(None, (start - ONE_DAY, row.effective_until))), actor)
    return save_with_history(successor, actor=actor, reason=f"instead of {row.pk}")


def end(row: Any, rows: Mapping[int, Any], last_day: date, *, actor: Any, today: date) -> Any:
    """Let a row end with this day. A row that has not begun is taken back, and the row that it replaces continues.
    Returns the row that then counts, or None."""
    _still_open(row, rows, today)
    if row.effective_from > today:
        before, until = rows.get(row.replaces_id), row.effective_until
        delete_with_history(row, actor=actor, reason="taken back")
        return None if before is None else _end(before, until, actor, reason="goes on")
    if last_day < today:
        raise InvalidInput(
            _("The earliest end date is %(day)s."),
            code="too_early",
            field="effective_until",
            params={"day": today.isoformat()},
        )
    return _end(row, last_day, actor, reason="ended")


def _end(row: Any, last_day: date | None, actor: Any, reason: str = "ends") -> Any:
    row.effective_until, row.version = last_day, row.version + 1
    return save_with_history(row, actor=actor, reason=reason)


def _still_open(row: Any, rows: Mapping[int, Any], today: date) -> None:
    later = next((other for other in rows.values() if other.replaces_id == row.pk), None)
    if later is not None:
        raise RuleViolation(
            _("A change is already scheduled for %(day)s. Edit that entry."),
            code="superseded",
            params={"day": later.effective_from.isoformat()},
        )
    if row.effective_until is not None and row.effective_until < today:
        raise RuleViolation(_("This entry has ended. Add a new one."), code="ended")


def _earliest(before: Any, today: date) -> date:
    return today if before is None else max(today, before.effective_from + ONE_DAY)


def _in_time(start: date, earliest: date) -> None:
    if start < earliest:
        raise InvalidInput(
            _("The earliest start date is %(day)s."),
            code="too_early",
            field="effective_from",
            params={"day": earliest.isoformat()},
        )


def check_order(row: Any) -> None:
    """Refuse a row that ends before it begins."""
    if row.effective_until is not None and row.effective_until < row.effective_from:
        raise InvalidInput(_("The end date is before the start date."), code="not_in_order", field="effective_until")


def on(rows: Iterable[M], day: date) -> list[M]:
    """The rows in effect on a day."""
    return [
        row
        for row in rows
        if row.effective_from <= day and (row.effective_until is None or row.effective_until >= day)  # type: ignore[attr-defined]
    ]


def turns(rows: Iterable[Any], since: date) -> list[date]:
    """The days on which the rows in effect change, from the given one on."""
    days = {since}
    for row in rows:
        ends = row.effective_until not in (None, date.max)
        days |= {row.effective_from} | ({row.effective_until + ONE_DAY} if ends else set())
    return sorted(day for day in days if day >= since)


def line_of(row: Any) -> list[Any]:
    """A row with dates of effect, together with all earlier and later rows of the same rule, the earliest first."""
    known = {one.pk: one for one in type(row).objects.all()}
    after = {one.replaces_id: one for one in known.values() if one.replaces_id}
    found = [row]
    while before := known.get(found[0].replaces_id):
        found.insert(0, before)
    while later := after.get(found[-1].pk):
        found.append(later)
    return found


@contextmanager
def trial() -> Iterator[None]:
    """Rolls back what is written inside: a preview saves and looks at the result."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


Write = Callable[[dict[int, Any], date], Any]


@dataclass(frozen=True, kw_only=True)
class DatedTable(Generic[M]):
    """The common part of the services of one table of dated rows. Call the methods in a transaction.

    facts: the fields that a change may set, including the dates. may_write: the permission of a user. checked: gets the
    facts, refuses or returns them as they are stored. check: refuses a table that contradicts itself or has a gap.
    effects: the consequences of a change, for a preview.
    """

    model: type[M]
    facts: tuple[str, ...]
    may_write: Callable[[Any], bool]
    checked: Callable[[dict[str, Any]], dict[str, Any]]
    check: Callable[[TableChange], None] = lambda change: None
    effects: Callable[[TableChange], list[Any]] = lambda change: []

    def create(self, *, actor: Any, now: datetime, **facts: Any) -> M:
        """A new row, in effect from today if no day is given."""
        row: M = self._write(self._creation(facts, actor), actor, now).row
        return row

    def change(self, *, rule_id: int, version: int | None, actor: Any, now: datetime, **facts: Any) -> M:
        """The row that is in effect from `effective_from` on; facts that are not given stay."""
        row: M = self._write(self._change(rule_id, version, facts, actor), actor, now).row
        return row

    def end(self, *, rule_id: int, version: int | None, effective_until: date, actor: Any, now: datetime) -> M | None:
        """The row that is in effect until its last day; None where a row without a predecessor was taken back."""

        def write(rows: dict[int, Any], today: date) -> Any:
            row = row_of(rows, rule_id, version)
            return end(row, rows, effective_until, actor=actor, today=today)

        row: M | None = self._write(write, actor, now).row
        return row

    def preview(
        self, *, rule_id: int | None, version: int | None, actor: Any, now: datetime, **facts: Any
    ) -> list[Any]:
        """The consequences of creating a row or, with rule_id, of changing one. Refuses what saving would refuse;
        writes nothing."""
        write = self._creation(facts, actor) if rule_id is None else self._change(rule_id, version, facts, actor)
        with trial():
            return self.effects(self._write(write, actor, now))

    def _creation(self, facts: dict[str, Any], actor: Any) -> Write:
        def write(rows: dict[int, Any], today: date) -> Any:
            if len(rows) >= MAX_ROWS:
                raise InvalidInput(_("You can have up to 500 entries. Edit an existing one."), code="too_many")
            values = self._values({"effective_from": today, **facts})
            return begin(self.model(**values), actor=actor, today=today)

        return write

    def _change(self, rule_id: int, version: int | None, facts: dict[str, Any], actor: Any) -> Write:
        def write(rows: dict[int, Any], today: date) -> Any:
            row = row_of(rows, rule_id, version)
            values = self._values({name: getattr(row, name) for name in self.facts} | facts)
            return change(row, rows, values, actor=actor, today=today)

        return write

    def _values(self, facts: dict[str, Any]) -> dict[str, Any]:
        if unknown := facts.keys() - set(self.facts):
            raise TypeError(f"unknown facts: {sorted(unknown)}")
        return self.checked(facts)

    def _write(self, write: Write, actor: Any, now: datetime) -> TableChange:
        """Lock the table, check the permission, write, and check the resulting table."""
        rows = locked_rows(self.model)
        ensure(actor is None or self.may_write(actor))
        before, today = [copy(row) for row in rows.values()], company_date(now)
        row = write(rows, today)
        written = TableChange(before, list(self.model._default_manager.all()), row, today)
        self.check(written)
        return written


def unknown_option(field: str) -> InvalidInput:
    """The refusal of a value that is none of the choices."""
    return InvalidInput(_("This option doesn’t exist."), code="unknown", field=field)


def out_of_range(field: str, least: int, most: int) -> InvalidInput:
    """The refusal of a number that is too small or too large."""
    return InvalidInput(
        _("Between %(least)s and %(most)s."), code="out_of_range", field=field, params={"least": least, "most": most}
    )
