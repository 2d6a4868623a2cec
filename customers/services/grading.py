"""The satisfaction grade: set by the rule, or by hand for a limited time (A8)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from aftersales.kernel.errors import ensure
from aftersales.staff.models import Actor
from aftersales.store.dates import company_date, start_of
from aftersales.store.writing import lock, same_version, save_with_history

from ..models import Customer, Grading
from ..permissions import can_regrade, visible_to
from ..rules.grading import DAY, HOLD, Verdict, check_hold, critical_reasons, is_by_rule


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
    # The rule looks again at once, because F stands beside a grade that is set by hand.
    customer.grade_held_until, customer.grade_due_at = held_until, now
    critical = customer.is_critical if is_critical is None else is_critical
    if customer.is_critical and not critical:
        customer.critical_cleared_at = now
    customer.version += 1
    return _save_grade(customer, grade, critical, [reason], actor=actor, now=now, reason=reason)


@transaction.atomic
def apply_verdict(*, customer_id: int, found: Verdict, actor: Actor, now: datetime) -> bool:
    """Set what the rule gives. While a grade set by hand is valid, only F is set; F that was taken away by hand stays
    away as long for what was known then. Returns whether something changed."""
    customer = lock(Customer, pk=customer_id)
    until = customer.grade_held_until
    held = until is not None and company_date(now) <= until
    ends = [start_of(until + DAY)] if held and until else []
    customer.grade_due_at = min(filter(None, [found.next_at, *ends]), default=None)
    cleared = customer.critical_cleared_at if held else None
    raised = [(number, at) for number, at in found.critical if cleared is None or at > cleared]
    why = critical_reasons(raised)
    # Without facts, a grade set by hand stays, and one from the rule is cleared.
    if held or not (found.reasons or is_by_rule(customer.grade_reasons)):
        grade, reasons = customer.grade, _with(customer.grade_reasons, why)
    else:
        grade, reasons = found.grade, why + found.reasons
    critical = customer.is_critical or bool(raised)
    if (grade, reasons, critical) == (customer.grade, customer.grade_reasons, customer.is_critical):
        Customer.objects.filter(pk=customer_id).update(grade_due_at=customer.grade_due_at)
        return False
    if not held:
        customer.grade_held_until = customer.critical_cleared_at = None
    _save_grade(customer, grade, critical, reasons, actor=actor, now=now)
    return True


def _with(reasons: list[Any], why: list[dict[str, Any]]) -> list[Any]:
    """The reasons of a grade that stays, with the present reasons for F."""
    others = [one for one in reasons if not (isinstance(one, dict) and one.get("code") == "critical")]
    return why + others


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
    """Mark a customer for the next grading sweep, after an event that may change the grade.

    It always writes, also if the grade is due already: a sweep that does not see the event yet must wait for it.
    """
    if customer_id is not None:
        Customer.objects.filter(pk=customer_id).update(grade_due_at=now)


def mark_all_due(*, at: datetime) -> None:
    """Mark every customer, because the rule changes at this moment."""
    later = Q(grade_due_at=None) | Q(grade_due_at__gt=at)
    Customer.objects.filter(later, erased_at=None).update(grade_due_at=at)
