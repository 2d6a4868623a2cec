"""Departments, regions and service outlets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.store.in_use import require_in_use
from aftersales.store.writing import lock, same_version, save_with_history

from ..models import Actor, Department, Outlet, Place, Region
from ..permissions import ADMIN_ONLY, can_administer

KINDS: dict[str, type[Place]] = {"department": Department, "region": Region, "outlet": Outlet}
NAMES = frozenset({"name", "name_en", "is_active"})
FACTS = {
    "department": NAMES | {"code", "function"},
    "region": NAMES | {"code"},
    "outlet": NAMES | {"region", "address", "phone"},
}


@transaction.atomic
def create_place(*, actor: Actor, now: datetime, kind: str, **facts: Any) -> Place:
    """Create a department, region or outlet."""
    ensure(can_administer(actor), ADMIN_ONLY)
    return _save(KINDS[kind](), kind, facts, actor, "created")


@transaction.atomic
def update_place(
    *, place_id: int, actor: Actor, now: datetime, kind: str, version: int | None = None, **facts: Any
) -> Place:
    """Rename, activate or deactivate it. Records that belong to it stay."""
    place = lock(KINDS[kind], pk=place_id)
    ensure(can_administer(actor), ADMIN_ONLY)
    same_version(place, version)
    place.version += 1
    return _save(place, kind, facts, actor, "changed")


def _save(place: Place, kind: str, facts: dict[str, Any], actor: Actor, reason: str) -> Place:
    if unknown := facts.keys() - FACTS[kind]:
        raise TypeError(f"unknown facts: {sorted(unknown)}")
    require_in_use(facts, place)
    for name, value in facts.items():
        setattr(place, name, value.strip() if isinstance(value, str) else value)
    try:
        place.full_clean()
    except ValidationError as error:
        field = next(iter(error.message_dict))
        raise InvalidInput(error.message_dict[field][0], code="invalid", field=field) from error
    return save_with_history(place, actor=actor, reason=reason)
