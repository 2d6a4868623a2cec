"""Photos of a visit, and the customer's signature under its record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput
from aftersales.office.models import StoredFile
from aftersales.office.services.files import store_upload
from aftersales.staff.models import Actor
from aftersales.store.writing import create_all_with_history, save_with_history

from ..models import Visit, VisitPhoto, VisitSignature
from ..rules.sealing import seal_of

MAX_PHOTOS = 10


def add_photos(visit: Visit, uploads: Sequence[Any], *, actor: Actor, now: datetime) -> None:
    """Store photos of a visit that the caller has locked. Their place and camera are not kept."""
    if len(uploads) > MAX_PHOTOS:
        raise InvalidInput(
            _("A visit can have up to %(limit)s photos."),
            code="too_many_files",
            params={"limit": MAX_PHOTOS},
            field="photos",
        )
    rows = [VisitPhoto(visit=visit, stored=_picture(upload, "photos", actor, now)) for upload in uploads]
    create_all_with_history(VisitPhoto, rows, actor=actor, reason="photo taken")


def sign(visit: Visit, *, picture: Any, name: str, statement: str, actor: Actor, now: datetime) -> None:
    """Keep the customer's signature, drawn or typed, and seal it together with the words it confirms."""
    name, statement = name.strip()[:100], statement.strip()
    if not picture and not name:
        return
    if not name:
        raise InvalidInput(_("Enter the name of the person who signed."), code="no_name", field="signed_name")
    if not statement:
        raise InvalidInput(_("A signature needs the words that it confirms."), code="no_words", field="statement")
    stored = _picture(picture, "signature", actor, now) if picture else None
    at = visit.took_place_at or now
    seal = seal_of(name=name, statement=statement, signed_at=at, picture_sha256=stored.sha256 if stored else "")
    row = VisitSignature(visit=visit, name=name, statement=statement, picture=stored, signed_at=at, seal=seal)
    save_with_history(row, actor=actor, reason="signed")


def _picture(upload: Any, field: str, actor: Actor, now: datetime) -> StoredFile:
    try:
        stored = store_upload(upload=upload, actor=actor, now=now)
    except InvalidInput as error:
        error.field = field
        raise
    if not stored.media_type.startswith("image/"):
        raise InvalidInput(_("Attach photos only (JPEG, PNG, WebP, HEIC)."), code="no_picture", field=field)
    return stored
