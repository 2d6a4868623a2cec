"""A customer that is forgotten is visited no more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from aftersales.staff.models import Actor
from aftersales.store.personal import ERASED
from aftersales.store.writing import save_with_history
from customers.models import Customer

from ..enums import VisitState
from ..models import Visit, VisitException
from ..rules.workflow import VISIT


@transaction.atomic
def never_again(*, customer: Customer, actor: Actor, now: datetime) -> None:
    """Planned visits are cancelled, and none is planned."""
    for visit in Visit.objects.select_for_update(of=("self",)).filter(customer=customer, state=VisitState.PLANNED):
        visit.state, visit.remind_at = VISIT.next(visit.state, "cancel"), None
        visit.version += 1
        save_with_history(visit, actor=actor, reason="customer erased")
    rhythm = VisitException.objects.filter(customer=customer).first() or VisitException(customer=customer)
    rhythm.months, rhythm.reason = 0, ERASED
    save_with_history(rhythm, actor=actor, reason="customer erased")
