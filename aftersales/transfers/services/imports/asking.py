"""Receives a file, assigns its columns, and requests that its rows are checked or imported (running.py does it)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure, gettext_noop
from aftersales.office.models import StoredFile
from aftersales.office.services.files import clean_name, store_stream
from aftersales.office.services.forgetting import forget_files
from aftersales.staff.models import User
from aftersales.store.writing import lock
from aftersales.tables import TableError, open_table
from aftersales.tables.columns import REASONS, fields_of
from aftersales.tables.importing import importer_of

from ...enums import ImportState
from ...models import ImportFault, ImportRun
from ...permissions import can_import, ensure_uploader
from ...queries.imports import imports_seen_by, remembered

MAX_BYTES = 50 * 1024 * 1024
READY = (ImportState.DRAFT, ImportState.CHECKED, ImportState.FAILED, ImportState.PAUSED)
UNDER_WAY = (ImportState.WAITING, ImportState.RUNNING)
RESUMABLE = (ImportState.PAUSED, ImportState.FAILED)
SAMPLE = 5  # rows that are shown before anything is imported
MAX_SHOWN = 80  # characters of a cell there
OVER = (ImportState.DONE, ImportState.STOPPED)


@transaction.atomic
def receive(*, actor: User, now: datetime, kind: str, upload: Any, names: Mapping[str, str] | None = None) -> ImportRun:
    """Store an uploaded file. Columns are assigned by their headings, or as in the last file with the same headings.
    names: headings that are looked for besides the known ones."""
    ensure(can_import(actor, kind), gettext_noop("Your role can’t import this kind of file."))
    if upload.size > MAX_BYTES:
        raise InvalidInput(
            gettext_noop("The file is larger than %(limit)s MB."),
            code="too_large",
            field="file",
            params={"limit": MAX_BYTES >> 20},
        )
    file = store_stream(upload=upload, name=upload.name, media_type="text/csv", suffix="table", actor=actor, now=now)
    try:
        with open_table(Path(file.file.path), importer_of(kind).knows(names)) as table:
            headings = [heading for heading in table.headings if heading]
            first = list(islice(table.lines, SAMPLE))
            if not first:
                raise TableError(gettext_noop("The file has only headings and no rows."))
    except InvalidInput as error:
        file.file.delete(save=False)
        error.field = "file"
        raise
    run = ImportRun(
        kind=kind,
        file=file,
        file_name=clean_name(upload.name),
        headings=headings,
        headings_key=_key(headings),
        heading_line=table.line,
        sheet=table.sheet,
        coding=table.coding,
        sample=[[line.cells.get(heading, "")[:MAX_SHOWN] for heading in headings] for line in first],
        created_by=actor,
        created_at=now,
    )
    known = fields_of(headings, importer_of(kind).words, remembered(kind, run.headings_key))
    run.names = dict.fromkeys(headings, "") | {heading: field for field, heading in known.items()}
    run.save()
    return run


@transaction.atomic
def begin(
    *,
    actor: User,
    now: datetime,
    run_id: int,
    trial: bool,
    names: Mapping[str, str] | None = None,
    all_or_nothing: bool | None = None,
    existing: str | None = None,
) -> ImportRun:
    """Have the rows checked or imported as soon as a worker is free. names: headings of the file → fields."""
    run = _locked(actor, run_id)
    if run.state not in READY or run.file_id is None:
        raise Conflict(gettext_noop("This import is already running or finished."), code="not_ready")
    if names is not None:
        run.names = {heading: names.get(heading, "") for heading in run.headings}
    _check_names(run)
    run.is_whole = run.is_whole if all_or_nothing is None else all_or_nothing
    run.existing = existing or run.existing
    if not trial and run.is_whole and run.state == ImportState.CHECKED and run.failed:
        raise RuleViolation(
            gettext_noop("Some rows failed. Nothing was imported because all-or-nothing import is on."),
            code="rows_failed",
        )
    ImportFault.objects.filter(run=run).delete()
    run.state, run.is_trial, run.started_at, run.finished_at = ImportState.WAITING, trial, None, None
    run.position = run.added = run.known = run.updated = run.differing = run.failed = 0
    run.problem, run.params, run.lease, run.leased_until = "", {}, "", None
    run.save()
    return run


def check(
    *,
    actor: User,
    now: datetime,
    run_id: int,
    names: Mapping[str, str] | None = None,
    all_or_nothing: bool | None = None,
    existing: str | None = None,
) -> ImportRun:
    """Check all rows (again) with these columns. Columns that are not named stay unchanged."""
    return begin(
        actor=actor,
        now=now,
        run_id=run_id,
        trial=True,
        names=names,
        all_or_nothing=all_or_nothing,
        existing=existing,
    )


def start(*, actor: User, now: datetime, run_id: int) -> ImportRun:
    """Import the rows that were checked."""
    return begin(actor=actor, now=now, run_id=run_id, trial=False)


@transaction.atomic
def pause(*, actor: User, now: datetime, run_id: int) -> ImportRun:
    """Interrupt an import. It can be continued where it stands as long as its file is kept."""
    run = _locked(actor, run_id)
    if run.state not in UNDER_WAY:
        raise Conflict(gettext_noop("This import is not running."), code="not_running")
    run.state, run.lease, run.leased_until = ImportState.PAUSED, "", None
    run.save()
    return run


@transaction.atomic
def resume(*, actor: User, now: datetime, run_id: int) -> ImportRun:
    """Continue an interrupted or failed import after the last row that was read."""
    run = _locked(actor, run_id)
    if run.state not in RESUMABLE or run.file_id is None:
        raise Conflict(gettext_noop("This import is already running or finished."), code="not_ready")
    run.state, run.finished_at, run.problem, run.params = ImportState.WAITING, None, "", {}
    run.save()
    return run


@transaction.atomic
def stop(*, actor: User, now: datetime, run_id: int) -> ImportRun:
    """End an import and delete its file. Rows that were imported stay."""
    run = _locked(actor, run_id)
    if run.state in OVER:
        raise Conflict(gettext_noop("This import is already running or finished."), code="not_ready")
    run.state, run.finished_at, run.lease, run.leased_until = ImportState.STOPPED, now, "", None
    drop_file(run, now)
    return run


def drop_file(run: ImportRun, now: datetime) -> None:
    """Delete the file and the errors of its rows."""
    file, run.file, run.sample = run.file, None, []
    ImportFault.objects.filter(run=run).delete()
    run.save()
    if file is not None:
        forget_files(ids=StoredFile.objects.filter(pk=file.pk).values_list("pk", flat=True), now=now)


def _locked(actor: User, run_id: int) -> ImportRun:
    run = lock(imports_seen_by(actor), pk=run_id)
    ensure_uploader(run, actor)
    return run


def _check_names(run: ImportRun) -> None:
    """Check that each field is assigned at most once, and that all required fields are assigned."""
    importer, chosen = importer_of(run.kind), [field for field in run.names.values() if field]
    if strange := sorted(set(chosen) - importer.headings.keys()):
        raise InvalidInput(
            gettext_noop("Unknown fields in the mapping: %(fields)s"),
            code="bad_map",
            params={"fields": ", ".join(strange)},
        )
    labels = {field: str(importer.labels[field]) for field in importer.headings}
    if double := next((field for field in chosen if chosen.count(field) > 1), None):
        raise InvalidInput(
            gettext_noop("Two columns are mapped to “%(field)s”."), code="field_twice", params={"field": labels[double]}
        )
    if missing := [labels[field] for field in importer.required if field not in chosen]:
        raise InvalidInput(
            gettext_noop("Missing columns: %(fields)s"), code="no_column", params={"fields": ", ".join(missing)}
        )


def _key(headings: list[str]) -> str:
    """A key that is equal for files with the same headings, and for the CSV of failed rows made from one."""
    words = sorted(set(headings) - set(REASONS))
    return hashlib.sha256("\n".join(words).encode()).hexdigest()
