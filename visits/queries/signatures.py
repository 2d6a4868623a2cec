"""Whether a customer's signature is as it was sealed."""

from __future__ import annotations

import hashlib

from ..models import VisitSignature
from ..rules.sealing import seal_of


def is_intact(row: VisitSignature) -> bool:
    """Whether name, words, moment and the bytes of the picture still give the seal."""
    digest = ""
    if row.picture is not None and row.picture.erased_at is None:
        with row.picture.file.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
    sealed = seal_of(name=row.name, statement=row.statement, signed_at=row.signed_at, picture_sha256=digest)
    return sealed == row.seal
