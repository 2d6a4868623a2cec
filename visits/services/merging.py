"""Two archives become one: it has one planned visit and one rhythm of its own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from aftersales.staff.models import Actor
from aftersales.store.writing import delete_with_history, save_with_history
from customers.models import Customer

from ..enums import VisitState
from ..models import Visit, VisitException
from ..rules.workflow import VISIT


@transaction.atomic
def settle(*, kept: Customer, gone: Customer, actor: Actor, now: datetime) -> None:
    """The earlier of two planned visits stays, and the more frequent rhythm. The rest moves with the archive."""
    _one_visit(kept, gone, actor)
    _one_rhythm(kept, gone, actor)


def _one_visit(kept: Customer, gone: Customer, actor: Actor) -> None:
    planned = Visit.objects.select_for_update(of=("self",)).filter(customer__in=(kept, gone), state=VisitState.PLANNED)
    for later in planned.order_by("due_on", "pk")[1:]:
        later.state = VISIT.next(later.state, "cancel")
        later.remind_at = None
        later.version += 1
        save_with_history(later, actor=actor, reason=f"{gone.number} merged into {kept.number}")


def _one_rhythm(kept: Customer, gone: Customer, actor: Actor) -> None:
    rows = VisitException.objects.select_for_update(of=("self",)).filter(customer__in=(kept, gone))
    # Never (0) gives way to a rhythm: a customer is rather asked once too often than forgotten.
    rarer = sorted(rows, key=lambda row: row.months or 10_000)[1:]
    for row in rarer:
        delete_with_history(row, actor=actor, reason=f"{gone.number} merged into {kept.number}")
