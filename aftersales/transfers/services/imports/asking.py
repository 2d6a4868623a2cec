"""A table is received, its columns are named, it is tried and then landed; a worker does both (running.py)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, RuleViolation, gettext_noop
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
from ...permissions import can_import, own
from ...queries.imports import imports_seen_by, remembered

MAX_BYTES = 50 * 1024 * 1024
READY = (ImportState.DRAFT, ImportState.CHECKED, ImportState.FAILED)
OVER = (ImportState.DONE, ImportState.STOPPED)


@transaction.atomic
def receive(*, actor: User, now: datetime, kind: str, upload: Any) -> ImportRun:
    """Keep an uploaded table, with its columns as its headings say or as they were named the last time."""
    if not can_import(actor, kind):
        raise NotPermitted(
            gettext_noop("Your role can’t import this kind of file."), code="not_permitted", field="kind"
        )
    if upload.size > MAX_BYTES:
        raise InvalidInput(
            gettext_noop("The file is larger than %(limit)s MB."),
            code="too_large",
            field="file",
            params={"limit": MAX_BYTES >> 20},
        )
    file = store_stream(upload=upload, name=upload.name, media_type="text/csv", suffix="table", actor=actor, now=now)
    try:
        with open_table(Path(file.file.path)) as table:
            headings = [heading for heading in table.headings if heading]
            if next(table.lines, None) is None:
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
    is_whole: bool | None = None,
) -> ImportRun:
    """Have it tried or landed as soon as a worker is free. names: its headings → fields."""
    run = _own(actor, run_id)
    if run.state not in READY or run.file_id is None:
        raise Conflict(gettext_noop("This import is already running or finished."), code="not_ready")
    if names is not None:
        run.names = {heading: names.get(heading, "") for heading in run.headings}
    _check_names(run)
    run.is_whole = run.is_whole if is_whole is None else is_whole
    if not trial and run.is_whole and run.state == ImportState.CHECKED and run.failed:
        raise RuleViolation(
            gettext_noop("Some rows failed. Nothing was imported because all-or-nothing import is on."),
            code="rows_failed",
        )
    ImportFault.objects.filter(run=run).delete()
    run.state, run.is_trial, run.started_at, run.finished_at = ImportState.WAITING, trial, None, None
    run.position = run.added = run.known = run.failed = 0
    run.problem, run.params, run.lease, run.leased_until = "", {}, "", None
    run.save()
    return run


@transaction.atomic
def stop(*, actor: User, now: datetime, run_id: int) -> ImportRun:
    """End it and delete the file. What landed already stays."""
    run = _own(actor, run_id)
    if run.state in OVER:
        raise Conflict(gettext_noop("This import is already running or finished."), code="not_ready")
    run.state, run.finished_at, run.lease, run.leased_until = ImportState.STOPPED, now, "", None
    drop_file(run, now)
    return run


def drop_file(run: ImportRun, now: datetime) -> None:
    """The file goes, and with it what was said of its rows."""
    file, run.file = run.file, None
    ImportFault.objects.filter(run=run).delete()
    run.save()
    if file is not None:
        forget_files(ids=StoredFile.objects.filter(pk=file.pk).values_list("pk", flat=True), now=now)


def _own(actor: User, run_id: int) -> ImportRun:
    return own(lock(imports_seen_by(actor), pk=run_id), actor)


def _check_names(run: ImportRun) -> None:
    """Each field at most once, and those that every row needs."""
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
    """The same for files with the same headings, and for a file of bad rows made from one."""
    words = sorted(set(headings) - set(REASONS))
    return hashlib.sha256("\n".join(words).encode()).hexdigest()
