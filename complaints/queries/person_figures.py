"""Figures of somebody's tickets for their service quality interview."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from aftersales.people.rules.figures import Measured
from aftersales.store.dates import start_of
from aftersales.web.figures import percent

from ..enums import SlaCode
from ..models import SlaTarget, Ticket

A_DAY = timedelta(days=1)


def replied_in_time(user_id: int, since: date, until: date) -> Measured:
    """The share of first replies in time, of those given in the period."""
    rows = SlaTarget.objects.filter(code=SlaCode.FIRST_REPLY, cancelled_at=None, **_within("met_at", since, until))
    return _shares(rows, Q(lateness_seconds=None) | Q(lateness_seconds__lte=0), Q(ticket__owner=user_id))


def solved_at_once(user_id: int, since: date, until: date) -> Measured:
    """The share of tickets that were never reopened, of those closed in the period."""
    rows = Ticket.objects.filter(is_history=False, **_within("closed_at", since, until))
    return _shares(rows, Q(reopened_count=0), Q(owner=user_id))


def _within(field: str, since: date, until: date) -> dict[str, Any]:
    return {f"{field}__gte": start_of(since), f"{field}__lt": start_of(until + A_DAY)}


def _shares(rows: QuerySet[Any], good: Q, mine: Q) -> Measured:
    found = rows.aggregate(
        all=Count("pk"),
        good=Count("pk", filter=good),
        mine=Count("pk", filter=mine),
        mine_good=Count("pk", filter=good & mine),
    )
    if not found["mine"]:
        return Measured("", "")
    own, everyone = found["mine_good"] / found["mine"], found["good"] / found["all"]
    return Measured(f"{percent(own)} ({found['mine_good']}/{found['mine']})", percent(everyone))
