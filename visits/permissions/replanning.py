"""Who may hand over the visits of a rep to others."""

from __future__ import annotations

from aftersales.staff.enums import Role
from aftersales.staff.models import Actor

REPLANNERS = frozenset({Role.MANAGER})


def can_replan(user: Actor) -> bool:
    return user is None or user.role in REPLANNERS
