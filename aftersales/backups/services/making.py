"""Makes a backup. A file with the name of a backup is always complete."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict

from ..rules import moment_of, name_of, outdated
from . import archive, databases, rows, versions

Progress = Callable[[str, int], None]
MISSING_NAMED = 100


@dataclass(frozen=True)
class Made:
    """A finished backup."""

    path: Path
    size: int
    manifest: dict[str, Any]

    @property
    def rows(self) -> int:
        return sum(table["rows"] for table in self.manifest["tables"].values())


def quiet(what: str, rows: int) -> None:
    """A progress callback that shows nothing."""


def write_backup(*, path: Path, now: datetime, progress: Progress = quiet) -> Made:
    """Make, check and name a backup. If it fails or is killed, no file has that name."""
    with archive.clear_disk_errors():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(path.parent):
            part = path.with_name(f".{path.name}.part")
            try:
                manifest = _checked(part, now, progress)
                _name(part, path)
            finally:
                part.unlink(missing_ok=True)
        return Made(path, path.stat().st_size, manifest)


def _checked(part: Path, now: datetime, progress: Progress) -> dict[str, Any]:
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as out:
        fill(out, now=now, progress=progress)
        out.flush()
        os.fsync(out.fileno())
        return archive.check(out)


def _name(part: Path, path: Path) -> None:
    if path.exists():
        raise Conflict(_("%(path)s already exists."), code="backup_exists", params={"path": str(path)})
    part.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Allow one backup at a time in a folder, so that leftover temporary files are from a killed process."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(
                _("Another backup is already being written to this folder."), code="backup_running"
            ) from error
        for left in folder.glob(".aftersales-*.part"):
            left.unlink(missing_ok=True)
        yield


def fill(out: IO[bytes], *, now: datetime, progress: Progress = quiet) -> None:
    """Write the backup to `out`, from one snapshot of the database."""
    with databases.snapshot() as connection, archive.Writer(out) as writer:
        migrations = versions.applied(connection)
        apps = versions.apps_at(connection, migrations)
        header = {"format": archive.FORMAT, "version": archive.VERSION, "made_at": now.isoformat()}
        writer.add(archive.HEADER, archive.as_json(header))
        found = {model._meta.db_table: _table(writer, connection, model, progress) for model in rows.tables(apps)}
        files = _files(writer, connection, rows.tables(apps), progress)
        kept = _key(writer)
        writer.close(
            {
                **header,
                "database": connection.vendor,
                "migrations": migrations,
                "tables": found,
                "files": files,
                "secret_key": {"kept": kept, "mark": key_mark()},
            }
        )


def _table(writer: archive.Writer, connection: Any, model: type[models.Model], progress: Progress) -> dict[str, Any]:
    name, total = model._meta.db_table, rows.Tally()
    last = databases.last_number(connection, model)
    for number, data in enumerate(rows.packed(rows.lines(connection, model), total), start=1):
        writer.add(f"tables/{name}/{number:05}.jsonl", data)
        progress(name, total.rows)
    return {"columns": rows.columns(model), **total.as_dict(), "last_number": last}


def _files(
    writer: archive.Writer, connection: Any, tables: list[type[models.Model]], progress: Progress
) -> dict[str, Any]:
    """Add every stored file that a row names. A missing file does not stop the backup; it is reported."""
    count, size = 0, 0
    missing: list[str] = []
    for name in _stored(connection, tables):
        try:
            with default_storage.open(name, "rb") as source:
                size += writer.add_file(f"files/{name}", source)
        except FileNotFoundError:
            missing.append(name)
            continue
        count += 1
        progress("files", count)
    return {"count": count, "bytes": size, "missing": len(missing), "missing_named": missing[:MISSING_NAMED]}


def _stored(connection: Any, tables: list[type[models.Model]]) -> Iterator[str]:
    for model in tables:
        for one in model._meta.concrete_fields:
            if not isinstance(one, models.FileField):
                continue
            named: Any = models.QuerySet(model).exclude(**{one.attname: ""}).order_by("pk").values_list(one.attname)
            compiler = named.query.get_compiler(connection=connection)
            for (name,) in compiler.results_iter(tuple_expected=True, chunked_fetch=True, chunk_size=rows.CHUNK):
                if name:
                    yield str(name)


def _key(writer: archive.Writer) -> bool:
    """Add the key that signs customers' links, unless it comes from the environment. Returns whether it was added."""
    path = Path(settings.DATA_DIR) / "secret_key"
    try:
        key = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return False
    if key != settings.SECRET_KEY:
        return False
    writer.add("keys/secret_key", key.encode())
    return True


def key_mark(key: str | None = None) -> str:
    """A fingerprint that tells keys apart without revealing them."""
    made = salted_hmac("aftersales.backup", "key", secret=key or settings.SECRET_KEY, algorithm="sha256")
    return hashlib.sha256(made.digest()).hexdigest()[:16]


def tidy(*, folder: Path, newest: int, weeks: int) -> list[str]:
    """Delete the backups that need not be kept; other files stay. Returns the deleted names."""
    gone = outdated((path.name for path in folder.iterdir()), newest=newest, weeks=weeks)
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    return gone


def in_folder(folder: Path) -> dict[str, int]:
    """The backups in the folder, newest first, with their size."""
    if not folder.is_dir():
        return {}
    found = sorted((path for path in folder.iterdir() if moment_of(path.name)), reverse=True)
    return {path.name: path.stat().st_size for path in found}


def place(*, folder: Path, now: datetime) -> Path:
    return folder / name_of(now)
