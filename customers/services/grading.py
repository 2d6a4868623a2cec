"""The satisfaction grade: set by the rule, or by hand for a limited time (A8)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from aftersales.kernel.errors import ensure
from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, same_version, save_with_history

from ..models import Customer, Grading
from ..permissions import can_regrade, visible_to
from ..rules.grading import HOLD, Verdict, check_hold, is_by_rule


@transaction.atomic
def regrade(
    *,
    actor: Actor,
    now: datetime,
    customer_id: int,
    grade: str,
    is_critical: bool | None = None,
    held_until: date | None = None,
    reason: str,
    version: int | None = None,
) -> Customer:
    """Set the grade by hand. The rule does not change it before held_until; a user's default is 90 days from now."""
    customer = lock(visible_to(actor), pk=customer_id)
    ensure(can_regrade(actor))
    same_version(customer, version)
    today = company_date(now)
    if held_until is None and actor is not None:
        held_until = today + HOLD
    if held_until is not None:
        check_hold(held_until, today)
    customer.grade_held_until, customer.grade_due_on = held_until, held_until and held_until + timedelta(days=1)
    critical = customer.is_critical if is_critical is None else is_critical
    customer.version += 1
    return _save_grade(customer, grade, critical, [reason], actor=actor, now=now, reason=reason)


@transaction.atomic
def apply_verdict(*, customer_id: int, found: Verdict, actor: Actor, now: datetime) -> bool:
    """Set the grade that the rule gives, unless a grade set by hand is still valid. Returns whether something
    changed."""
    customer = lock(Customer, pk=customer_id)
    today = company_date(now)
    held = customer.grade_held_until is not None and customer.grade_held_until >= today
    again = (
        None if not found.reasons and not held else max(today, customer.grade_held_until or today) + timedelta(days=1)
    )
    if held or not _differs(customer, found):
        Customer.objects.filter(pk=customer_id).update(grade_due_on=again)
        return False
    customer.grade_due_on, customer.grade_held_until = again, None
    critical = customer.is_critical or found.is_critical
    _save_grade(customer, found.grade, critical, found.reasons, actor=actor, now=now)
    return True


def _differs(customer: Customer, found: Verdict) -> bool:
    """Whether the grade changes. Without facts, a grade set by hand stays, and one from the rule is cleared."""
    if not found.reasons and not is_by_rule(customer.grade_reasons):
        return False
    newly_critical = found.is_critical and not customer.is_critical
    return newly_critical or (customer.grade, customer.grade_reasons) != (found.grade, found.reasons)


def _save_grade(
    customer: Customer,
    grade: str,
    is_critical: bool,
    reasons: list[Any],
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> Customer:
    changed = (customer.grade, customer.is_critical) != (grade, is_critical)
    if customer.grade != grade:
        customer.previous_grade = customer.grade
    customer.grade, customer.is_critical = grade, is_critical
    customer.grade_reasons, customer.graded_at = reasons, now
    if changed or actor is not None:
        row = Grading(
            customer=customer,
            grade=grade,
            is_critical=is_critical,
            reasons=reasons,
            at=now,
            by=actor,
            reason=reason[:200],
            held_until=customer.grade_held_until,
        )
        row.save()
    return save_with_history(customer, actor=actor, reason=reason or "graded")


def mark_due(*, customer_id: int | None, now: datetime) -> None:
    """Mark a customer for the next grading sweep, after an event that may change the grade."""
    if customer_id is not None:
        today = company_date(now)
        later = Q(grade_due_on=None) | Q(grade_due_on__gt=today)
        Customer.objects.filter(later, pk=customer_id).update(grade_due_on=today)
