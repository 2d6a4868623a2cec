"""What happens to the visits when customers are merged or erased."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from aftersales.staff.models import Actor
from aftersales.store.writing import delete_with_history, lock_all
from customers.models import Customer

from ..enums import ExceptionKind, VisitKind, VisitState
from ..models import Visit, VisitException, VisitSchedule
from .common import cancel
from .schedules import refresh


@transaction.atomic
def merge(*, kept: Customer, gone: Customer, actor: Actor, now: datetime) -> None:
    """Keep the earlier of two planned visits, and of two exceptions of a kind the one that asks for more.
    customers.services moves the rest, and then the schedule of the kept one is computed."""
    reason, both = f"{gone.number} merged into {kept.number}", (kept, gone)
    planned = lock_all(Visit.objects.filter(customer__in=both, state=VisitState.PLANNED, kind=VisitKind.CARE))
    for later in sorted(planned, key=lambda visit: (visit.due_on, visit.pk))[1:]:
        cancel(later, actor, reason, now)
    rows = lock_all(VisitException.objects.filter(customer__in=both))
    for kind in ExceptionKind.values:
        for weaker in sorted((row for row in rows if row.kind == kind), key=_demand)[1:]:
            delete_with_history(weaker, actor=actor, reason=reason)
    VisitSchedule.objects.filter(customer=gone).delete()


def _demand(row: VisitException) -> tuple[int, ...]:
    """The shorter interval, the later day and the later end come first."""
    days = (row.not_before or date.min, row.until or date.max)
    return (row.months or 0, *(-day.toordinal() for day in days))


@transaction.atomic
def erase(*, customer: Customer, actor: Actor, now: datetime) -> None:
    """Cancel the planned visits of the customer, and plan no new ones."""
    for visit in lock_all(Visit.objects.filter(customer=customer, state=VisitState.PLANNED)):
        cancel(visit, actor, "customer erased", now)
    refresh(customer_ids=[customer.pk], actor=actor, now=now)


@transaction.atomic
def respect_opt_out(*, customer_id: int, actor: Actor, now: datetime) -> None:
    """Cancel the planned visits of a customer who does not want any."""
    for visit in lock_all(Visit.objects.filter(customer_id=customer_id, state=VisitState.PLANNED)):
        cancel(visit, actor, "opted out", now)
    refresh(customer_ids=[customer_id], actor=actor, now=now)
