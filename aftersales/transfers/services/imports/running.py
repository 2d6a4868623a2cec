"""The worker that runs imports in batches. Each batch is one transaction that also stores the position, so that no
row is imported twice or skipped if the worker is killed (ImportRun)."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import dropwhile
from pathlib import Path

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils.translation import override

from aftersales.kernel.errors import DomainError, gettext_noop
from aftersales.notifications.services.notifications import notify
from aftersales.office.queries.retention import kept_for
from aftersales.store.sweeping import each
from aftersales.store.writing import lock
from aftersales.tables.columns import ImportRow
from aftersales.tables.importing import BATCH, NothingKept, Pass, batches, importer_of
from aftersales.tables.outcomes import Differing, Outcome, Refusal

from ...enums import ImportState
from ...models import ImportFault, ImportRun
from .asking import drop_file

LEASE = timedelta(seconds=90)
# SQLite allows one writer at a time; the pause lets users save something between two batches.
PAUSE = 0.02
UNEXPECTED = gettext_noop("Unexpected error: %(error)s")
log = logging.getLogger(__name__)


class _Lost(Exception):
    """Another worker has the lease now, or the import was stopped."""


def run_due_imports(*, now: datetime) -> int:
    """Run waiting imports, continue those of killed workers, and delete old files. Returns how many imports it has
    run."""
    old = now - kept_for(ImportFault)
    for run in ImportRun.objects.filter(file__isnull=False, created_at__lt=old).exclude(_due(now)):
        with transaction.atomic():
            drop_file(lock(ImportRun, pk=run.pk), now)
    ids = list(ImportRun.objects.filter(_due(now)).order_by("created_at", "pk").values_list("pk", flat=True))
    return each(ids, lambda pk: _claimed(pk, now))


def _due(now: datetime) -> Q:
    lost = Q(state=ImportState.RUNNING) & (Q(leased_until=None) | Q(leased_until__lt=now))
    return Q(state=ImportState.WAITING) | lost


def _claimed(pk: int, now: datetime) -> bool:
    """Run an import, unless another worker has claimed it."""
    lease = secrets.token_hex(16)
    mine = ImportRun.objects.filter(_due(now), pk=pk)
    if not mine.update(state=ImportState.RUNNING, lease=lease, leased_until=now + LEASE):
        return False
    run = ImportRun.objects.select_related("file", "created_by").get(pk=pk)
    try:
        _Work(run, lease, now).do()
    except _Lost:
        return False
    return True


class _Work:
    """One import that this worker runs."""

    def __init__(self, run: ImportRun, lease: str, now: datetime) -> None:
        self.run, self.lease, self.began, self.clock = run, lease, now, time.monotonic()
        self.importer = importer_of(run.kind)
        self.reading = Pass(
            self.importer,
            actor=run.created_by,
            now=now,
            trial=run.is_trial,
            reason=f"import:{run.pk}",
            existing=run.existing,
        )

    @property
    def now(self) -> datetime:
        return self.began + timedelta(seconds=time.monotonic() - self.clock)

    def do(self) -> None:
        try:
            self._prepare()
            if self.run.is_whole and not self.run.is_trial:
                self._read_whole()
            else:
                self._read()
        except NothingKept:
            self._try_instead()
        except DomainError as error:
            with override("en"):
                problem, params = str(error.message), {name: str(value) for name, value in error.params.items()}
            self._end(ImportState.FAILED, problem, params)
        except (_Lost, OperationalError):
            raise  # the database may be down; the next worker with the lease continues
        except Exception as error:
            # Log only the type: the message may contain values of a row.
            log.error("An import failed: %s", type(error).__name__)
            self._end(ImportState.FAILED, UNEXPECTED, {"error": type(error).__name__})
        else:
            self._end(ImportState.CHECKED if self.run.is_trial else ImportState.DONE)

    def _prepare(self) -> None:
        """Count the rows. A check starts from the beginning, because it stores what it has seen in memory only."""
        total = self.run.total
        if total is None:
            total = sum(1 for _row in self.importer.read(self._path(), self.run.names))
        with transaction.atomic():
            run = self._locked()
            run.total, run.started_at = total, run.started_at or self.began
            if run.is_trial:
                run.position = run.added = run.known = run.updated = run.differing = run.failed = 0
                ImportFault.objects.filter(run=run).delete()
            run.save()

    def _path(self) -> Path:
        assert self.run.file is not None
        return Path(self.run.file.file.path)

    def _read_whole(self) -> None:
        with transaction.atomic():
            self._read()
            if self.run.failed:
                raise NothingKept

    def _read(self) -> None:
        rows = self.importer.read(self._path(), self.run.names)
        for batch in batches(dropwhile(lambda row: row.line <= self.run.position, rows), BATCH):
            self._land(batch)
            time.sleep(PAUSE)

    @transaction.atomic
    def _land(self, rows: Sequence[ImportRow]) -> None:
        """Import rows, and store the errors and the position in the same transaction."""
        run = self._locked()
        outcomes = self.reading.take(rows)
        ImportFault.objects.bulk_create(
            fault for row, one in zip(rows, outcomes, strict=True) if (fault := self._fault(run, row, one))
        )
        differing = [one for one in outcomes if isinstance(one, Differing)]
        run.added += sum(one is True for one in outcomes)
        run.known += sum(one is False or (isinstance(one, Differing) and not one.is_written) for one in outcomes)
        run.updated += sum(one.is_written for one in differing)
        run.differing += sum(not one.is_written for one in differing)
        run.failed += sum(isinstance(one, Refusal) for one in outcomes)
        run.position, run.leased_until = rows[-1].line, self.now + LEASE
        run.save()

    def _fault(self, run: ImportRun, row: ImportRow, outcome: Outcome) -> ImportFault | None:
        """What is told about a row: why it was refused, or how it differs from what exists."""
        if isinstance(outcome, bool):
            return None
        is_refusal = isinstance(outcome, Refusal)
        return ImportFault(
            run=run,
            line=row.line,
            field=outcome.field if isinstance(outcome, Refusal) else next(iter(outcome.fields), ""),
            reasons=outcome.reasons if isinstance(outcome, Refusal) else outcome.told(self.importer.labels),
            is_difference=not is_refusal,
            created_at=run.created_at,
        )

    def _locked(self) -> ImportRun:
        """The locked row. Raises _Lost if this worker may no longer continue."""
        run = lock(ImportRun.objects.select_related("file", "created_by"), pk=self.run.pk)
        if run.lease != self.lease:
            raise _Lost
        self.run = run
        return run

    @transaction.atomic
    def _try_instead(self) -> None:
        """After some rows of an all-or-nothing import failed, check all rows, to list the errors."""
        run = self._locked()
        run.state, run.is_trial, run.lease, run.leased_until = ImportState.WAITING, True, "", None
        run.save()

    @transaction.atomic
    def _end(self, state: ImportState, problem: str = "", params: dict[str, str] | None = None) -> None:
        run = self._locked()
        run.state, run.finished_at, run.lease, run.leased_until = state, self.now, "", None
        run.problem, run.params = problem, params or {}
        run.save()
        if state == ImportState.DONE and not run.failed:
            drop_file(run, self.now)
        self._notify_uploader(run)

    def _notify_uploader(self, run: ImportRun) -> None:
        if run.created_by is None:
            return
        params = {"added": run.added, "known": run.known + run.updated, "failed": run.failed}
        notify(
            users=[run.created_by],
            template=f"import_{run.state}",
            params=params,
            url=run.get_absolute_url(),
            key=f"import:{run.pk}:{self.lease}",
            now=self.now,
            mail=run.state != ImportState.CHECKED,
        )
