"""Drafts: what a user types is kept until it is sent."""

import json
import re
from datetime import datetime
from typing import Any

from django.db import transaction

from aftersales.kernel.errors import InvalidInput
from aftersales.staff.models import User

from ..models import Draft

MAX_CHARS = 40_000
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


@transaction.atomic
def save_draft(*, actor: User, key: str, content: dict[str, Any], now: datetime) -> Draft:
    """Store what the actor has typed in a form; there is one draft per form."""
    if len(key) > 80 or sum(len(str(v)) for v in content.values()) > MAX_CHARS:
        raise InvalidInput(code="draft_too_large", message="The draft is too large to be kept.")
    if not _storable([key, content]):
        raise InvalidInput(code="invalid", message="The draft holds what cannot be stored.")
    row, _created = Draft.objects.update_or_create(user=actor, key=key, defaults={"content": content, "saved_at": now})
    return row


@transaction.atomic(savepoint=False)
def drop_draft(*, actor: User, key: str) -> None:
    """Delete the draft of a form that was sent."""
    Draft.objects.filter(user=actor, key=key).delete()


def _storable(value: Any) -> bool:
    """Whether a value has no NUL, which PostgreSQL refuses, and no lone surrogates, which no page can show."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return _NUL.search(text) is None
