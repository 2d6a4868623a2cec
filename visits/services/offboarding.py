"""Hands over the visits of a user who leaves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from aftersales.staff.models import Actor, User
from aftersales.store.writing import update_all_with_history

from ..models import Visit
from ..queries.offboarding import visits_of


@transaction.atomic
def reassign(*, user: User, to: Mapping[str, User | None], note: str, actor: Actor, now: datetime) -> None:
    """Give every planned visit to the successor. The planned days stay the same."""
    if (heir := to.get("visits")) is None:
        return
    rows = list(visits_of(user).select_for_update(of=("self",)))
    for row in rows:
        row.rep, row.version = heir, row.version + 1
    update_all_with_history(Visit, rows, ["rep", "version"], actor=actor, reason=f"reassigned: {note}")
