"""Whom customers get as account rep when theirs leaves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from aftersales.staff.models import Actor, User
from aftersales.store.writing import update_all_with_history

from ..models import Customer
from ..queries.offboarding import customers_of


@transaction.atomic
def reassign(*, user: User, to: Mapping[str, User | None], note: str, actor: Actor, now: datetime) -> None:
    """Every customer of the one who leaves is answered for by the successor."""
    if (heir := to.get("customers")) is None:
        return
    rows = list(customers_of(user).order_by("pk").select_for_update(of=("self",)))
    for row in rows:
        row.rep, row.version = heir, row.version + 1
    update_all_with_history(Customer, rows, ["rep", "version"], actor=actor, reason=f"reassigned: {note}")
