from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import connection
from django.utils import timezone

from aftersales.kernel.errors import DomainError

from ...services import restoring, runs
from ..progress import ProgressLine

WORD = "replace"


class Command(BaseCommand):
    help = "Fill an empty database from a backup, checked before and after. Stop web, worker and scheduler first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--replace", action="store_true", help="delete all that is in the database now")
        parser.add_argument("--confirm", metavar="WORD", help=f"with --replace, without a terminal: {WORD}")
        parser.add_argument("--try", action="store_true", dest="drill", help="only try it, in a folder that goes again")
        parser.add_argument("--quiet", action="store_true", help="say only how many rows came back")

    @no_translations
    def handle(
        self, *args: Any, file: Path, replace: bool, confirm: str, drill: bool, quiet: bool, **more: Any
    ) -> None:
        try:
            if drill:
                rows = runs.try_restore(file=file.resolve())
                self.stdout.write(f"{file} can be restored: {rows} rows came back the same.")
                return
            if replace:
                self._confirm(confirm)
            with ProgressLine(self.stderr, quiet=quiet) as line:
                result = restoring.restore(file=file, now=timezone.now(), replace=replace, progress=line.show)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self._report(result, quiet)

    def _confirm(self, word: str | None) -> None:
        held = sum(restoring.contents(connection).values())
        if not held:
            return
        if word is None and sys.stdin.isatty():
            word = input(f'{held} rows will be deleted. Type "{WORD}" to go on: ')
        if word != WORD:
            raise CommandError(f"Nothing was changed. {held} rows would be deleted; confirm with --confirm {WORD}.")

    def _report(self, result: restoring.Restored, quiet: bool) -> None:
        rows = sum(table["rows"] for table in result.tables.values())
        if quiet:
            self.stdout.write(str(rows))
            return
        for name, table in result.tables.items():
            if table["rows"]:
                self.stdout.write(f"{table['rows']:>9}  {table['sha256'][:16]}  {name}")
        made = result.manifest["made_at"][:16].replace("T", " ")
        self.stdout.write(f"Restored the backup of {made} UTC: {rows} rows and {result.files} files, all as they were.")
        if result.older:
            self.stdout.write("It was made by an older version; the database was brought up to date.")
        if missing := result.manifest["files"]["missing"]:
            self.stdout.write(f"{missing} files were missing already when it was made.")
        if result.key == "put_back":
            self.stdout.write("The key of the links that customers hold was put back; it counts from the next start.")
        if result.key == "other":
            self.stdout.write("SECRET_KEY is another one now: set the old one, or links that customers hold stay shut.")
        self.stdout.write("Everybody signs in again.")
