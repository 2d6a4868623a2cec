"""Who was visited in time on a day, counted in the database by the rule of rules/coverage.py.

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
    DateField,
    Exists,
    F,
    Func,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate

from aftersales.staff.models import Actor
from aftersales.store.dates import company_date, start_of
from customers.enums import ContactPurpose
from customers.models import Customer
from customers.permissions import visible_to
from customers.queries.opting import opt_outs

from ..enums import VisitState
from ..models import Cadence, CoverageDay, CoverageFigure, Visit
from ..rules.coverage import IN_TIME, MISSING, SOON_DAYS, STEPS, TIERS, Late, Share, total
from ..rules.tiles import BY_CODE

ONE_DAY = timedelta(days=1)
NOWHERE = "none"


class AddMonths(Func):
    """The same as rules.cadence.add_months, in the database: a shorter month ends with its last day."""

    output_field = DateField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "(%(expressions)s * INTERVAL '1 month')::date"
        return self.as_sql(compiler, connection, template=template, arg_joiner=" + ", **more)

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        day, months = (compiler.compile(one) for one in self.get_source_expressions())
        same = f"DATE({day[0]}, '+' || ({months[0]}) || ' months')"
        last = f"DATE({day[0]}, 'start of month', '+' || ({months[0]} + 1) || ' months', '-1 day')"
        return f"MIN({same}, {last})", (*day[1], *months[1], *day[1], *months[1])


def due_days(customers: QuerySet[Customer], day: date) -> QuerySet[Any]:
    """The customers that count on `day`, each with due_day and last_visited_on as they were known that evening. Tiers,
    intervals and wishes are those of now."""
    months = dict(Cadence.objects.values_list("tier", "months"))
    by_tier = Case(*(When(tier=tier, then=Value(months.get(tier, 0))) for tier in TIERS), default=Value(0))
    visits = Visit.objects.filter(customer=OuterRef("pk"), state=VisitState.DONE).order_by()
    evening = start_of(day + ONE_DAY)
    visits = visits.filter(took_place_at__lt=evening)
    last = visits.values("customer").annotate(last=Max("took_place_at")).values("last")
    counted = customers.filter(tier__in=TIERS, created_at__lt=evening).order_by()
    counted = counted.annotate(months=Coalesce("visit_exception__months", by_tier)).filter(months__gt=0)
    counted = counted.annotate(last_visited_on=Coalesce(TruncDate(Subquery(last)), F("last_visit_on")))
    counted = counted.annotate(counted_from=Coalesce("last_visited_on", F("since"), TruncDate("created_at")))
    counted = counted.filter(counted_from__lte=day).annotate(due_day=AddMonths("counted_from", "months"))
    return counted.exclude(Exists(_against_visits()))


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
    planned = Visit.objects.filter(customer=OuterRef("pk"), state=VisitState.PLANNED, rep__isnull=False)
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
    rows = Visit.objects.filter(customer__in=since, state__in=(VisitState.PLANNED, VisitState.MISSED))
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
