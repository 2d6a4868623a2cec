"""Uploaded files: the content is checked, pictures are re-encoded, and file names are not trusted."""

import hashlib
import io
import re
import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from aftersales.kernel.errors import InvalidInput
from aftersales.staff.models import User

from ..models import StoredFile

MAX_PIXELS = 40_000_000
PICTURES = ("JPEG", "PNG", "WEBP")


def clean_name(name: str) -> str:
    """A file name that is safe to show: no path, no control or direction characters, limited length."""
    base = re.split(r"[\\/]", name or "")[-1]
    kept = "".join(c for c in base if c.isprintable() and not "\u202a" <= c <= "\u202e" and c not in '"<>|:*?')
    stem, dot, suffix = kept.rpartition(".")
    return f"{(stem or kept)[:100]}{dot}{suffix[:10]}".strip(" .") or "file"


def _picture(data: bytes) -> tuple[bytes, str, str] | None:
    """The picture decoded and encoded again, so that nothing hidden remains; its suffix and media type. None if it
    is not a picture."""
    try:
        picture: Image.Image = Image.open(io.BytesIO(data), formats=PICTURES)
        if picture.width * picture.height > MAX_PIXELS:
            raise InvalidInput(_("The image dimensions are too large. Make it smaller."), code="too_many_pixels")
        kind = picture.format or "PNG"
        picture = ImageOps.exif_transpose(picture)
    except InvalidInput:
        raise
    except Exception:  # noqa: BLE001  (Pillow raises many kinds of errors for data that is not a picture)
        return None
    out = io.BytesIO()
    if kind == "JPEG":
        picture.convert("RGB").save(out, "JPEG", quality=88)
    else:
        picture.save(out, kind)
    return out.getvalue(), kind.lower().replace("jpeg", "jpg"), f"image/{kind.lower()}"


def store_upload(*, upload: Any, actor: User | None, now: datetime) -> StoredFile:
    """Store an uploaded picture or PDF. Raises InvalidInput for other files, and for files that are too large."""
    if upload.size > settings.UPLOAD_MAX_BYTES:
        raise InvalidInput(_("The file is larger than 10 MB."), code="too_large", field="files")
    data = upload.read()
    if data.startswith(b"%PDF-"):
        return store_bytes(
            data=data, name=upload.name, suffix="pdf", media_type="application/pdf", actor=actor, now=now
        )
    if picture := _picture(data):
        content, suffix, media_type = picture
        return store_bytes(data=content, name=upload.name, suffix=suffix, media_type=media_type, actor=actor, now=now)
    raise InvalidInput(
        _("Only JPEG, PNG and WebP images and PDF files can be attached."), code="bad_type", field="files"
    )


def store_bytes(
    *, data: bytes, name: str, suffix: str, media_type: str, actor: User | None, now: datetime
) -> StoredFile:
    """Store bytes that have already been checked; the file on disk has a random name."""
    row = StoredFile(
        name=clean_name(name),
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
    """Store an uploaded file of any size without loading it into memory. Only the system reads it; it is never
    served."""
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
