"""Whether the disk is full. Then everything can be read, and nothing can be written."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import StorageFull

DISK_FULL = "53100"  # PostgreSQL
SPENT = 4 * 1024 * 1024  # with less than this, even a small write may fail
LOW = 512 * 1024 * 1024

FULL = _("Nothing can be saved because the server has no disk space left. Nothing was changed; you can still read.")

State = Literal["ok", "low", "full"]


def disk_state() -> State:
    """By the space that is left for data and backups."""
    left = min(shutil.disk_usage(_existing(path)).free for path in (settings.DATA_DIR, settings.BACKUP_DIR))
    return "full" if left < SPENT else "low" if left < LOW else "ok"


def is_disk_full(error: BaseException | None) -> bool:
    """Whether an error, or one that led to it, comes from a full disk."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if getattr(error, "pgcode", None) == DISK_FULL:
            return True
        name = getattr(error, "sqlite_errorname", "")
        if name == "SQLITE_FULL":
            return True
        # SQLite does not say why it could not write or create a file.
        if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN")) and disk_state() == "full":
            return True
        error = error.__cause__ or error.__context__
    return False


def storage_full() -> StorageFull:
    return StorageFull(FULL, code="storage_full")


def _existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.exists())
