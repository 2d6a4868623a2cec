"""The visits of a rep who leaves or is away, who could take them over, and how they would be shared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from aftersales.staff.models import User

from ..enums import VisitState
from ..models import Visit
from ..rules.placing import ONE_WEEK, monday_of
from ..rules.replanning import OpenVisit, Plan, Taker, share
from ..rules.towns import town_of
from .calendar import load
from .lists import possible_reps
from .load import capacity_table
from .moved import is_moved

MOST_WEEKS = 60  # visits are planned at most a year ahead


@dataclass(frozen=True)
class Absence:
    """rep: who can't make visits. from_on to until_on: the days; without until_on they leave for good."""

    rep: int
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True)
class Preview:
    """What a hand-over would do. visits: all visits of the absence, by id."""

    plan: Plan
    takers: list[Taker]
    visits: dict[int, Visit]


def visits_to_hand_over(absence: Absence, today: date) -> QuerySet[Visit]:
    """The planned visits of these days. Those that are overdue belong to the first day of an absence that has begun."""
    days = Q(planned_on__gte=absence.from_on)
    if absence.from_on <= today:
        days |= Q(planned_on__lt=today)
    if absence.until_on:
        days &= Q(planned_on__lte=absence.until_on)
    visits = Visit.objects.filter(days, rep=absence.rep, state=VisitState.PLANNED)
    return visits.select_related("customer").order_by("planned_on", "pk")


def possible_takers(rep: User | None) -> QuerySet[User]:
    """The people who may take over visits."""
    return possible_reps().exclude(pk=rep.pk) if rep else possible_reps()


def usual_takers(rep: User) -> list[User]:
    """Those who are proposed: the reps of the same region, else all."""
    everybody = list(possible_takers(rep))
    return [user for user in everybody if user.region_id == rep.region_id and user.role == rep.role] or everybody


def is_agreed(visit: Visit) -> bool:
    """Whether a person chose the day, as a rule together with the customer. The planner's visits have its run, and no
    reason or its own."""
    return not visit.plan_run or bool(visit.reason and not is_moved(visit.reason))


def preview(rows: Iterable[Visit], takers: Sequence[User], today: date) -> Preview:
    """How these visits would be shared now."""
    visits = {row.pk: row for row in rows}
    wanted = [
        OpenVisit(
            row.pk,
            row.version,
            monday_of(max(row.planned_on, today)),
            town_of(row.customer.address),
            is_agreed(row),
        )
        for row in visits.values()
    ]
    able = _takers(takers, _mondays(wanted, today))
    return Preview(share(wanted, able), able, visits)


def _mondays(wanted: list[OpenVisit], today: date) -> list[date]:
    weeks = [visit.week for visit in wanted] or [monday_of(today)]
    count = (max(weeks) - min(weeks)) // ONE_WEEK + 1
    return [min(weeks) + timedelta(weeks=n) for n in range(min(count, MOST_WEEKS))]


def _takers(people: Sequence[User], mondays: list[date]) -> list[Taker]:
    towns: dict[int | None, set[str]] = {}
    planned = Visit.objects.filter(rep__in=[user.pk for user in people], state=VisitState.PLANNED).order_by()
    for rep, address in planned.values_list("rep", "customer__address"):
        towns.setdefault(rep, set()).add(town_of(address))
    return [
        Taker(
            row.rep.pk,
            frozenset(towns.get(row.rep.pk, set())) - {""},
            {week.monday: week.count for week in row.weeks},
            {week.monday: week.capacity for week in row.weeks},
        )
        for row in load(people, mondays, capacity_table())
    ]
