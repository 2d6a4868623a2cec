"""Pages of backups and restore tests, and a button to make a backup now."""

import shutil
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from aftersales.kernel.errors import DomainError
from aftersales.office.permissions import KEEPERS
from aftersales.store.paging import page_of
from aftersales.web.policy import policy

from .enums import BackupKind, BackupState
from .models import BackupRun
from .permissions import can_back_up
from .queries import last_good, names_of, runs
from .services.making import in_folder
from .services.runs import request_backup

TONES = {BackupState.WAITING: "info", BackupState.RUNNING: "info", BackupState.DONE: "done", BackupState.FAILED: "late"}


@dataclass(frozen=True)
class BackupLine:
    """A backup or restore test as the page shows it."""

    run: BackupRun
    asker: str
    note: str
    tone: str
    megabytes: float


@policy("backup.view", roles=KEEPERS)
@require_GET
def backups(request: HttpRequest) -> HttpResponse:
    """The backups with their size, and whether they can be restored."""
    page, there = page_of(request, runs(), size=30), in_folder(settings.BACKUP_DIR)
    names = names_of(run.asked_by for run in page)
    lines = [
        BackupLine(
            run,
            asker=names.get(run.asked_by, run.asked_by),  # an older database may not have the account
            note=_note(run, there),
            tone=TONES[BackupState(run.state)],
            megabytes=run.size / 1e6,
        )
        for run in page
    ]
    context = {
        "page": page,
        "lines": lines,
        "facts": _facts(there),
        "now": timezone.now(),
        "may_back_up": can_back_up(request.user),
        "folder": settings.BACKUP_DIR,
    }
    return render(request, "backups/backups.html", context)


@policy("backup.make", roles=KEEPERS)
@require_POST
def backup_now(request: HttpRequest) -> HttpResponse:
    """Request a backup, which a worker makes."""
    try:
        request_backup(actor=request.user, now=timezone.now())
    except DomainError as error:
        if error.status != 409:
            raise
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Backup started. It will appear here when it’s done."))
    return HttpResponseRedirect(reverse("backups"))


def _note(run: BackupRun, there: dict[str, int]) -> str:
    """What the page says in addition to the state."""
    if run.problem:
        return _(run.problem) % run.params if run.params else _(run.problem)
    if run.missing:
        return _("%(count)s files listed in the database are missing on disk") % {"count": run.missing}
    if run.state == BackupState.DONE and run.file and "/" not in run.file and run.file not in there:
        return _("Removed by retention")
    return ""


def _facts(there: dict[str, int]) -> list[tuple[str, str]]:
    """The facts at the top of the page."""
    good, drill = last_good(BackupKind.BACKUP), last_good(BackupKind.DRILL)
    at = settings.BACKUP_AT
    free = next((shutil.disk_usage(p).free for p in (settings.BACKUP_DIR, settings.DATA_DIR) if p.is_dir()), 0)
    kept = {"count": len(there), "size": f"{sum(there.values()) / 1e6:.1f}", "free": f"{free / 1e9:.0f}"}
    return [
        (_("Last successful backup"), _moment(good)),
        (_("Last successful restore test"), _moment(drill)),
        (_("Automatic"), _("every day from %(time)s") % {"time": f"{at:%H:%M}"} if at else _("turned off")),
        (_("Backups to keep"), _("%(count)s backups, %(size)s MB in total; %(free)s GB free") % kept),
        (_("Folder"), str(settings.BACKUP_DIR)),
    ]


def _moment(run: BackupRun | None) -> str:
    return f"{timezone.localtime(run.finished_at):%Y-%m-%d %H:%M}" if run and run.finished_at else _("none yet")
