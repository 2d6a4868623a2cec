"""Who looks at a ticket now, and what they write. It is kept in the shared cache for half a minute, by the ids of the
users alone, and leaves no trace."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.core.cache import cache
from redis.exceptions import RedisError

from aftersales.staff.models import User

LIFE_SECONDS = 35
# Who asks every ten seconds is noted every second time.
NOTED_SECONDS = 15


class Present(NamedTuple):
    """writing: the verb of the writing box that the user types into; "" for one who only looks."""

    user_id: int
    writing: str


def look(*, ticket_id: int, actor: User, now: datetime, writing: str = "") -> list[Present]:
    """Note that the actor looks at the ticket, and return who else does. The caller has checked that the actor may.

    Of two who ask in the same moment one may be lost until they ask again. Without a cache nobody is seen.
    """
    key, at = f"presence:{ticket_id}", int(now.timestamp())
    try:
        known: dict[int, tuple[int, str]] = cache.get(key) or {}
        here = {pk: seen for pk, seen in known.items() if at - LIFE_SECONDS <= seen[0]}
        noted_at, was_writing = here.get(actor.pk, (0, ""))
        if at - noted_at >= NOTED_SECONDS or writing != was_writing:
            cache.set(key, {**here, actor.pk: (at, writing)}, timeout=LIFE_SECONDS)
    except (OSError, RedisError):
        return []
    return [Present(pk, seen[1]) for pk, seen in sorted(here.items()) if pk != actor.pk]
