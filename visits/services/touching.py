"""Visits and the limit of contacts a month: a visit that would be one too many is planned in a later month."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from customers.enums import ContactPurpose, TouchState
from customers.queries.touches import cap_on
from customers.rules.touches import days_to_try
from customers.services.touching import Claim, Wish, claim, claim_days, drop

from ..enums import VisitState
from ..models import Visit


def source_of(visit: Visit | Chosen) -> str:
    return f"visit {visit.cycle}"


class Chosen(NamedTuple):
    """A new visit of a customer, for which a day was chosen."""

    customer_id: int
    cycle: str
    due_on: date
    day: date


def keep_under_limit(
    *, chosen: Sequence[Chosen], is_workday: Callable[[date], bool], actor: Actor = None, now: datetime
) -> dict[str, date]:
    """Claim the days of new visits, and move those of customers who are contacted enough to the next free month.
    Returns the days by cycle; the planner tries the others again."""

    @cache
    def wait_days() -> int:  # asked only if somebody was contacted enough
        return cap_on(company_date(now)).wait_days

    def days_of(wish: Wish) -> Iterator[date]:
        return days_to_try(wish.wanted_on, wish.due_on, wait_days(), is_workday, wish.customer_id)

    wishes = [Wish(one.customer_id, source_of(one), one.day, one.due_on) for one in chosen]
    days = claim_days(wishes=wishes, purpose=ContactPurpose.VISIT, days_of=days_of, actor=actor, now=now)
    return {one.cycle: days[wish.source] for one, wish in zip(chosen, wishes, strict=True) if wish.source in days}


def keep_agreed(*, visits: Sequence[Visit], actor: Actor = None, now: datetime) -> None:
    """Count the planned days of visits that were agreed with the customer, which are never refused."""
    claim(claims=[_agreed(visit, visit.planned_on) for visit in visits], actor=actor, now=now)


def _agreed(visit: Visit, on: date) -> Claim:
    return Claim(visit.customer_id, ContactPurpose.VISIT, source_of(visit), on, excused=TouchState.AGREED)


def follow(*, visit: Visit, actor: Actor, now: datetime) -> None:
    """Keep the contact of a visit in step after a user has changed it. A day that a user sets is agreed with the
    customer and never refused; a visit that did not take place gives its place back."""
    if visit.state in (VisitState.MISSED, VisitState.CANCELLED):
        drop(sources=[source_of(visit)], actor=actor, now=now)
        return
    on = company_date(visit.took_place_at) if visit.took_place_at else visit.planned_on
    claim(claims=[_agreed(visit, on)], actor=actor, now=now)
