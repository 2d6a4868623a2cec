"""Reads and writes the backup file as a stream that keeps no more than one part in memory."""

from __future__ import annotations

import errno
import gzip
import hashlib
import io
import json
import struct
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, Self, cast

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation

FORMAT = "aftersales-backup"
VERSION = 1
HEADER, MANIFEST = "header.json", "manifest.json"
HASH = "AFTERSALES.sha256"
BLOCK = 1024 * 1024
LEVEL = 5  # higher levels take minutes longer for a few per cent


def damaged(part: str = "") -> InvalidInput:
    if part:
        text = _(
            "The backup is damaged: %(part)s doesn’t match what was written. Nothing was changed. Use another backup."
        )
        return InvalidInput(text, code="backup_damaged", params={"part": part})
    text = _("The backup file is incomplete or isn’t a backup. Nothing was changed. Copy it again or use another one.")
    return InvalidInput(text, code="backup_cut_off")


@contextmanager
def clear_disk_errors() -> Iterator[None]:
    """Turn a full disk and missing rights into errors with a clear message."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            text = _("The disk is full. No partial data was left behind. Free up space or choose another folder.")
            raise RuleViolation(text, code="disk_full") from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            text = _("The system user can’t read or write %(path)s. Grant access or choose another folder.")
            raise RuleViolation(text, code="no_right", params={"path": error.filename or ""}) from error
        raise


@contextmanager
def clear_damage() -> Iterator[None]:
    """Turn what the readers of gzip and tar raise for a cut or changed file into an error with a clear message."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile, tarfile.TarError, struct.error, ValueError) as error:
        raise damaged() from error


class Writer:
    """Writes parts into one compressed tar."""

    def __init__(self, out: IO[bytes]) -> None:
        self._zip = gzip.GzipFile(filename="", fileobj=out, mode="wb", compresslevel=LEVEL)
        self._tar = tarfile.open(fileobj=self._zip, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self._all = hashlib.sha256()
        self.count = 0

    def add(self, name: str, data: bytes) -> None:
        self._put(name, len(data), hashlib.sha256(data).hexdigest(), io.BytesIO(data))

    def add_file(self, name: str, source: IO[bytes]) -> int:
        """Add a file; returns its size. If it changes while it is read, the check of the backup fails at its hash."""
        digest = hashlib.file_digest(cast(io.BytesIO, source), "sha256").hexdigest()
        size = source.seek(0, io.SEEK_END)
        source.seek(0)
        self._put(name, size, digest, source)
        return size

    def close(self, manifest: dict[str, Any]) -> None:
        """Write the manifest as the last part. A backup without one is incomplete."""
        whole = {**manifest, "parts": {"count": self.count, "sha256": self._all.hexdigest()}}
        self.add(MANIFEST, as_json(whole))
        self._tar.close()
        self._zip.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Make sure that an abandoned backup is not completed when the objects are garbage-collected."""
        self._zip.fileobj = None  # type: ignore[assignment]

    def _put(self, name: str, size: int, digest: str, source: IO[bytes]) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        entry.pax_headers = {HASH: digest}
        self._tar.addfile(entry, source)
        self._tar.members.clear()  # type: ignore[attr-defined]  # else tarfile keeps an entry for every file in memory
        self._all.update(f"{name}\0{digest}\n".encode())
        self.count += 1


@dataclass
class Part:
    """One part, valid while the stream is positioned on it."""

    name: str
    size: int
    digest: str
    source: IO[bytes]

    def blocks(self) -> Iterator[bytes]:
        """The content in blocks. At the end its hash is compared."""
        found = hashlib.sha256()
        while block := self._block():
            found.update(block)
            yield block
        if found.hexdigest() != self.digest:
            raise damaged(self.name)

    def read(self) -> bytes:
        return b"".join(self.blocks())

    def _block(self) -> bytes:
        with clear_damage():
            return self.source.read(BLOCK)


def parts(source: IO[bytes]) -> Iterator[Part]:
    """The parts in order. Read each one completely before the next."""
    source.seek(0)
    with (
        clear_damage(),
        gzip.GzipFile(fileobj=source, mode="rb") as plain,
        tarfile.open(fileobj=plain, mode="r|") as tar,
    ):
        for entry in tar:
            tar.members.clear()  # type: ignore[attr-defined]
            content = tar.extractfile(entry)
            if content is None or HASH not in entry.pax_headers:
                raise damaged(entry.name)
            yield Part(entry.name, entry.size, entry.pax_headers[HASH], content)
        while plain.read(BLOCK):  # read to the very end, where an incomplete copy fails
            pass


def check(source: IO[bytes]) -> dict[str, Any]:
    """Read the whole backup, compare every hash, and return its manifest."""
    total, count = hashlib.sha256(), 0
    manifest: dict[str, Any] | None = None
    for part in parts(source):
        if manifest is not None:
            raise damaged(part.name)
        if count == 0:
            _check_header(part)
        elif part.name == MANIFEST:
            manifest = _loaded(part)
            continue
        else:
            for _block in part.blocks():
                pass
        total.update(f"{part.name}\0{part.digest}\n".encode())
        count += 1
    if manifest is None:
        raise damaged()
    if manifest.get("parts") != {"count": count, "sha256": total.hexdigest()}:
        raise damaged(MANIFEST)
    return manifest


def _check_header(part: Part) -> None:
    header = _loaded(part) if part.name == HEADER else {}
    if header.get("format") != FORMAT:
        raise damaged()
    if header.get("version") != VERSION:
        text = _("This backup uses format %(version)s; this version reads format %(known)s.")
        params = {"version": header.get("version"), "known": VERSION}
        raise InvalidInput(text, code="backup_version", params=params)


def _loaded(part: Part) -> dict[str, Any]:
    try:
        return dict(json.loads(part.read()))
    except (ValueError, TypeError) as error:
        raise damaged(part.name) from error


def as_json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()
