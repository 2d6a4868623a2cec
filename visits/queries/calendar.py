"""The calendar: how many visits on which day and in which week, against how many can be done."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils import timezone

from aftersales.kernel.worktime import Calendar
from aftersales.office.queries import calendar
from aftersales.staff.enums import Role
from aftersales.staff.models import Region, User

from ..enums import VisitState
from ..models import Visit
from ..permissions import can_visit, visible_to
from ..rules.placing import ONE_WEEK, monday_of
from .load import Capacities


@dataclass(frozen=True)
class Scope:
    """Whose visits the calendar shows. rep: the id of a user, None for all. region: of the customers."""

    rep: int | None = None
    region: int | None = None


@dataclass
class Day:
    """A day of the calendar. capacity: 0 on a day off. first: its first visits."""

    on: date
    count: int
    capacity: int
    first: list[Visit] = field(default_factory=list)

    @property
    def over(self) -> int:
        return max(0, self.count - self.capacity) if self.capacity else 0


@dataclass(frozen=True)
class Week:
    """The visits of one rep in a week, and how many can be made in it."""

    monday: date
    count: int
    capacity: int
    workdays: int

    @property
    def over(self) -> int:
        return max(0, self.count - self.capacity)


@dataclass(frozen=True)
class RepLoad:
    rep: User
    weeks: list[Week]


def visits_in(user: User, scope: Scope) -> QuerySet[Visit]:
    """The visits that the calendar shows to the user."""
    visits = visible_to(user)
    if scope.rep:
        visits = visits.filter(rep=scope.rep)
    return visits.filter(customer__region=scope.region) if scope.region else visits


def between(visits: QuerySet[Visit], first: date, last: date) -> QuerySet[Visit]:
    """Those planned for these days, and those that took place on them."""
    zone = timezone.get_default_timezone()
    start = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    planned = Q(state=VisitState.PLANNED, planned_on__range=(first, last))
    return visits.filter(planned | Q(state=VisitState.DONE, took_place_at__gte=start, took_place_at__lt=end))


def _parts(visits: QuerySet[Visit], first: date, last: date) -> list[tuple[QuerySet[Any], Any]]:
    """The same as `between` in two parts, each with its day, so that each is read by its own index."""
    shown = between(visits, first, last)
    done = shown.filter(state=VisitState.DONE).annotate(day=TruncDate("took_place_at"))
    return [
        (shown.filter(state=VisitState.PLANNED).annotate(day=F("planned_on")), ("due_on", "pk")),
        (done, ("took_place_at", "pk")),
    ]


def days(user: User, scope: Scope, first: date, last: date, *, shown: int, capacity: Capacities) -> dict[date, Day]:
    """Every day from `first` to `last` with its number of visits, its capacity, and its first `shown` visits."""
    visits, counts, rows = visits_in(user, scope), Counter[date](), defaultdict[date, list[Visit]](list)
    for part, order in _parts(visits, first, last):
        counts.update(dict(part.order_by().values_list("day").annotate(Count("pk"))))
        place = Window(RowNumber(), partition_by="day", order_by=order)
        for visit in part.annotate(place=place).filter(place__lte=shown).select_related("customer").order_by(*order):
            rows[visit.day].append(visit)
    reps, working = list(team(user, scope)), calendar()
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {
        day: Day(
            day,
            counts[day],
            sum(capacity(rep.pk, day).visits_a_day for rep in reps if can_visit(rep)) if working.is_workday(day) else 0,
            rows[day][:shown],
        )
        for day in span
    }


def team(user: User, scope: Scope) -> QuerySet[User]:
    """The people whose load the user sees: the active reps, and who has planned visits. Reps see themselves."""
    if user.role == Role.REP:
        return User.objects.filter(pk=user.pk)
    planned = Visit.objects.filter(rep=OuterRef("pk"), state=VisitState.PLANNED)
    people = User.objects.filter(Q(is_active=True, role=Role.REP) | Exists(planned))
    if scope.rep:
        people = people.filter(pk=scope.rep)
    if scope.region:
        people = people.filter(region=scope.region)
    return people.order_by("name", "pk")


def load(reps: Sequence[User], mondays: Sequence[date], capacity: Capacities) -> list[RepLoad]:
    """The visits of each rep in each week. All their visits count, whoever looks, because all take their time."""
    last = mondays[-1] + ONE_WEEK - timedelta(days=1)
    counts: Counter[tuple[int | None, date]] = Counter()
    for part, _order in _parts(Visit.objects.filter(rep__in=[rep.pk for rep in reps]), mondays[0], last):
        for rep, day, count in part.order_by().values_list("rep", "day").annotate(Count("pk")):
            counts[rep, monday_of(day)] += count
    workdays = workdays_in(mondays, calendar())

    def possible(rep: User, monday: date) -> int:
        own = capacity(rep.pk, monday)
        return min(own.visits_a_day * workdays[monday], own.visits_a_week) if can_visit(rep) else 0

    return [
        RepLoad(rep, [Week(day, counts[rep.pk, day], possible(rep, day), workdays[day]) for day in mondays])
        for rep in reps
    ]


def workdays_in(mondays: Iterable[date], working: Calendar) -> dict[date, int]:
    """How many days of each week are worked."""
    is_workday: Callable[[date], bool] = working.is_workday
    return {monday: sum(is_workday(monday + timedelta(days=n)) for n in range(7)) for monday in mondays}


def week_totals(user: User, scope: Scope, day: date) -> tuple[int, int]:
    """How many visits of the week of `day` are planned or made, and how many of them took place."""
    monday = monday_of(day)
    found = between(visits_in(user, scope), monday, monday + timedelta(days=6)).order_by()
    totals = found.aggregate(all=Count("pk"), done=Count("pk", filter=Q(state=VisitState.DONE)))
    return totals["all"], totals["done"]


def regions_of(user: User) -> QuerySet[Region]:
    """The regions by which the user can filter."""
    regions = Region.objects.order_by("name", "pk")
    return regions.filter(people=user) if user.role == Role.REP else regions
