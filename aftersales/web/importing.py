"""The base of the import commands: rows in, a report of what was added, was there already, and failed."""

from __future__ import annotations

import hashlib
import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django import forms
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from aftersales.kernel.errors import DomainError, gettext_noop

from .columns import Row, read_table
from .tables import TableError

EVERY = 100


class BadRow(Exception):
    """A row that was not taken: the field and why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


class NothingKept(Exception):
    """Ends a transaction whose rows are not to stay."""


def cleaned(form: forms.Form) -> dict[str, Any]:
    """The form's data, or a BadRow with its first complaint."""
    if form.is_valid():
        return form.cleaned_data
    field, errors = next(iter(form.errors.items()))
    raise BadRow(field, str(errors[0]))


def fingerprint(values: Mapping[str, str], nth: int = 0) -> str:
    """What makes a row the same row when the file comes again; nth tells equal rows of one file apart."""
    content = json.dumps([sorted(values.items()), nth], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


class ImportCommand(BaseCommand):
    """Reads a table and hands each row to `load`, which says whether it added something."""

    headings: Mapping[str, tuple[str, ...]] = {}
    required: tuple[str, ...] = ()

    def load(self, row: Row, nth: int) -> bool:
        """Add the row and say True, or False if it is there already. nth: how many equal rows came before."""
        raise NotImplementedError

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check everything, keep nothing")
        parser.add_argument("--all-or-nothing", action="store_true", help="keep nothing if a row fails")
        parser.add_argument("--map", type=Path, help='JSON of this file\'s headings: {"Firm": "name"}')

    def handle(self, *args: Any, **options: Any) -> None:
        self.counts: Counter[str] = Counter()
        together = options["dry_run"] or options["all_or_nothing"]
        try:
            rows = self._rows(options["file"], options["map"])
            if together:
                self._together(rows, dry_run=options["dry_run"])
            else:
                self._load_all(rows)
        except TableError as error:
            raise CommandError(f"{options['file'].name}: {_(str(error.message)) % error.params}") from error
        self._report(options)

    def _rows(self, path: Path, names: Path | None) -> Iterator[Row]:
        mapped = json.loads(names.read_text(encoding="utf-8")) if names else {}
        for row in read_table(path, self.headings, mapped):
            if missing := [field for field in self.required if field not in row.values]:
                raise TableError(gettext_noop("No column for: %(fields)s"), fields=", ".join(missing))
            yield row

    def _together(self, rows: Iterator[Row], *, dry_run: bool) -> None:
        try:
            with transaction.atomic():
                self._load_all(rows)
                if dry_run or self.counts["failed"]:
                    raise NothingKept
        except NothingKept:
            pass

    def _load_all(self, rows: Iterator[Row]) -> None:
        seen: Counter[str] = Counter()
        for row in rows:
            mark = fingerprint(row.values)
            self._load_one(row, seen[mark])
            seen[mark] += 1
            if sys.stderr.isatty() and sum(self.counts.values()) % EVERY == 0:
                self.stderr.write(f"\r{sum(self.counts.values())}", ending="")

    def _load_one(self, row: Row, nth: int) -> None:
        if row.fault:
            self._failed(row, "", _(row.fault))
            return
        try:
            with transaction.atomic():
                added = self.load(row, nth)
        except BadRow as error:
            self._failed(row, error.field, error.reason)
        except DomainError as error:
            text = _(str(error.message))
            self._failed(row, error.field or "", text % error.params if error.params else text)
        else:
            self.counts["added" if added else "known"] += 1

    def _failed(self, row: Row, field: str, reason: str) -> None:
        self.counts["failed"] += 1
        place = _("line %(line)s") % {"line": row.line}
        self.stderr.write(" ".join(filter(None, [f"{place}:", row.headings.get(field, field), reason])))

    def _report(self, options: dict[str, Any]) -> None:
        numbers = {name: self.counts[name] for name in ("added", "known", "failed")}
        refused = options["all_or_nothing"] and self.counts["failed"] and not options["dry_run"]
        if refused:
            raise CommandError(_("Nothing was kept: %(failed)s rows failed.") % numbers)
        if options["dry_run"]:
            self.stdout.write(_("Nothing was kept, this was a trial."))
        self.stdout.write(_("%(added)s added, %(known)s there already, %(failed)s failed.") % numbers)
