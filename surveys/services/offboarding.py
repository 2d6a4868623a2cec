"""Hands over the calls of a user who leaves or changes roles (T5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from aftersales.staff.models import Actor, User
from aftersales.store.writing import lock_all, update_all_with_history

from ..models import CallBack
from ..queries.offboarding import call_backs_of


@transaction.atomic
def reassign(*, user: User, to: Mapping[str, User | None], note: str, actor: Actor, now: datetime) -> None:
    """Give the calls to the successor. The note is saved in the history."""
    heir = to.get("call_backs")
    if heir is None:
        return
    rows = lock_all(call_backs_of(user))
    for row in rows:
        row.user, row.version = heir, row.version + 1
    update_all_with_history(CallBack, rows, ["user", "version"], actor=actor, reason=f"reassigned: {note}"[:100])
