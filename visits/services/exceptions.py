"""Customers whose visits differ from what their tier requires."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.notifications.services.notifications import notify
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor
from aftersales.staff.queries import people_with_role
from aftersales.store.dated import on, unknown_option
from aftersales.store.dates import company_date
from aftersales.store.writing import delete_with_history, lock, save_with_history
from customers.models import Customer
from customers.permissions import visible_to

from ..enums import ExceptionKind
from ..models import Cadence, VisitException, VisitSchedule
from ..permissions import can_except
from ..queries.digests import managers_of
from ..rules.schedule import check_exception
from .schedules import refresh


@transaction.atomic
def set_exception(
    *,
    actor: Actor,
    now: datetime,
    customer_id: int,
    kind: str,
    reason: str,
    months: int | None = None,
    not_before: date | None = None,
    until: date | None = None,
) -> VisitException:
    """Make an exception of a kind for a customer; an earlier one of the kind is replaced. Managers are told of a due
    day that it moves beyond the cadence.

    months: the interval of "more often". not_before: the first possible day of "not before a day". until: the last day
    of the exception; a pause needs one.
    """
    customer = _locked(actor, customer_id)
    ensure(can_except(actor, customer))
    today = company_date(now)
    if kind not in ExceptionKind.values:
        raise unknown_option("kind")
    if not reason.strip():
        raise InvalidInput(_("Explain why."), code="reason_missing", field="reason")
    months = months if kind == ExceptionKind.OFTEN else None
    not_before = not_before if kind == ExceptionKind.NOT_BEFORE else None
    until = until if kind != ExceptionKind.NOT_BEFORE else None
    check_exception(kind, months=months, not_before=not_before, until=until, today=today, tier=_months(customer, today))
    row = VisitException.objects.filter(customer=customer, kind=kind).first()
    row = row or VisitException(customer=customer, kind=kind)
    row.months, row.not_before, row.until, row.reason = months, not_before, until, reason.strip()[:200]
    save_with_history(row, actor=actor, reason=row.reason[:100])
    before = VisitSchedule.objects.filter(customer=customer).values_list("next_due_on", flat=True).first()
    refresh(customer_ids=[customer.pk], actor=actor, now=now)
    _tell_managers(row, before, actor, now)
    return row


@transaction.atomic
def end_exception(*, actor: Actor, now: datetime, exception_id: int, reason: str) -> None:
    """End an exception: the customer is visited as the tier requires again."""
    found = VisitException.objects.filter(pk=exception_id).values_list("customer", flat=True).first()
    customer = _locked(actor, found or 0)
    ensure(can_except(actor, customer))
    row = lock(VisitException, pk=exception_id)
    if not reason.strip():
        raise InvalidInput(_("Explain why."), code="reason_missing", field="reason")
    delete_with_history(row, actor=actor, reason=reason.strip()[:100])
    refresh(customer_ids=[customer.pk], actor=actor, now=now)


def _locked(actor: Actor, customer_id: int) -> Customer:
    customer = lock(visible_to(actor), pk=customer_id)
    if customer.erased_at:
        raise RuleViolation(_("The data of this customer was erased."), code="erased")
    return customer


def _months(customer: Customer, today: date) -> int | None:
    """The interval of the customer's tier."""
    return next((row.months for row in on(Cadence.objects.filter(tier=customer.tier), today)), None)


def _tell_managers(row: VisitException, before: date | None, actor: Actor, now: datetime) -> None:
    after = VisitSchedule.objects.get(customer=row.customer_id).next_due_on
    if before is None or after is None or after <= before or (actor is not None and actor.role == Role.MANAGER):
        return
    params = {
        "customer": row.customer.name,
        "due_on": before.isoformat(),
        "next_due_on": after.isoformat(),
        "reason": row.reason,
    }
    notify(
        users=managers_of(row.customer.region_id, people_with_role(Role.MANAGER)),
        template="visits.postponed",
        params=params,
        url=row.get_absolute_url(),
        key=f"visits.postponed:{row.pk}:{after}:{before}",
        now=now,
    )
