"""Makes and revokes the private address of a person's calendar."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from aftersales.kernel.errors import ensure
from aftersales.staff.models import User
from aftersales.store.writing import lock, lock_all

from ..models import CalendarFeed
from ..permissions import READERS
from ..queries.feeds import digest_of


@transaction.atomic
def make_address(*, actor: User, now: datetime) -> str:
    """Make the actor's address; an earlier one stops working. Returns the secret, which can't be shown again."""
    ensure(actor.role in READERS)
    lock(User, pk=actor.pk)
    _revoke(actor, now)
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(user=actor, prefix=token[:4], digest=digest_of(token), created_at=now)
    return token


@transaction.atomic
def revoke_address(*, actor: User, now: datetime) -> int:
    """Revoke the actor's address. It is safe to repeat."""
    lock(User, pk=actor.pk)
    return _revoke(actor, now)


def _revoke(user: User, now: datetime) -> int:
    rows = lock_all(CalendarFeed.objects.filter(user=user, revoked_at=None))
    for row in rows:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
    return len(rows)
