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

from . import open_table
from .columns import ImportRow, unread_columns
from .importing import BATCH, Importer, NothingKept, Pass, batches, importer_of
from .outcomes import Differing, Existing, Outcome, Refusal


class ImportCommand(BaseCommand):
    """Reads a table of one kind. After an interruption it can be run again: existing rows are not added twice."""

    kind = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check everything, keep nothing")
        parser.add_argument("--as", dest="username", help="the user who imports; without it, the system")
        parser.add_argument("--all-or-nothing", action="store_true", help="keep nothing if a row fails")
        if importer_of(self.kind).updates:
            known = parser.add_mutually_exclusive_group()
            known.add_argument("--update", action="store_true", help="existing rows take the values of the file")
            known.add_argument("--fill", action="store_true", help="empty fields of existing rows take them")
        fields = ", ".join(importer_of(self.kind).headings)
        parser.add_argument("--map", type=Path, help=f'JSON of this file\'s headings: {{"Firm": "name"}}; {fields}')

    def handle(self, *args: Any, **options: Any) -> None:
        self.counts: Counter[str] = Counter()
        importer = importer_of(self.kind)
        existing = Existing.UPDATE if options.get("update") else Existing.FILL if options.get("fill") else Existing.KEEP
        actor = self._actor(options["username"], importer)
        self.reading = Pass(importer, actor=actor, now=timezone.now(), existing=existing)
        try:
            names = self._names(options["map"])
            self._tell_columns(importer, options["file"], names)
            rows = importer.read(options["file"], names)
            if options["dry_run"] or options["all_or_nothing"]:
                self._together(rows, dry_run=options["dry_run"])
            else:
                self._load_all(rows)
        except DomainError as error:
            raise CommandError(f"{options['file'].name}: {_(str(error.message)) % error.params}") from error
        self._report(options)

    def _tell_columns(self, importer: Importer, path: Path, names: dict[str, str]) -> None:
        """Which line was taken for the headings, and which columns are not read, before anything is."""
        with open_table(path, importer.knows(names)) as table:
            unread = unread_columns(table.headings, importer.words, names)
            if table.line > 1 or table.sheet:
                told = _("Headings: line %(line)s.") % {"line": table.line}
                self.stdout.write(" ".join(filter(None, [table.sheet, told])))
            if unread:
                self.stdout.write(_("Columns not read: %(columns)s") % {"columns": ", ".join(unread)})

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
        place = _("line %(line)s") % {"line": row.line}
        if isinstance(outcome, Differing):
            self.counts["updated" if outcome.is_written else "known"] += 1
            told = outcome.told(self.reading.importer.labels)
            self.stdout.write(f"{place}: {told.get(get_language() or 'en', told['en'])}")
            return
        if not isinstance(outcome, Refusal):
            self.counts["added" if outcome else "known"] += 1
            return
        self.counts["failed"] += 1
        column = row.headings.get(outcome.field, outcome.field)
        reason = outcome.reasons.get(get_language() or "en", outcome.reasons["en"])
        self.stderr.write(" ".join(filter(None, [f"{place}:", column, reason])))

    def _report(self, options: dict[str, Any]) -> None:
        numbers = {name: self.counts[name] for name in ("added", "known", "updated", "failed")}
        refused = options["all_or_nothing"] and self.counts["failed"] and not options["dry_run"]
        if refused:
            raise CommandError(_("Nothing was imported: %(failed)s rows failed.") % numbers)
        if options["dry_run"]:
            self.stdout.write(_("This was a trial run; nothing was imported."))
        self.stdout.write(_("%(added)s added, %(known)s already there, %(failed)s failed.") % numbers)
        if numbers["updated"]:
            self.stdout.write(_("%(updated)s updated.") % numbers)
