"""Uploaded files: the content is checked, pictures are encoded again, and file names are not trusted."""

import hashlib
import re
import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput
from aftersales.render.pictures import cleaned, looks_like_picture
from aftersales.staff.models import User

from ..models import StoredFile
from ..rules.recordings import recording_of


def clean_name(name: str) -> str:
    """A file name that is safe to show: no path, no control or direction characters, limited length."""
    base = re.split(r"[\\/]", name or "")[-1]
    kept = "".join(c for c in base if c.isprintable() and not "\u202a" <= c <= "\u202e" and c not in '"<>|:*?')
    stem, dot, suffix = kept.rpartition(".")
    short = f"{stem[:100]}{dot}{suffix[:10]}" if stem else kept[:100]
    return short.strip(" .") or "file"


# Suffixes of what people attach, by what the content is. A picture is often called what it was: photo.heic, scan.tif.
SUFFIXES = {"jpg": ("jpg", "jpeg", "jfif"), "png": ("png",), "webp": ("webp",), "pdf": ("pdf",)}
_REPLACED = frozenset(["jpg", "jpeg", "jfif", "png", "webp", "pdf", "heic", "heif", "gif", "bmp", "tif", "tiff"])


def name_of_content(name: str, suffix: str) -> str:
    """The name with the suffix of what the content is."""
    name = clean_name(name)
    stem, _dot, given = name.rpartition(".")
    if given.casefold() in SUFFIXES.get(suffix, (suffix,)) and stem:
        return name
    return f"{stem if given.casefold() in _REPLACED and stem else name}.{suffix}"


def named_as(name: str, suffix: str) -> str:
    """The name with the suffix of what the file is, not of what it was."""
    stem, _dot, old = name.rpartition(".")
    same = {"jpeg": "jpg", "jpe": "jpg", "m4v": "mp4", "3g2": "3gp"}
    return name if same.get(old.lower(), old.lower()) == suffix else f"{stem or name}.{suffix}"


def store_upload(*, upload: Any, actor: User | None, now: datetime) -> StoredFile:
    """Store an uploaded picture, PDF, video or recording. Raises InvalidInput for other files, and for files that are
    too large."""
    facts: dict[str, Any] = {"actor": actor, "now": now}
    upload.seek(0)
    head = upload.read(16)
    recording = None if looks_like_picture(head) else recording_of(upload, upload.size, upload.name or "")
    upload.seek(0)
    most = settings.RECORDING_MAX_BYTES if recording else settings.UPLOAD_MAX_BYTES
    if upload.size > most:
        raise InvalidInput(
            _("The file is larger than %(most)s MB."), code="too_large", field="files", params={"most": most >> 20}
        )
    if recording:
        name = named_as(upload.name, recording.suffix)
        return store_stream(upload=upload, name=name, **recording._asdict(), **facts)
    if head.startswith(b"%PDF-"):
        name = named_as(upload.name, "pdf")
        return store_bytes(data=upload.read(), name=name, suffix="pdf", media_type="application/pdf", **facts)
    if looks_like_picture(head):
        content, suffix, media_type = cleaned(upload.read())
        name = named_as(upload.name, suffix)
        return store_bytes(data=content, name=name, suffix=suffix, media_type=media_type, **facts)
    raise InvalidInput(
        _("Attach photos (JPEG, PNG, WebP, HEIC), PDF files, videos or recordings (MP4, MOV, M4A, 3GP)."),
        code="bad_type",
        field="files",
    )


def store_bytes(
    *, data: bytes, name: str, suffix: str, media_type: str, actor: User | None, now: datetime
) -> StoredFile:
    """Store bytes that have already been checked; the file on disk has a random name."""
    row = StoredFile(
        name=name_of_content(name, suffix),
        media_type=media_type,
        size=len(data),
        uploaded_by=actor,
        uploaded_at=now,
        sha256=hashlib.sha256(data).hexdigest(),
    )
    row.file.save(f"{secrets.token_hex(16)}.{suffix}", ContentFile(data), save=False)
    row.save()
    return row


def store_stream(
    *, upload: Any, name: str, suffix: str, media_type: str, actor: User | None, now: datetime
) -> StoredFile:
    """Store an uploaded file of any size, as it is, without loading it into memory."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    row = StoredFile(
        name=clean_name(name),
        media_type=media_type,
        size=upload.size,
        uploaded_by=actor,
        uploaded_at=now,
        sha256=digest.hexdigest(),
    )
    row.file.save(f"{secrets.token_hex(16)}.{suffix}", upload, save=False)
    row.save()
    return row
