"""Sets the satisfaction grades of customers from the facts of tickets, visits and surveys (A8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from aftersales.store.sweeping import together_or_each
from aftersales.store.writing import lock_all
from customers.models import Customer
from customers.queries.rules import next_grade_rule, thresholds_on
from customers.rules.grading import Verdict, verdict
from customers.services.grading import apply_verdict

from ..queries.grading import facts_of


def verdicts_of(ids: list[int], now: datetime) -> dict[int, Verdict]:
    """What the rule says about these customers at this moment, without writing anything."""
    terms, turn = thresholds_on(now), next_grade_rule(now)
    found = {pk: verdict(facts, now, terms) for pk, facts in facts_of(ids, now, terms).items()}
    return {pk: replace(one, next_at=min(filter(None, [one.next_at, turn]), default=None)) for pk, one in found.items()}


@transaction.atomic
def grade_customers(*, ids: Iterable[int], now: datetime) -> int:
    """Grade these customers by the rule; returns how many grades changed.

    The customers are locked before their facts are read: an event that comes meanwhile marks them after this.
    """
    found = verdicts_of([row.pk for row in lock_all(Customer.objects.filter(pk__in=ids))], now)
    return sum(apply_verdict(customer_id=pk, found=one, actor=None, now=now) for pk, one in found.items())


def sweep(*, now: datetime, limit: int = 200) -> int:
    """Grade the customers whose grade is due, because of new facts or because time alone may change it; returns how
    many were graded. Two sweeps may overlap."""
    due = Customer.objects.filter(grade_due_at__lte=now, erased_at=None).order_by("grade_due_at", "pk")
    ids = list(due.values_list("pk", flat=True)[:limit])
    return together_or_each(ids, lambda some: _grade(some, now))


def _grade(ids: list[int], now: datetime) -> int:
    grade_customers(ids=ids, now=now)
    return len(ids)
