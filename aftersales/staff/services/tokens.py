"""API tokens for programs."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from aftersales.store.writing import lock

from ..models import ApiToken, User


@transaction.atomic
def issue_token(*, actor: User, label: str, now: datetime) -> tuple[ApiToken, str]:
    """Create a token for the actor. Returns the row and the token, which can't be shown again."""
    token = secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        user=actor,
        label=label,
        prefix=token[:6],
        digest=hashlib.sha256(token.encode()).hexdigest(),
        created_at=now,
    )
    return row, token


@transaction.atomic
def revoke_token(*, token_id: int, actor: User, now: datetime) -> ApiToken:
    """Revoke one of the actor's tokens. It is safe to repeat."""
    row = lock(ApiToken, pk=token_id, user=actor)
    if row.revoked_at is None:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
    return row


def touch_token(*, token_id: int, now: datetime) -> Any:
    """Record when a token was last used."""
    return ApiToken.objects.filter(pk=token_id).update(last_used_at=now)
