"""Who may read and change the cadence."""

from __future__ import annotations

from aftersales.staff.enums import Role
from aftersales.staff.models import Actor

CADENCE_WRITERS = frozenset({Role.MANAGER, Role.GM, Role.ADMIN})
CADENCE_READERS = CADENCE_WRITERS | {Role.EXECUTIVE, Role.AUDITOR}


def can_change_cadence(user: Actor) -> bool:
    return user is None or user.role in CADENCE_WRITERS
