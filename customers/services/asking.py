"""Asks whether a customer that is created, changed or given a contact exists already, and counts what the asker thereby
learns about customers of others (A5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from aftersales.audit.enums import AccessKind
from aftersales.audit.queries.access import was_recorded
from aftersales.audit.services.access import record_access
from aftersales.kernel.errors import Conflict, gettext_noop
from aftersales.staff.models import Actor
from aftersales.web.figures import listed

from ..enums import PairState
from ..models import Customer, DuplicatePair
from ..queries.alike import Asked, Found, possible_duplicates, seen_by

AGAIN = timedelta(hours=1)  # the same question about the same customer is counted once in this time
QUESTION = "duplicate question"


@transaction.atomic
def ask_duplicates(*, actor: Actor, now: datetime, asked: Asked, of: Customer | None = None) -> Found:
    """The customers that may be the same. Of customers that the actor may not see, only that there are some; each such
    question is recorded. of: the customer that is changed; pairs that somebody has kept apart are not asked again."""
    exclude = of.pk if of is not None else None
    rows = possible_duplicates(asked, exclude=exclude)
    if rows and of is not None:
        apart = DuplicatePair.objects.filter(Q(first=of) | Q(second=of), state=PairState.APART)
        known = {pk for pair in apart.values_list("first", "second") for pk in pair}
        rows = [row for row in rows if row.pk not in known]
    found = seen_by(actor, rows)
    for row in found.hidden:
        since = now - AGAIN
        if not was_recorded(actor=actor, kind=AccessKind.SEARCH, subject=row.number, detail=QUESTION, since=since):
            record_access(actor=actor, now=now, kind=AccessKind.SEARCH, subject=row.number, detail=QUESTION)
    return found


def require_new(*, actor: Actor, now: datetime, asked: Asked, of: Customer | None = None) -> None:
    """Raise Conflict if there are likely duplicates. Call it outside a transaction, so that the record stays."""
    if found := ask_duplicates(actor=actor, now=now, asked=asked, of=of):
        raise possible_duplicate([f"{row.name} {row.number}" for row in found.seen], found)


def possible_duplicate(names: Sequence[str], found: Found | None = None) -> Conflict:
    """The error for a likely duplicate. It names only customers that the asker may see."""
    message = gettext_noop("This may be an existing customer: %(names)s.")
    if found is not None and found.hidden:
        message = gettext_noop(
            "This may be an existing customer: %(names)s, or one of another region. Ask your manager about the latter."
        )
        if not found.seen:
            message = gettext_noop(
                "A customer of another region has this name or phone number. Ask your manager before you go on."
            )
    return Conflict(
        message, code="possible_duplicate", params={"names": listed(names)}, current=found.seen if found else ()
    )
