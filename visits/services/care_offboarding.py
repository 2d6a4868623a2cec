"""Hands over the care plans, care actions and forums of a user who leaves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from aftersales.staff.models import Actor, User
from aftersales.store.writing import lock_all, update_all_with_history

from ..models import CareAction, CarePlan, Forum
from ..queries.care_offboarding import care_actions_of, forums_of, plans_of


@transaction.atomic
def reassign(*, user: User, to: Mapping[str, User | None], note: str, actor: Actor, now: datetime) -> None:
    """Give each kind of work to its successor. Days and budgets stay the same."""
    found: list[tuple[str, Any, Any, str]] = [
        ("care_plans", CarePlan, plans_of(user), "owner"),
        ("care_actions", CareAction, care_actions_of(user), "owner"),
        ("forums", Forum, forums_of(user), "host"),
    ]
    for kind, model, rows, field in found:
        if (heir := to.get(kind)) is None:
            continue
        locked = lock_all(rows)
        for row in locked:
            setattr(row, field, heir)
            row.version += 1
        update_all_with_history(model, locked, [field, "version"], actor=actor, reason=f"reassigned: {note}")
