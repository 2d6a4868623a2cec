from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.checks import Error, run_checks
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.utils import timezone

from aftersales.kernel.errors import DomainError
from aftersales.store.private import tighten

from ...services import making, upgrading

HELP = """The upgrade did not go through: {error}
What to do: go back to the version of before (git checkout …, make install) and, if the database was changed already,
put the data back: .venv/bin/python manage.py restore {backup} --replace
"""


class Command(BaseCommand):
    help = "After a new version was installed: check, back up, migrate, compare. Safe to repeat."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say what would be done; status 1 if anything")

    @no_translations
    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        self._sound()
        if check:
            self._would_do()
            return
        tighten(upgrading.settings.DATA_DIR, upgrading.settings.BACKUP_DIR)
        now = timezone.now()
        try:
            done = upgrading.upgrade(now=now, say=self.stdout.write)
        except Exception as error:
            there = making.place(folder=upgrading.settings.BACKUP_DIR, now=now)
            raise CommandError(HELP.format(error=error, backup=there if there.exists() else "FILE")) from error
        if done.backup:
            self.stdout.write(f"The data of before is in {done.backup}")
        self.stdout.write(f"Up to date ({len(done.steps)} steps).")

    def _sound(self) -> None:
        """Check that the database answers, and that the installed parts fit together."""
        try:
            connection.ensure_connection()
        except DatabaseError as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(f"The database does not answer ({reason}). Look at DATABASE_URL.") from error
        faults = [str(fault) for fault in run_checks() if isinstance(fault, Error)]
        if faults:
            raise CommandError("This version can't run here:\n" + "\n".join(faults))

    def _would_do(self) -> None:
        try:
            steps = upgrading.missing_steps()
        except (DomainError, DatabaseError, InconsistentMigrationHistory) as error:
            raise CommandError(f"This version can't use the database: {error}") from error
        for step in steps:
            self.stdout.write(step)
        if steps:
            raise CommandError(f"{len(steps)} steps are missing. manage.py upgrade makes them, after a backup.")
        self.stdout.write("Up to date.")
