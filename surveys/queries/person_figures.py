"""A figure of somebody's work for their service quality interview: what customers said afterwards."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q

from aftersales.people.rules.figures import Measured
from aftersales.web.figures import percent

from ..models import Response
from ..rules.integrity import is_shown

SATISFIED = 4  # of 5


def satisfied(user_id: int, since: date, until: date) -> Measured:
    """The share of satisfied answers to the surveys after the person's tickets, of those given in the period. Fewer
    than five are not shown: they would say who gave them."""
    rows = Response.objects.filter(
        csat__isnull=False,
        invitation__ticket__isnull=False,
        invitation__voided_at=None,
        answered_on__range=(since, until),
    )
    good, mine = Q(csat__gte=SATISFIED), Q(invitation__ticket__owner=user_id)
    found = rows.aggregate(
        all=Count("pk"),
        good=Count("pk", filter=good),
        mine=Count("pk", filter=mine),
        mine_good=Count("pk", filter=good & mine),
    )
    if not is_shown(found["mine"]):
        return Measured("", "")
    own, everyone = found["mine_good"] / found["mine"], found["good"] / found["all"]
    return Measured(f"{percent(own)} ({found['mine_good']}/{found['mine']})", percent(everyone))
