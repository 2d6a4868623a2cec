"""Searches customers for a user. A search by digits may show whose number it is: it is counted, limited and recorded
(A4)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.audit.enums import AccessKind
from aftersales.audit.queries.access import was_recorded
from aftersales.audit.services.access import record_access
from aftersales.kernel.errors import TooMany
from aftersales.staff.models import Actor

from ..models import Customer
from ..queries.finding import MIN_DIGITS, find_customers, match_of, may_search_parts

HOUR = timedelta(hours=1)
# Searches by digits in an hour. The search asks anew while a number is typed, so one number is several searches.
LIMITS = {True: 1_000, False: 60}
DETAIL = "search by digits"
_DIGITS = re.compile(rf"[0-9０-９](?:[ ()+.\-]*[0-9０-９]){{{MIN_DIGITS - 1},}}")


@transaction.atomic
def search_customers(*, actor: Actor, now: datetime, text: str, limit: int = 8) -> list[Customer]:
    """Like find_customers. Raises TooMany after too many searches by digits, and records whose number was found."""
    by_digits = count_digit_search(actor=actor, now=now, text=text)
    found = find_customers(actor, text, limit)
    if by_digits:
        reached = [row for row in found if match_of(row, text, actor).phone]
        subject = reached[0].number if len(reached) == 1 else "customers"
        kind, since = AccessKind.SEARCH, now - HOUR
        if reached and not was_recorded(actor=actor, kind=kind, subject=subject, detail=DETAIL, since=since):
            record_access(actor=actor, now=now, kind=kind, subject=subject, detail=DETAIL, count=len(reached))
    return found


def count_digit_search(*, actor: Actor, now: datetime, text: str) -> bool:
    """Count a search if it is one by digits. Raises TooMany if the actor has searched too often."""
    if actor is None or not _DIGITS.search(text):
        return False
    key = f"digit-searches:{actor.pk}:{now:%Y%m%d%H}"
    cache.add(key, 0, timeout=2 * HOUR.total_seconds())
    if cache.incr(key) > LIMITS[may_search_parts(actor)]:
        raise TooMany(
            _("You have searched for too many numbers. Try again in an hour."), code="too_many_searches", wait=3600
        )
    return True
