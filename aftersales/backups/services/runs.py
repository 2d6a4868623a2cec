"""Runs backups on schedule and on demand. One worker claims each run, so that none is lost or made twice."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from aftersales.kernel.errors import Conflict, DomainError, RuleViolation, ensure, gettext_noop
from aftersales.notifications.services.notifications import notify
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.sweeping import each

from .. import rules
from ..enums import BackupKind, BackupState
from ..models import BackupRun
from ..permissions import can_back_up
from ..queries import last_good, last_run
from . import making

INTERRUPTED = gettext_noop("The backup was interrupted.")
UNEXPECTED = gettext_noop("Unexpected error: %(error)s")
LEASE = timedelta(minutes=10)
RENEW = 60  # seconds
MAX_ATTEMPTS = 3
WAIT = timedelta(minutes=30)
DRILL_PATIENCE = 4 * 3600  # seconds


@transaction.atomic
def request_backup(*, actor: User, now: datetime) -> BackupRun:
    """Request a backup, which is made as soon as a worker is free."""
    ensure(can_back_up(actor), _("Backups are made by the administrator."))
    under_way = BackupRun.objects.filter(kind=BackupKind.BACKUP, state__in=(BackupState.WAITING, BackupState.RUNNING))
    if under_way.filter(due_at__lte=now).exists():
        raise Conflict(_("A backup is already running."), code="backup_running")
    key = f"asked:{secrets.token_hex(8)}"
    return BackupRun.objects.create(key=key, asked_by=actor.username, created_at=now, due_at=now)


def back_up_now(
    *, actor: Actor, now: datetime, path: Path | None = None, progress: making.Progress = making.quiet
) -> making.Made:
    """Make a backup at once, in this process. The command uses it."""
    name = actor.username if actor else ""
    run = BackupRun.objects.create(
        key=f"now:{secrets.token_hex(8)}",
        asked_by=name,
        created_at=now,
        due_at=now,
        state=BackupState.RUNNING,
        leased_until=now + LEASE,
        attempts=MAX_ATTEMPTS,
    )
    made = _make(run, now, path=path, progress=progress)
    if path is None:
        making.tidy(folder=settings.BACKUP_DIR, newest=settings.BACKUP_KEEP, weeks=settings.BACKUP_KEEP_WEEKLY)
    return made


def run_due_backups(*, now: datetime) -> int:
    """Make the backups that are due, run the weekly restore test, and notify if backups fail or are missing. Returns
    how many runs it has done."""
    _give_back(now)
    _plan_today(now)
    waiting = BackupRun.objects.filter(state=BackupState.WAITING, due_at__lte=now).order_by("pk")
    done = each(waiting, lambda run: _claimed(run, now))
    _warn_when_stale(now)
    return done


def _give_back(now: datetime) -> None:
    """Release the runs of workers that were killed."""
    lost = BackupRun.objects.filter(state=BackupState.RUNNING, leased_until__lt=now)
    for run in lost:
        _failed(run, now, INTERRUPTED, {})


def _plan_today(now: datetime) -> None:
    key = rules.daily_key(timezone.localtime(now), settings.BACKUP_AT)
    new = [BackupRun(key=key, created_at=now, due_at=now)] if key else []
    first = last_good(BackupKind.BACKUP, first=True)
    tried = last_run(BackupKind.DRILL)
    if key and rules.drill_due(tried.created_at if tried else None, first.created_at if first else None, now):
        week = company_date(now).isoformat()
        new.append(BackupRun(key=f"drill:{week}", kind=BackupKind.DRILL, created_at=now, due_at=now))
    known = set(BackupRun.objects.filter(key__in=[run.key for run in new]).values_list("key", flat=True))
    BackupRun.objects.bulk_create([run for run in new if run.key not in known], ignore_conflicts=True)


def _claimed(run: BackupRun, now: datetime) -> int:
    """Do a run, unless another worker has claimed it. Returns how many runs it has done."""
    mine = BackupRun.objects.filter(pk=run.pk, state=BackupState.WAITING)
    if not mine.update(state=BackupState.RUNNING, leased_until=now + LEASE, attempts=run.attempts + 1):
        return 0
    run.refresh_from_db()
    try:
        if run.kind == BackupKind.DRILL:
            _drill(run, now)
        else:
            _make(run, now)
            making.tidy(folder=settings.BACKUP_DIR, newest=settings.BACKUP_KEEP, weeks=settings.BACKUP_KEEP_WEEKLY)
    except Exception:  # noqa: BLE001  (any error is stored in the row and the administrator is notified)
        return 0
    return 1


def _make(
    run: BackupRun, now: datetime, *, path: Path | None = None, progress: making.Progress = making.quiet
) -> making.Made:
    renew = _renewer(run, now)

    def seen(what: str, rows: int) -> None:
        renew()
        progress(what, rows)

    place = path or making.place(folder=settings.BACKUP_DIR, now=now)
    made: making.Made = _recorded(run, now, partial(making.write_backup, path=place, now=now, progress=seen))
    files = made.manifest["files"]
    facts = {"size": made.size, "rows": made.rows, "files": files["count"], "missing": files["missing"]}
    # Show the full path of a folder that somebody chose; the default one is known.
    named = str(place) if place.parent != settings.BACKUP_DIR else place.name
    BackupRun.objects.filter(pk=run.pk).update(file=named, **facts)
    return made


def _drill(run: BackupRun, now: datetime) -> None:
    """Restore the newest backup as on an empty machine, in a separate process and a temporary folder."""
    newest = next(iter(making.in_folder(settings.BACKUP_DIR)), None)
    if newest is None:
        raise _recorded_failure(run, now, RuleViolation(_("There is no backup to test."), code="no_backup"))
    file = settings.BACKUP_DIR / newest
    rows = _recorded(run, now, partial(try_restore, file=file))
    BackupRun.objects.filter(pk=run.pk).update(file=newest, size=file.stat().st_size, rows=rows)


def try_restore(*, file: Path) -> int:
    """Restore into a temporary SQLite database, which works for backups of either database. Returns how many rows
    came back unchanged."""
    with tempfile.TemporaryDirectory(prefix="aftersales-drill-") as folder:
        variables = {**os.environ, "DATA_DIR": folder, "DATABASE_URL": "", "REDIS_URL": ""}
        words = [sys.executable, str(settings.BASE_DIR / "manage.py"), "restore", str(file), "--quiet"]
        done = subprocess.run(words, env=variables, capture_output=True, text=True, timeout=DRILL_PATIENCE)
    if done.returncode:
        text = _("Restore test failed: %(error)s")
        raise RuleViolation(text, code="drill_failed", params={"error": done.stderr.strip()[-500:]})
    return int(done.stdout.split()[-1])


def _recorded(run: BackupRun, now: datetime, work: Callable[[], Any]) -> Any:
    """Do the work, and record the result and how long it took."""
    started = time.monotonic()
    try:
        result = work()
    except Exception as error:
        raise _recorded_failure(run, now, error) from error
    finished = now + timedelta(seconds=time.monotonic() - started)
    BackupRun.objects.filter(pk=run.pk).update(
        state=BackupState.DONE, finished_at=finished, leased_until=None, problem="", params={}
    )
    return result


def _recorded_failure(run: BackupRun, now: datetime, error: Exception) -> Exception:
    if isinstance(error, DomainError):
        with override("en"):
            _failed(run, now, str(error.message), {name: str(value) for name, value in error.params.items()})
    else:
        _failed(run, now, UNEXPECTED, {"error": f"{type(error).__name__}: {error}"[:500]})
    return error


def _failed(run: BackupRun, now: datetime, problem: str, params: dict[str, str]) -> None:
    """Try again in half an hour, three times in all; notify the administrator of the first and the last failure."""
    last = run.attempts >= MAX_ATTEMPTS
    state = BackupState.FAILED if last else BackupState.WAITING
    BackupRun.objects.filter(pk=run.pk).update(
        state=state,
        problem=problem,
        params=params,
        leased_until=None,
        due_at=now + WAIT,
        finished_at=now if last else None,
    )
    if last or run.attempts == 1:
        template = "drill_failed" if run.kind == BackupKind.DRILL else "backup_failed"
        _notify_admins(template, f"{template}:{run.pk}:{run.attempts}", now, when=run.created_at)


def _stale(good: BackupRun | None, first: BackupRun | None, now: datetime) -> bool:
    return rules.is_stale(good.finished_at if good else None, first.created_at if first else None, now)


def _warn_when_stale(now: datetime) -> None:
    good, first = last_good(BackupKind.BACKUP), last_run(BackupKind.BACKUP, first=True)
    if settings.BACKUP_AT and _stale(good, first, now):
        since = (good and good.finished_at) or (first and first.created_at) or now
        _notify_admins("backup_stale", f"backup_stale:{company_date(now)}", now, when=since)


def _notify_admins(template: str, key: str, now: datetime, *, when: datetime) -> None:
    people = User.objects.filter(role=Role.ADMIN, is_active=True)
    params = {"when": f"{timezone.localtime(when):%Y-%m-%d %H:%M}"}
    notify(users=people, template=template, params=params, url=reverse("backups"), key=key, now=now)


def _renewer(run: BackupRun, now: datetime) -> Callable[[], None]:
    """A callback that renews the claim at most once a minute, as long as there is progress."""
    started = renewed = time.monotonic()

    def renew() -> None:
        nonlocal renewed
        if time.monotonic() - renewed > RENEW:
            renewed = time.monotonic()
            until = now + timedelta(seconds=renewed - started) + LEASE
            BackupRun.objects.filter(pk=run.pk).update(leased_until=until)

    return renew
