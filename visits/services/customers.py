"""What happens to the visits when customers are merged or erased."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from aftersales.staff.models import Actor
from aftersales.store.personal import ERASED
from aftersales.store.writing import delete_with_history, lock_all, save_with_history
from customers.models import Customer

from ..enums import VisitState
from ..models import Visit, VisitException
from ..rules.workflow import VISIT
from .touching import follow


@transaction.atomic
def merge(*, kept: Customer, gone: Customer, actor: Actor, now: datetime) -> None:
    """Keep the earlier of two planned visits, and the shorter of two intervals. customers.services moves the rest."""
    reason, both = f"{gone.number} merged into {kept.number}", (kept, gone)
    planned = lock_all(Visit.objects.filter(customer__in=both, state=VisitState.PLANNED))
    for later in sorted(planned, key=lambda visit: (visit.due_on, visit.pk))[1:]:
        cancel(later, actor, reason, now)
    exceptions = lock_all(VisitException.objects.filter(customer__in=both))
    # An interval is kept rather than never (0), so that no customer is forgotten.
    for longer in sorted(exceptions, key=lambda row: row.months or 10_000)[1:]:
        delete_with_history(longer, actor=actor, reason=reason)


@transaction.atomic
def erase(*, customer: Customer, actor: Actor, now: datetime) -> None:
    """Cancel the planned visits of the customer, and plan no new ones."""
    for visit in lock_all(Visit.objects.filter(customer=customer, state=VisitState.PLANNED)):
        cancel(visit, actor, "customer erased", now)
    exception = VisitException.objects.filter(customer=customer).first() or VisitException(customer=customer)
    exception.months, exception.reason = 0, ERASED
    save_with_history(exception, actor=actor, reason="customer erased")


@transaction.atomic
def respect_opt_out(*, customer_id: int, actor: Actor, now: datetime) -> None:
    """Cancel the planned visits of a customer who does not want any."""
    for visit in lock_all(Visit.objects.filter(customer_id=customer_id, state=VisitState.PLANNED)):
        cancel(visit, actor, "opted out", now)


def cancel(visit: Visit, actor: Actor, reason: str, now: datetime) -> None:
    """Cancel a planned visit, which the caller has locked."""
    visit.state, visit.remind_at = VISIT.next(visit.state, "cancel"), None
    visit.version += 1
    save_with_history(visit, actor=actor, reason=reason)
    follow(visit=visit, actor=actor, now=now)
