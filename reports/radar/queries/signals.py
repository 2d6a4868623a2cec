"""Signals, the tickets behind them, and what recurs in the comments of surveys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, IntegerField, Q, QuerySet, Subquery, Sum, Value, When
from django.urls import reverse

from aftersales.staff.models import User
from aftersales.store.dates import company_date, start_of
from complaints.enums import ABOUT_PRODUCTS, State
from complaints.models import Ticket
from complaints.permissions import visible_to as visible_tickets
from complaints.quality.queries.batch_weeks import WEEK

from ..enums import Level, SignalState
from ..models import RadarRun, RadarSignal

NOT_WITHDRAWN = ",".join(state for state in State.values if state != State.WITHDRAWN)
ABOUT = ",".join(ABOUT_PRODUCTS)


def all_signals() -> QuerySet[RadarSignal]:
    """All signals, the newest first, with what their rows show."""
    return RadarSignal.objects.select_related("product", "region", "investigation", "judged_by")


def rising() -> QuerySet[RadarSignal]:
    """What rises now: first what is past the limit, then what is worth a look, the least likely first."""
    return all_signals().filter(ended_at=None).order_by("level", "chance", "pk")


def rising_with_limit() -> QuerySet[RadarSignal]:
    """The same, each with the limit of the last run."""
    return rising().annotate(limit=Subquery(RadarRun.objects.values("limit")[:1]))


def last_run() -> RadarRun | None:
    return RadarRun.objects.first()


def window(signal: RadarSignal) -> tuple[date, date]:
    """The first and the last day that its count is of."""
    return signal.last_week - (signal.weeks - 1) * WEEK, signal.last_week + timedelta(days=6)


def tickets_url(signal: RadarSignal) -> str:
    """The list of exactly the tickets behind the count of a signal."""
    first, last = window(signal)
    asked: dict[str, Any] = {
        "kind": signal.kind or ABOUT,
        "problem": signal.problem,
        "product": signal.product.code if signal.product else "",
        "batch": signal.batch,
        "region": signal.region.code if signal.region else "",
        "state": NOT_WITHDRAWN,
        "reported_from": first.isoformat(),
        "reported_to": last.isoformat(),
        "sort": "-reported",
    }
    return (
        f"{reverse('tickets')}?{urlencode({name: value for name, value in asked.items() if value not in ('', None)})}"
    )


def condition(signal: RadarSignal) -> Q:
    """The tickets behind a signal, as the address of tickets_url selects them."""
    first, last = window(signal)
    found = Q(reported_at__gte=start_of(first), reported_at__lt=start_of(last + timedelta(days=1)))
    found &= Q(kind=signal.kind) if signal.kind else Q(kind__in=ABOUT_PRODUCTS)
    found &= Q(state__in=[state for state in State.values if state != State.WITHDRAWN])
    if signal.problem is not None:
        found &= Q(problem_kind=signal.problem)
    if signal.product_id is not None:
        found &= Q(purchase__product=signal.product_id)
    if signal.batch:
        found &= Q(batch=signal.batch)
    return found & Q(region=signal.region_id) if signal.region_id is not None else found


def tickets_behind(signal: RadarSignal, user: User) -> QuerySet[Ticket]:
    return visible_tickets(user).filter(condition(signal)).order_by("-reported_at", "-pk")


def counts_behind(signals: Iterable[RadarSignal], user: User) -> dict[int, int]:
    """How many tickets are behind each signal now, in one query. A ticket that was classified anew since the night is
    counted as it is now, as the list shows it."""
    known = list(signals)
    if not known:
        return {}
    one = {signal.pk: Case(When(condition(signal), then=Value(1)), output_field=IntegerField()) for signal in known}
    since = min(window(signal)[0] for signal in known)
    rows = visible_tickets(user).filter(reported_at__gte=start_of(since)).order_by()
    found = rows.aggregate(**{f"signal_{pk}": Sum(case) for pk, case in one.items()})
    return {pk: found[f"signal_{pk}"] or 0 for pk in one}


@dataclass(frozen=True)
class Record:
    """What became of the alarms of a year."""

    told: int
    investigated: int
    dismissed: int


def record_of(year: int) -> Record:
    rows = RadarSignal.objects.filter(level=Level.ALARM, week__year=year).order_by()
    states = list(rows.values_list("state", flat=True))
    return Record(len(states), states.count(SignalState.INVESTIGATED), states.count(SignalState.DISMISSED))


def judged_in(year: int) -> QuerySet[RadarSignal]:
    """The alarms of a year, the newest first."""
    return all_signals().filter(level=Level.ALARM, week__year=year)


def fallen_since(day: date) -> QuerySet[RadarSignal]:
    """Signals that went back to their usual range since a day, the newest first."""
    return all_signals().filter(ended_at__gte=start_of(day)).order_by("-ended_at", "-pk")


def newest_week(run: RadarRun | None) -> int | None:
    """The number of the ISO week that was looked at last."""
    return run.week.isocalendar().week if run else None


def year_of(run: RadarRun | None, now: Any) -> int:
    return run.week.year if run else company_date(now).year
