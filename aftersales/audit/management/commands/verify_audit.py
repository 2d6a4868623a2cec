from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from aftersales.audit.queries.seals import exported_heads, head_path
from aftersales.audit.queries.verification import verify
from aftersales.audit.services.seals import keep_report


class Command(BaseCommand):
    help = "Read the whole record again and name the first row that does not fit its seal (exit status 1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head", type=Path, metavar="FILE", help="exported heads to compare with; else those in DATA_DIR/audit"
        )

    @no_translations
    def handle(self, *args: Any, head: Path | None, **options: Any) -> None:
        started, now = time.monotonic(), timezone.now()
        report = verify(now=now, heads=self._heads(head), progress=self._progress)
        keep_report(report=report, actor=None, now=now)
        if report.fault:
            raise CommandError(f"The audit log does not match its seals. First fault: {report.fault}")
        self.stdout.write(
            f"The audit log matches its seals: {report.rows} rows under {report.number} seals "
            f"({time.monotonic() - started:.1f} s).\n"
            f"Head: {report.number} {report.hash}"
        )

    def _heads(self, given: Path | None) -> Iterator[tuple[int, str]]:
        path = given or head_path()
        if path.is_file():
            return exported_heads(path)
        if given:
            raise CommandError(f"There is no file {given}.")
        self.stderr.write(f"There is no {path}: a tail that was cut off cannot be seen.")
        return iter(())

    def _progress(self, number: int, last: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{number} of {last} seals", ending="\n" if number == last else "")
