from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from aftersales.audit.queries.seals import exported_heads, head_path
from aftersales.audit.queries.verification import verify
from aftersales.audit.services.seals import keep_report
from aftersales.audit.texts.reports import counts_of, fault_as_text


class Command(BaseCommand):
    help = (
        "Read the whole record again, compare every current row with its history, and name what does not match "
        "(exit status 1)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head", type=Path, metavar="FILE", help="exported heads to compare with; else those in DATA_DIR/audit"
        )

        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="en")

    def handle(self, *args: Any, head: Path | None, language: str, **options: Any) -> None:
        with translation.override(language):
            self._verify(head)

    def _verify(self, head: Path | None) -> None:
        started, now = time.monotonic(), timezone.now()
        report = verify(now=now, heads=self._heads(head), progress=self._progress)
        keep_report(report=report, actor=None, now=now)
        counts = counts_of(report.as_json())
        if report.fault:
            first = fault_as_text(asdict(report.fault))
            more = (f"- {fault_as_text(asdict(one))}" for one in report.differences if one != report.fault)
            text = _("The audit log does not match its seals. First fault: %(fault)s") % {"fault": report.fault}
            raise CommandError("\n".join([text, first, *more, counts]))
        text = _("The audit log matches its seals: %(rows)s rows under %(seals)s seals (%(seconds)s s).")
        facts = {"rows": report.rows, "seals": report.number, "seconds": f"{time.monotonic() - started:.1f}"}
        self.stdout.write(f"{text % facts}\n{counts}\n{_('Head')}: {report.number} {report.hash}")

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
