"""Who was visited in time: today by the stored schedules, at the end of a past quarter by the rule.

`due_days` is the only place that knows where the due day comes from. Everything else reads its column `due_day`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from aftersales.staff.models import Actor
from aftersales.store.dates import company_date, start_of
from customers.enums import ContactPurpose
from customers.models import Customer
from customers.permissions import visible_to
from customers.queries.opting import opt_outs

from ..enums import VisitKind, VisitState
from ..models import CoverageDay, CoverageFigure, Visit
from ..rules.coverage import IN_TIME, MISSING, SOON_DAYS, STEPS, TIERS, Late, Share, total
from ..rules.schedule import schedule
from ..rules.tiles import BY_CODE
from .facts import cadence_rows, facts_on

ONE_DAY = timedelta(days=1)
NOWHERE = "none"


def due_days(customers: QuerySet[Customer], day: date) -> QuerySet[Any]:
    """The customers that count today, each with due_day, counted_from and last_visited_on of the stored schedule."""
    counted = customers.filter(
        tier__in=TIERS, visit_schedule__next_due_on__isnull=False, visit_schedule__counted_from__lte=day
    )
    return counted.order_by().annotate(
        due_day=F("visit_schedule__next_due_on"),
        counted_from=F("visit_schedule__counted_from"),
        last_visited_on=F("visit_schedule__last_visit_on"),
    )


def past_shares(day: date, chunk: int = 1000) -> dict[tuple[str, int | None], Share]:
    """The shares at the end of a past day by tier and region: the rule of rules/schedule.py is asked for each customer
    who was entered by then."""
    cadence = cadence_rows()
    there = Customer.objects.filter(created_at__lt=start_of(day + ONE_DAY)).order_by("pk")
    found: dict[tuple[str, int | None], Share] = {}
    rows = list(there[:chunk])
    while rows:
        facts = facts_on(rows, day)
        for one in rows:
            tier, asked = facts[one.pk].tier, schedule(facts[one.pk], cadence)
            if tier in TIERS and asked.due_on is not None and asked.counted_from <= day:
                key = (tier, one.region_id)
                found[key] = found.get(key, Share(0, 0)) + Share(1, int(asked.due_on >= day))
        rows = list(there.filter(pk__gt=rows[-1].pk)[:chunk])
    return found


def unwilling(customers: QuerySet[Customer]) -> QuerySet[Customer]:
    """The important and long-term customers who do not want visits. They do not count."""
    return customers.filter(Exists(_against_visits()), tier__in=TIERS)


def _against_visits() -> QuerySet[Any]:
    return opt_outs(ContactPurpose.VISIT).filter(customer=OuterRef("pk"), contact=None)


@dataclass(frozen=True)
class Cut:
    """Which of the customers are meant; "" means all. province: a code of rules.tiles. region, outlet, rep: an id. For
    these four, "none" means those without one. late: a step of rules.coverage.Late. standing: missing, in_time or
    soon."""

    tier: str = ""
    region: str = ""
    outlet: str = ""
    rep: str = ""
    province: str = ""
    late: str = ""
    standing: str = ""

    def of(self, counted: QuerySet[Any], day: date) -> QuerySet[Any]:
        rows = counted.filter(*self.places())
        if self.late:
            rows = rows.filter(_due_within(day, Late(self.late), Late(self.late)))
        if self.standing == "missing":
            rows = rows.filter(due_day__lt=day)
        elif self.standing == "in_time":
            rows = rows.filter(due_day__gte=day)
        elif self.standing == "soon":
            rows = rows.filter(_due_within(day, Late.SOON, Late.SOON))
        return rows

    def places(self) -> Iterable[Q]:
        if self.tier:
            yield Q(tier=self.tier)
        for name in ("region", "outlet", "rep"):
            if value := getattr(self, name):
                yield Q(**{name: None if value == NOWHERE else int(value)})
        if self.province:
            yield Q(province="" if self.province == NOWHERE else BY_CODE[self.province].name)


def _due_within(day: date, first: Late, last: Late) -> Q:
    """The due days from one step of the histogram to a later one."""
    most, names = dict(STEPS), [step for step, _most in STEPS]
    found = Q()
    if last in most:
        found &= Q(due_day__gte=day - timedelta(days=most[last]))
    place = names.index(first) if first in most else len(names)
    if place:
        found &= Q(due_day__lt=day - timedelta(days=most[names[place - 1]]))
    return found


def counted_customers(user: Actor, day: date, cut: Cut) -> QuerySet[Any]:
    """The customers of a cut that the user may see: important ones first, then those whose due day is earliest."""
    rows = cut.of(due_days(visible_to(user), day), day)
    return rows.select_related("region", "outlet", "rep").order_by("tier", "due_day", "pk")


@dataclass(frozen=True)
class Cell:
    """How many customers agree in all of this."""

    tier: str
    region: int | None
    outlet: int | None
    rep: int | None
    province: str
    step: Late
    count: int


NAMES = ("tier", "region", "outlet", "rep", "province", "step")


def cells(customers: QuerySet[Customer], day: date, cut: Cut) -> list[Cell]:
    """All figures of a day in one query; every sum over them is a number of customers, so figures agree."""
    steps: Any = Case(
        *(When(due_day__gte=day - timedelta(days=most), then=Value(str(step))) for step, most in STEPS),
        default=Value(str(Late.LONGER)),
        output_field=CharField(),
    )
    rows = cut.of(due_days(customers, day), day).annotate(step=steps).values_list(*NAMES).order_by()
    counted: Any = rows.annotate(n=Count("pk"))
    return [
        Cell(tier, region, outlet, rep, province, Late(step), count)
        for tier, region, outlet, rep, province, step, count in counted
    ]


def share_of(found: Iterable[Cell]) -> Share:
    return total(Share(cell.count, cell.count if cell.step in IN_TIME else 0) for cell in found)


def shares_by(found: Iterable[Cell], key: Callable[[Cell], Hashable]) -> dict[Any, Share]:
    """The share of each group."""
    groups: dict[Any, list[Cell]] = {}
    for cell in found:
        groups.setdefault(key(cell), []).append(cell)
    return {name: share_of(of) for name, of in groups.items()}


def counts_by_step(found: Iterable[Cell]) -> dict[Late, int]:
    counts = dict.fromkeys((*IN_TIME, *MISSING), 0)
    for cell in found:
        counts[cell.step] += cell.count
    return counts


def planned_soon(user: Actor, day: date, cut: Cut) -> int:
    """How many of those who fall due within SOON_DAYS have a planned visit with a rep."""
    planned = Visit.objects.filter(
        customer=OuterRef("pk"), kind=VisitKind.CARE, state=VisitState.PLANNED, rep__isnull=False
    )
    rows = cut.of(due_days(visible_to(user), day), day)
    return rows.filter(Exists(planned), due_day__gte=day, due_day__lte=day + timedelta(days=SOON_DAYS)).count()


Kept = dict[date, dict[tuple[str, int | None], Share]]


def kept_shares(regions: Collection[int] | None, days: Iterable[date]) -> Kept:
    """The kept figures of the ends of quarters, by tier and region. regions: None means all."""
    rows = CoverageFigure.objects.filter(day__on__in=list(days)).order_by()
    if regions is not None:
        rows = rows.filter(region__in=regions)
    found: Kept = {}
    for on, tier, region, due, in_time in rows.values_list("day__on", "tier", "region", "due", "in_time"):
        found.setdefault(on, {})[(tier, region)] = Share(due, in_time)
    return found


def counted_later(days: Iterable[date]) -> set[date]:
    """Those of the days that were counted more than a week later, with the tiers and intervals of then."""
    rows = CoverageDay.objects.filter(on__in=list(days)).values_list("on", "taken_at")
    return {on for on, taken_at in rows if company_date(taken_at) > on + timedelta(days=7)}


@dataclass(frozen=True)
class Efforts:
    """What was tried to visit a customer who is missing: the planned visit, and what failed since the last one."""

    planned: Visit | None
    failed: int
    last_reason: str


def efforts_of(customers: Iterable[Any]) -> dict[int, Efforts]:
    """The efforts for the customers of a page, in one query. customers: of counted_customers."""
    since = {customer.pk: customer.counted_from for customer in customers}
    rows = Visit.objects.filter(
        customer__in=since, kind=VisitKind.CARE, state__in=(VisitState.PLANNED, VisitState.MISSED)
    )
    planned, failed = dict[int, Visit](), dict[int, list[Visit]]()
    for visit in rows.select_related("rep").order_by("pk"):
        if visit.state == VisitState.PLANNED:
            planned[visit.customer_id] = visit
        elif (visit.counted_from or visit.due_on) >= since[visit.customer_id]:
            failed.setdefault(visit.customer_id, []).append(visit)
    return {
        pk: Efforts(planned.get(pk), len(tried := failed.get(pk, [])), tried[-1].reason if tried else "")
        for pk in since
    }
