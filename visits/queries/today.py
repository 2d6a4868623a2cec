"""What a rep has to know on the way: the stops of a day, and of each what happened before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import OuterRef, Subquery

from aftersales.staff.models import User
from aftersales.store.contributions import contributions
from aftersales.store.dates import start_of
from complaints.enums import OPEN_STATES
from complaints.models import Ticket
from complaints.permissions import visible_to as visible_tickets

from ..enums import VisitState
from ..models import Visit, VisitSchedule
from ..rules.towns import route
from .lists import todays_visits, with_customer

MOST_STOPS = 60


@dataclass(frozen=True)
class Background:
    """By customer: the last visit that took place, the open tickets, how many attempts of the present round failed, and
    the last scores, the newest first. months: how often each customer is visited."""

    last: dict[int, Visit] = field(default_factory=dict)
    tickets: dict[int, list[Ticket]] = field(default_factory=dict)
    failed: dict[int, int] = field(default_factory=dict)
    scores: dict[int, list[int]] = field(default_factory=dict)
    months: dict[int, int | None] = field(default_factory=dict)


def stops_of(user: User, today: date) -> list[Visit]:
    """The user's stops of today in the order of the route, and no more than one can make: the most urgent ones. A time
    counts only on the day for which it was agreed."""
    found = list(todays_visits(user, today)[:MOST_STOPS])
    times = [visit.planned_time if visit.planned_on == today else None for visit in found]
    order = route(zip(times, (visit.town for visit in found), strict=True))
    return [found[place] for place in order]


def done_today(user: User, today: date) -> list[Visit]:
    """The user's visits that took place today."""
    rows = Visit.objects.filter(rep=user, state=VisitState.DONE, took_place_at__gte=start_of(today))
    return list(with_customer(rows).order_by("took_place_at", "pk")[:MOST_STOPS])


def background_of(user: User, visits: Collection[Visit], now: datetime) -> Background:
    """What there is to know about the customers of these visits, in a few queries however many they are."""
    ids = [visit.customer_id for visit in visits]
    tickets: dict[int, list[Ticket]] = defaultdict(list)
    open_ones = visible_tickets(user).filter(customer__in=ids, state__in=OPEN_STATES)
    for ticket in open_ones.order_by("next_due_at", "pk"):
        tickets[ticket.customer_id or 0].append(ticket)
    scores = [scores_of(ids, now) for scores_of in contributions("VISIT_SCORES")]
    return Background(
        last=_last_of(ids),
        tickets=tickets,
        failed=_failed_of(visits),
        scores=scores[0] if scores else {},
        months=dict(VisitSchedule.objects.filter(customer__in=ids).values_list("customer", "months")),
    )


def _last_of(customers: list[int]) -> dict[int, Visit]:
    done = Visit.objects.filter(state=VisitState.DONE)
    latest = done.filter(customer=OuterRef("customer")).order_by("-took_place_at").values("pk")[:1]
    rows = done.filter(customer__in=customers, pk=Subquery(latest)).select_related("ticket")
    return {row.customer_id: row for row in rows}


def _failed_of(visits: Collection[Visit]) -> dict[int, int]:
    rounds = {visit.cycle.rpartition(":")[0] for visit in visits}
    failed: dict[int, int] = defaultdict(int)
    rows = Visit.objects.filter(customer__in=[visit.customer_id for visit in visits], state=VisitState.MISSED)
    for customer, cycle in rows.values_list("customer", "cycle"):
        if cycle.rpartition(":")[0] in rounds:
            failed[customer] += 1
    return failed
