"""Customers who are visited more or less often than their tier requires."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure, gettext_noop
from aftersales.staff.models import Actor
from aftersales.store.writing import delete_with_history, lock, lock_all, save_with_history
from customers.models import Customer
from customers.permissions import visible_to

from ..enums import VisitState
from ..models import Visit, VisitException
from ..permissions import can_except
from .customers import cancel

MOST = 60  # months


@transaction.atomic
def set_exception(*, actor: Actor, now: datetime, customer_id: int, months: int, reason: str) -> VisitException:
    """Visit a customer every so many months, whatever the tier says. 0 months mean never: a planned visit is
    cancelled."""
    customer = _customer(actor, customer_id)
    ensure(can_except(actor, customer))
    if not 0 <= months <= MOST:
        raise InvalidInput(gettext_noop("Enter 0 to 60 months."), code="range", field="months")
    if not reason.strip():
        raise InvalidInput(gettext_noop("Explain why."), code="reason_missing", field="reason")
    row = VisitException.objects.filter(customer=customer).first() or VisitException(customer=customer)
    row.months, row.reason = months, reason.strip()[:200]
    save_with_history(row, actor=actor, reason=row.reason[:100])
    if months == 0:
        for visit in lock_all(Visit.objects.filter(customer=customer, state=VisitState.PLANNED)):
            cancel(visit, actor, row.reason[:100], now)
    return row


@transaction.atomic
def end_exception(*, actor: Actor, now: datetime, customer_id: int, reason: str) -> None:
    """Visit a customer as often as the tier requires again."""
    customer = _customer(actor, customer_id)
    ensure(can_except(actor, customer))
    row = lock(VisitException, customer=customer)
    if not reason.strip():
        raise InvalidInput(gettext_noop("Explain why."), code="reason_missing", field="reason")
    delete_with_history(row, actor=actor, reason=reason.strip()[:100])


def _customer(actor: Actor, customer_id: int) -> Customer:
    customer = lock(visible_to(actor), pk=customer_id)
    if customer.erased_at:
        raise RuleViolation(gettext_noop("The data of this customer was erased."), code="erased")
    return customer
