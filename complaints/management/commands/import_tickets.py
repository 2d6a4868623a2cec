from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from aftersales.kernel.errors import DomainError
from aftersales.web.tables import open_table
from complaints.importing import HEADINGS, Fault, Reader
from complaints.services.importing import Result, import_rows


class Command(BaseCommand):
    help = "Log feedback from a CSV or XLSX file as tickets. Reading the same file again adds nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would come of it, keep nothing")
        parser.add_argument(
            "--map",
            type=Path,
            metavar="MAP.json",
            help=f'{{"heading in the file": "field"}}; fields: {", ".join(HEADINGS)}',
        )
        parser.add_argument("--all-or-nothing", action="store_true", help="with one bad row, keep nothing")

    @no_translations
    def handle(self, *args: Any, file: Path, dry_run: bool, all_or_nothing: bool, **options: Any) -> None:
        started, now = time.monotonic(), timezone.now()
        try:
            with open_table(file) as table:
                reader = Reader(table.headings, self._map(options["map"]), now=now)
                if reader.unused:
                    self.stderr.write(f"Not read: {', '.join(reader.unused)}")
                result = import_rows(
                    rows=reader.read(table.lines), actor=None, now=now, dry_run=dry_run, whole=all_or_nothing,
                    progress=self._progress,
                )  # fmt: skip
        except DomainError as error:
            raise CommandError(str(error)) from error
        self._tell(result, dry_run, all_or_nothing, time.monotonic() - started)

    def _map(self, path: Path | None) -> dict[str, str]:
        if path is None:
            return {}
        try:
            found = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"{path}: {error}") from error
        if not isinstance(found, dict):
            raise CommandError(f'{path}: write {{"heading in the file": "field"}}')
        return {str(heading): str(name) for heading, name in found.items()}

    def _progress(self, result: Result) -> None:
        """One line that counts up, for who looks on."""
        if self.stderr.isatty():
            self.stderr.write(f"\r{result.read} rows", ending="")

    def _tell(self, result: Result, dry_run: bool, all_or_nothing: bool, seconds: float) -> None:
        if self.stderr.isatty():
            self.stderr.write("")
        for fault in sorted(result.faults, key=lambda fault: fault.line):
            self.stderr.write(said(fault))
        kept_nothing = all_or_nothing and result.faults
        if kept_nothing:
            raise CommandError(f"{len(result.faults)} bad rows of {result.read}: nothing was kept.")
        logged = "would be logged" if dry_run else "logged"
        self.stdout.write(
            f"{result.logged} {logged}, {result.known} known already, {len(result.faults)} bad ({seconds:.1f} s)"
        )


def said(fault: Fault) -> str:
    """line 17, text: Empty: there is nothing to log."""
    where = f"line {fault.line}" + (f", {fault.column}" if fault.column else "")
    return f"{where}: {fault.reason % fault.params if fault.params else fault.reason}"
