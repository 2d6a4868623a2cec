"""The seal of a customer's signature: whoever changes a letter of what was confirmed can be found out."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime


def seal_of(*, name: str, statement: str, signed_at: datetime, picture_sha256: str) -> str:
    """SHA-256 of the name, the confirmed words, the moment and the picture.

    picture_sha256: "" if the name was typed.
    """
    facts = {
        "name": name,
        "picture": picture_sha256,
        "signed_at": signed_at.astimezone(UTC).isoformat(timespec="seconds"),
        "statement": statement,
    }
    canonical = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
