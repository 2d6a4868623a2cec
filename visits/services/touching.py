"""Visits and the limit of contacts a month: a visit that would be one too many is planned in a later month."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from customers.enums import ContactPurpose, TouchState
from customers.queries.touches import cap_on
from customers.rules.touches import days_to_try
from customers.services.touching import Claim, claim, drop

from ..enums import VisitState
from ..models import Visit


def source_of(visit: Visit) -> str:
    return f"visit {visit.cycle}"


def keep_under_limit(
    *, visits: Sequence[Visit], is_workday: Callable[[date], bool], actor: Actor = None, now: datetime
) -> list[Visit]:
    """Claim the planned days of new visits, and move those of customers who are contacted enough to the next free
    month. Returns the visits that have a day; the planner tries the others again."""
    wait_days = cap_on(company_date(now)).wait_days
    left = {source_of(visit): visit for visit in visits}
    wanted = {source: visit.planned_on for source, visit in left.items()}
    tries = {
        source: days_to_try(visit.planned_on, visit.due_on, wait_days, is_workday, visit.customer_id)
        for source, visit in left.items()
    }
    placed: list[Visit] = []
    while claims := _next_claims(left, tries, wanted):
        granted = claim(claims=claims, actor=actor, now=now)
        for source in granted:
            _say_why(left[source], wanted[source])
        placed += [left.pop(one.source) for one in claims if one.source in granted]
    return sorted(placed, key=lambda visit: (visit.due_on, visit.customer_id))


def _next_claims(left: dict[str, Visit], tries: dict[str, Iterator[date]], wanted: dict[str, date]) -> list[Claim]:
    claims = []
    for source, visit in left.items():
        if (day := next(tries[source], None)) is not None:
            visit.planned_on = day
            claims.append(Claim(visit.customer_id, ContactPurpose.VISIT, source, day, wanted_on=wanted[source]))
    return claims


def _say_why(visit: Visit, wanted: date) -> None:
    if visit.planned_on != wanted:
        with override(settings.LANGUAGE_CODE):
            visit.reason = _("Contacted enough in %(month)s") % {"month": f"{wanted:%Y-%m}"}


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
