"""Restores a backup: it is checked first, loaded in one transaction, and compared with the manifest before the
commit."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.apps import apps as present
from django.apps.registry import Apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation
from aftersales.office.models import Heartbeat
from aftersales.search.bigram_index import drop_indexes, make_indexes

from ..signals import restored
from . import archive, databases, rows, versions
from .making import Progress, key_mark, quiet

ALIVE = timedelta(seconds=60)
# Migrations fill these tables, so rows in them do not mean that the database is in use.
FILLED_BY_MIGRATIONS = frozenset({"django_content_type", "auth_permission"})


@dataclass
class Restored:
    """What was restored. tables: name → (rows, hash), as they are in the database now."""

    manifest: dict[str, Any]
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: int = 0
    older: bool = False
    secret: str = ""
    key: str = ""  # same, put_back (takes effect at the next start), other (earlier links of customers no longer open)


def restore(*, file: Path, now: datetime, replace: bool = False, progress: Progress = quiet) -> Restored:
    """Fill the database from a backup. It must be empty, unless `replace` allows to delete everything in it."""
    with archive.clear_disk_errors(), _opened(file) as source:
        manifest = archive.check(source)
        connection = connections["default"]
        older = _prepare(connection, manifest, replace=replace, now=now)
        apps = versions.apps_at(connection, manifest["migrations"])
        result = Restored(manifest, older=older)
        _fill(connection, apps, source, result, progress)
        result.key = _put_key(result)
        ContentType.objects.clear_cache()
        if older:
            call_command("migrate", interactive=False, verbosity=0)
        restored.send(sender=None, now=now)
        return result


def _opened(file: Path) -> IO[bytes]:
    try:
        return file.open("rb")
    except (FileNotFoundError, IsADirectoryError) as error:
        raise InvalidInput(_("Backup %(path)s not found."), code="no_backup", params={"path": str(file)}) from error


def _prepare(connection: Any, manifest: dict[str, Any], *, replace: bool, now: datetime) -> bool:
    """Refuse to overwrite a database in use; migrate an empty one to the backup's version. True if that version is
    older."""
    want = manifest["migrations"]
    versions.apps_at(connection, want)
    _stopped(connection, now)
    held = contents(connection)
    if held and not replace:
        text = _("The database isn’t empty (%(rows)s rows). Restore into an empty one, or use --replace.")
        raise Conflict(text, code="not_empty", params={"rows": sum(held.values())})
    have = versions.applied(connection)
    if have == want:
        return False
    if held:
        text = _(
            "The backup was made by an older version. Restore it into an empty database, where it will be upgraded."
        )
        raise RuleViolation(text, code="older_into_full")
    versions.turn_to(connection, want)
    return bool(versions.wanted(connection) != want)


def contents(connection: Any) -> dict[str, int]:
    """Row counts of the tables, without those that migrations fill."""
    names = [model._meta.db_table for model in rows.tables(present)]
    return databases.filled(connection, [name for name in names if name not in FILLED_BY_MIGRATIONS])


def _stopped(connection: Any, now: datetime) -> None:
    if Heartbeat._meta.db_table not in connection.introspection.table_names():
        return
    if Heartbeat.objects.filter(beat_at__gt=now - ALIVE).exists():
        text = _("The system is running. Stop web, worker and scheduler, wait a minute, and try again.")
        raise Conflict(text, code="running")


def _fill(connection: Any, apps: Apps, source: IO[bytes], result: Restored, progress: Progress) -> None:
    models = {model._meta.db_table: model for model in rows.tables(apps)}
    _same_columns(models, result.manifest)
    placed: list[Path] = []
    try:
        with transaction.atomic():
            drop_indexes("default")
            databases.empty(connection, [*models, *rows.left_out(apps)])
            _parts(connection, models, source, result, placed, progress)
            connection.check_constraints()  # now, because an index can't be created while checks are pending
            for name, model in models.items():
                databases.set_last_number(connection, model, result.manifest["tables"][name]["last_number"])
            if not result.older:
                make_indexes("default")
            _verify(connection, models, result, progress)
            os.sync()  # write the files to disk before the commit of the rows that name them
    except BaseException as error:
        for path in placed:
            path.unlink(missing_ok=True)
        if isinstance(error, DatabaseError):
            text = _("The database rejected the backup’s content: %(error)s. Nothing was changed.")
            params = {"error": str(error).strip().splitlines()[0]}
            raise RuleViolation(text, code="database_refused", params=params) from error
        raise


def _same_columns(models: dict[str, Any], manifest: dict[str, Any]) -> None:
    mine = {name: rows.columns(model) for name, model in models.items()}
    theirs = {name: table["columns"] for name, table in manifest["tables"].items()}
    for name in sorted({*mine, *theirs}):
        if mine.get(name) != theirs.get(name):
            text = _("This backup is from another version (table %(table)s differs). Install that version.")
            raise InvalidInput(text, code="other_version", params={"table": name})


def _parts(
    connection: Any, models: dict[str, Any], source: IO[bytes], result: Restored, placed: list[Path], progress: Progress
) -> None:
    for part in archive.parts(source):
        kind, _slash, rest = part.name.partition("/")
        if kind == "tables":
            table = rest.partition("/")[0]
            if table not in models:
                raise archive.damaged(part.name)
            progress(table, rows.load(connection, models[table], part.read()))
        elif kind == "files":
            _place(part, rest, placed)
            result.files += 1
        elif part.name == "keys/secret_key":
            result.secret = part.read().decode("ascii")
        else:
            part.read()


def _place(part: archive.Part, name: str, placed: list[Path]) -> None:
    """Store a file completely or not at all, and never outside its folder."""
    inside = PurePosixPath(name)
    if inside.is_absolute() or ".." in inside.parts or not inside.name:
        raise archive.damaged(part.name)
    target = Path(settings.MEDIA_ROOT) / inside
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        placed.append(target)
    fresh = target.with_name(f".{target.name}.restoring")
    try:
        with fresh.open("wb") as out:
            for block in part.blocks():
                out.write(block)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)


def _put_key(result: Restored) -> str:
    """Write the key back to its file, unless the environment sets one."""
    if result.manifest["secret_key"]["mark"] == key_mark():
        return "same"
    if not result.secret or os.environ.get("SECRET_KEY"):
        return "other"
    path = Path(settings.DATA_DIR) / "secret_key"
    fresh = path.with_name(".secret_key.restoring")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as out:
        out.write(result.secret)
    fresh.replace(path)
    return "put_back"


def _verify(connection: Any, models: dict[str, Any], result: Restored, progress: Progress) -> None:
    """Read the database back, and compare it with what the manifest recorded when the backup was made."""
    for name, model in models.items():
        result.tables[name] = found = rows.tally(connection, model)
        written = result.manifest["tables"][name]
        if (found["rows"], found["sha256"]) != (written["rows"], written["sha256"]):
            text = _("%(table)s was not restored correctly. Nothing was changed.")
            raise RuleViolation(text, code="not_the_same", params={"table": name})
        progress(f"{name} ✓", found["rows"])
    if result.files != result.manifest["files"]["count"]:
        raise archive.damaged("files")
