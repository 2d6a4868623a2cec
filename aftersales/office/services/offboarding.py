"""What happens to shared views when a user leaves or gets another role."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from aftersales.staff.models import Actor, User
from aftersales.store.writing import save_with_history

from ..models import SavedView
from ..queries.offboarding import shared_views


@transaction.atomic
def reassign_views(*, user: User, to: Mapping[str, User | None], note: str, actor: Actor, now: datetime) -> None:
    """Give shared views to the successor, under a name that the successor does not use yet."""
    if (successor := to.get("shared_views")) is not None:
        for row in shared_views(user).select_for_update():
            row.owner, row.name = successor, _free_name(row, successor)
            save_with_history(row, actor=actor, reason=f"reassigned: {note}")


def _free_name(row: SavedView, successor: User) -> str:
    taken = set(SavedView.objects.filter(owner=successor, page=row.page).values_list("name", flat=True))
    name, number = row.name, 1
    while name in taken:
        number += 1
        name = f"{row.name[:35]} ({number})"
    return name
