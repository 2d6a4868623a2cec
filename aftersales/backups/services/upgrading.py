"""Upgrades the database to a new version of the software: a backup is made before, and row counts are compared
after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation

from . import databases, making, rows, versions


@dataclass(frozen=True)
class Upgraded:
    """backup: None if there was no data to lose. steps: the migrations that were missing."""

    steps: list[str]
    backup: Path | None


def missing_steps() -> list[str]:
    """The migrations that this database lacks. Raises if the database is newer than the software."""
    connection = connections["default"]
    have, want = versions.applied(connection), versions.wanted(connection)
    if unknown := versions.unknown(connection, have):
        text = _("The database was made by another version (%(migration)s is unknown here). Install that version.")
        raise InvalidInput(text, code="other_version", params={"migration": unknown[0]})
    return [f"{app}.{name}" for app, names in want.items() for name in names if name not in have.get(app, [])]


def upgrade(*, now: datetime, say: Callable[[str], None]) -> Upgraded:
    """Migrate the database to this version. If it holds data, a checked backup is made first."""
    steps = missing_steps()
    if not steps:
        return Upgraded(steps, None)
    connection = connections["default"]
    counted = _counted(connection)
    backup = None
    if counted:
        say("Making a backup")
        backup = making.write_backup(path=making.place(folder=settings.BACKUP_DIR, now=now), now=now).path
    say(f"Bringing the database up to date: {len(steps)} steps")
    call_command("migrate", interactive=False, verbosity=0)
    if left := missing_steps():
        raise RuleViolation(_("The database is still missing %(step)s."), code="not_migrated", params={"step": left[0]})
    _nothing_lost(counted, _counted(connection))
    return Upgraded(steps, backup)


def _counted(connection: Any) -> dict[str, int]:
    """Row counts of the tables that this version knows; empty for a database without users."""
    found = databases.filled(connection, [model._meta.db_table for model in rows.tables(versions.present)])
    return found if found.get("staff_user") else {}


def _nothing_lost(before: dict[str, int], after: dict[str, int]) -> None:
    for table, count in before.items():
        if after.get(table, 0) < count:
            text = _("%(table)s had %(before)s rows before and has %(after)s now.")
            params = {"table": table, "before": count, "after": after.get(table, 0)}
            raise RuleViolation(text, code="rows_lost", params=params)
