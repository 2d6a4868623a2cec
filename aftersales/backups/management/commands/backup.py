from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from aftersales.kernel.errors import DomainError

from ...rules import name_of
from ...services import making, runs
from ..progress import ProgressLine


class Command(BaseCommand):
    help = "Make a backup: the whole database and all stored files in one checked file. The product may run meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FILE", help="where to; - is standard output (for a pipe)")
        parser.add_argument(
            "--to", metavar="DIR", help="the folder, instead of BACKUP_DIR; nothing there is ever removed"
        )
        parser.add_argument("--quiet", action="store_true", help="say only where the backup is")

    @no_translations
    def handle(self, *args: Any, file: str | None, to: str | None, quiet: bool, **options: Any) -> None:
        now = timezone.now()
        if file and to:
            raise CommandError("Give FILE or --to DIR, not both.")
        if file == "-":
            making.fill(sys.stdout.buffer, now=now)
            return
        path = Path(file) if file else Path(to) / name_of(now) if to else None
        try:
            with ProgressLine(self.stderr, quiet=quiet) as line:
                made = runs.back_up_now(actor=None, now=now, path=path and path.resolve(), progress=line.show)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{made.path}")
        if not quiet:
            self._facts(made)

    def _facts(self, made: making.Made) -> None:
        files = made.manifest["files"]
        self.stderr.write(f"{made.rows} rows, {files['count']} files, {made.size / 1e6:.1f} MB, read back and checked.")
        if files["missing"]:
            named = ", ".join(files["missing_named"][:5])
            self.stderr.write(f"{files['missing']} files that the database names are not on the disk: {named}")
        if not made.manifest["secret_key"]["kept"]:
            self.stderr.write("SECRET_KEY comes from the environment and is not in it: keep it elsewhere.")
        if made.path.parent == settings.BACKUP_DIR:
            self.stderr.write("Copy it to another machine: a disk that breaks takes its backups along.")
