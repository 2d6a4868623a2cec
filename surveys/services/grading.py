"""Sets the satisfaction grades of customers from the facts of tickets, visits and surveys (A8)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from aftersales.store.dates import company_date
from customers.models import Customer
from customers.rules.grading import verdict
from customers.services.grading import apply_verdict

from ..queries.grading import facts_of


def grade_customers(*, ids: Iterable[int], now: datetime) -> int:
    """Grade these customers by the rule; returns how many grades changed."""
    found = facts_of(list(ids), now)
    return sum(apply_verdict(customer_id=pk, found=verdict(facts), actor=None, now=now) for pk, facts in found.items())


def sweep(*, now: datetime, limit: int = 200) -> int:
    """Grade the customers whose grade is due, because of new facts or after a month; returns how many were graded. Two
    sweeps may overlap."""
    due = Customer.objects.filter(grade_due_on__lte=company_date(now), erased_at=None).order_by("grade_due_on", "pk")
    ids = list(due.values_list("pk", flat=True)[:limit])
    grade_customers(ids=ids, now=now)
    return len(ids)
