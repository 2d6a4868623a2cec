"""What happens to care plans and forums when customers are merged or erased."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from aftersales.staff.models import Actor
from aftersales.store.writing import lock_all, save_with_history, update_all_with_history
from customers.models import Customer

from ..enums import GuestLoss
from ..models import CarePlan, ForumGuest
from ..queries.care import OPEN_PLANS
from ..rules import care as rules
from ..rules import forums as forum_rules
from .care_plans import drop_open


@transaction.atomic
def erase(*, customer: Customer, actor: Actor, now: datetime) -> None:
    """Cancel the plans of the customer that have not ended, and invite nobody who was not invited yet."""
    reason = "customer erased"
    for plan in lock_all(CarePlan.objects.filter(customer=customer, state__in=OPEN_PLANS)):
        plan.state, plan.ended_at, plan.looks_at = rules.PLAN.next(plan.state, "cancel"), now, None
        plan.version += 1
        save_with_history(plan, actor=actor, reason=reason)
        drop_open(plan, "", actor=actor)
    guests = lock_all(ForumGuest.objects.filter(customer=customer, invited_at=None))
    for guest in guests:
        guest.loss, guest.version = GuestLoss.ERASED, guest.version + 1
    update_all_with_history(ForumGuest, guests, ["loss", "version"], actor=actor, reason=reason)


@transaction.atomic
def merge(*, kept: Customer, gone: Customer, actor: Actor, now: datetime) -> None:
    """Of a customer who was put on the list of a forum twice, the one not invited yet is left out. Plans move."""
    invited = ForumGuest.objects.filter(customer__in=(kept, gone))
    rows = sorted(lock_all(invited), key=lambda row: (row.forum_id, row.invited_at is None, row.pk))
    seen: set[int] = set()
    for row in rows:
        if row.forum_id in seen and row.invited_at is None and row.loss in forum_rules.WAITING:
            row.loss, row.version = GuestLoss.TWICE, row.version + 1
            save_with_history(row, actor=actor, reason=f"{gone.number} merged into {kept.number}")
        seen.add(row.forum_id)
