"""A correction of the customer's data that a visit gives rise to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.staff.models import Actor
from customers.services.customers import update_customer

from ..models import Visit
from ..permissions import can_correct
from .common import locked


@transaction.atomic
def correct(
    *,
    actor: Actor,
    now: datetime,
    visit_id: int,
    phone: str = "",
    email: str = "",
    address: str = "",
    version: int | None = None,
) -> Visit:
    """Correct the customer's data after a visit. What is empty stays as it is. The customer's history names the
    visit."""
    visit = locked(actor, visit_id, version)
    ensure(can_correct(actor, visit))
    facts: dict[str, Any] = {
        name: text.strip() for name, text in (("phone", phone), ("email", email), ("address", address))
    }
    if not (changed := {name: text for name, text in facts.items() if text}):
        raise InvalidInput(_("Enter what has changed."), code="nothing_changed", field="address")
    day = visit.planned_on.isoformat()
    update_customer(
        actor=actor, now=now, customer_id=visit.customer_id, reason=f"follow-up {day}", allow_duplicate=True, **changed
    )
    return visit
