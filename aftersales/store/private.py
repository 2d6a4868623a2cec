"""Files that only the user of the product may read: the database, mails, uploads, backups."""

from __future__ import annotations

import os
import stat
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def tighten(*folders: Path) -> int:
    """Take the rights of others from all that is in these folders; returns how many paths had some.

    New files need it no more, because the settings set the umask.
    """
    return sum(_tighten(path) for folder in folders if folder.exists() for path in (folder, *folder.rglob("*")))


def _tighten(path: Path) -> bool:
    try:
        found = path.lstat()
        if stat.S_ISLNK(found.st_mode) or found.st_uid != os.geteuid() or not found.st_mode & OTHERS:
            return False
        path.chmod(stat.S_IMODE(found.st_mode) & ~OTHERS)
    except OSError:  # removed just now, or on a file system without rights
        return False
    return True
