"""The base of the import commands: reads a file and reports what was added, what existed already, and what failed."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aftersales.kernel.errors import DomainError

from .columns import ImportRow
from .importing import BATCH, Importer, NothingKept, Outcome, Pass, Refusal, batches, importer_of


class ImportCommand(BaseCommand):
    """Reads a table of one kind. After an interruption it can be run again: existing rows are not added twice."""

    kind = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check everything, keep nothing")
        parser.add_argument("--as", dest="username", help="the user who imports; without it, the system")
        parser.add_argument("--all-or-nothing", action="store_true", help="keep nothing if a row fails")
        fields = ", ".join(importer_of(self.kind).headings)
        parser.add_argument("--map", type=Path, help=f'JSON of this file\'s headings: {{"Firm": "name"}}; {fields}')

    def handle(self, *args: Any, **options: Any) -> None:
        self.counts: Counter[str] = Counter()
        importer = importer_of(self.kind)
        self.reading = Pass(importer, actor=self._actor(options["username"], importer), now=timezone.now())
        try:
            rows = importer.read(options["file"], self._names(options["map"]))
            if options["dry_run"] or options["all_or_nothing"]:
                self._together(rows, dry_run=options["dry_run"])
            else:
                self._load_all(rows)
        except DomainError as error:
            raise CommandError(f"{options['file'].name}: {_(str(error.message)) % error.params}") from error
        self._report(options)

    def _actor(self, username: str | None, importer: Importer) -> Any:
        if username is None:
            return None
        user: Any = get_user_model()._default_manager.filter(username=username, is_active=True).first()
        if user is None or user.role not in importer.roles:
            raise CommandError(f"{username}: no user of this name may import {importer.kind}")
        return user

    def _names(self, path: Path | None) -> dict[str, str]:
        try:
            found = json.loads(path.read_text(encoding="utf-8")) if path else {}
        except (OSError, ValueError) as error:
            raise CommandError(f"{path}: {error}") from error
        if not isinstance(found, dict):
            raise CommandError(f'{path}: {{"heading in the file": "field"}}')
        return {str(heading): str(name) for heading, name in found.items()}

    def _together(self, rows: Iterator[ImportRow], *, dry_run: bool) -> None:
        try:
            with transaction.atomic():
                self._load_all(rows)
                if dry_run or self.counts["failed"]:
                    raise NothingKept
        except NothingKept:
            pass

    def _load_all(self, rows: Iterator[ImportRow]) -> None:
        for batch in batches(rows, BATCH):
            for row, outcome in zip(batch, self.reading.take(batch), strict=True):
                self._note(row, outcome)
            if sys.stderr.isatty():
                self.stderr.write(f"\r{sum(self.counts.values())}", ending="")

    def _note(self, row: ImportRow, outcome: Outcome) -> None:
        if not isinstance(outcome, Refusal):
            self.counts["added" if outcome else "known"] += 1
            return
        self.counts["failed"] += 1
        place = _("line %(line)s") % {"line": row.line}
        column = row.headings.get(outcome.field, outcome.field)
        reason = outcome.reasons.get(get_language() or "en", outcome.reasons["en"])
        self.stderr.write(" ".join(filter(None, [f"{place}:", column, reason])))

    def _report(self, options: dict[str, Any]) -> None:
        numbers = {name: self.counts[name] for name in ("added", "known", "failed")}
        refused = options["all_or_nothing"] and self.counts["failed"] and not options["dry_run"]
        if refused:
            raise CommandError(_("Nothing was imported: %(failed)s rows failed.") % numbers)
        if options["dry_run"]:
            self.stdout.write(_("This was a trial run; nothing was imported."))
        self.stdout.write(_("%(added)s added, %(known)s already there, %(failed)s failed.") % numbers)
