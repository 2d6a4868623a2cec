"""Complaints, first replies, lateness and cost of a quarter, each with its course over the last weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, Sum

from complaints.enums import Kind, PromiseCode
from complaints.queries.ticket_list import kept_promises, late_promises

from ..rules.control import Limits, count_limits
from ..rules.periods import Period, Span, a_year_before, weeks_until
from .cuts import Cuts, total
from .scope import Rows, Scope, closed, reported

WEEKS = 14
COURSE = 12  # points of the small line beside a figure


@dataclass(frozen=True)
class Week:
    span: Span
    is_over: bool
    rows: Rows
    year_before: int


@dataclass(frozen=True)
class Complaints:
    """Tickets of kind complaint, by the day they were logged."""

    rows: Rows
    previous: Rows
    weeks: list[Week]
    limits: Limits | None
    course: list[int]


@dataclass(frozen=True)
class Replies:
    """First replies promised for tickets logged in the quarter: late means late or overdue."""

    in_time: Rows
    late: Rows
    n: int
    share: float | None
    previous_n: int
    previous_share: float | None
    course: list[float | None]


@dataclass(frozen=True)
class Lateness:
    """Open tickets whose next promise is overdue at this moment."""

    rows: Rows
    a_week_ago: int
    course: list[int]


@dataclass(frozen=True)
class Cost:
    """What was approved for the tickets closed in the quarter, spread over all that were closed."""

    closed: Rows
    with_cost: Rows
    amount: Decimal
    per_ticket: Decimal | None
    previous_per_ticket: Decimal | None
    course: list[Decimal | None]


def complaints(scope: Scope, period: Period) -> Complaints:
    weeks = weeks_until(period.days.last, WEEKS)
    earlier = [a_year_before(week) for week in weeks]
    cuts = Cuts([period.days, period.previous, *weeks, *earlier])
    parts = cuts.add_up(scope.tickets(kind=Kind.COMPLAINT), "reported_at", n=Count("pk"))
    today = scope.today
    drawn = [
        Week(week, week.last < today, _complaints(scope, week, total(parts, week, "n")), total(parts, before, "n"))
        for week, before in zip(weeks, earlier, strict=True)
    ]
    return Complaints(
        rows=_complaints(scope, period.days, total(parts, period.days, "n")),
        previous=_complaints(scope, period.previous, total(parts, period.previous, "n")),
        weeks=drawn,
        limits=count_limits([week.rows.count for week in drawn if week.is_over]),
        course=[week.rows.count for week in drawn][-COURSE:],
    )


def _complaints(scope: Scope, span: Span, count: int) -> Rows:
    return scope.rows(count, kind=Kind.COMPLAINT.value, **reported(span))


def first_replies(scope: Scope, period: Period) -> Replies:
    weeks = weeks_until(period.days.last, COURSE)
    rows = scope.tickets().filter(promises__code=PromiseCode.FIRST_REPLY)
    late, kept = late_promises(scope.now, "promises__"), kept_promises("promises__")
    parts = Cuts([period.days, period.previous, *weeks]).add_up(
        rows,
        "reported_at",
        late=Count("pk", distinct=True, filter=late),
        in_time=Count("pk", distinct=True, filter=kept),
    )

    def told(span: Span) -> tuple[int, int, float | None]:
        in_time, tardy = total(parts, span, "in_time"), total(parts, span, "late")
        return in_time, tardy, in_time / (in_time + tardy) if in_time + tardy else None

    in_time, tardy, share = told(period.days)
    earlier_in_time, earlier_tardy, earlier_share = told(period.previous)
    return Replies(
        in_time=scope.rows(in_time, first_reply="in_time", **reported(period.days)),
        late=scope.rows(tardy, first_reply="late", **reported(period.days)),
        n=in_time + tardy,
        share=share,
        previous_n=earlier_in_time + earlier_tardy,
        previous_share=earlier_share,
        course=[told(week)[2] for week in weeks],
    )


def lateness(scope: Scope) -> Lateness:
    """Now as the list says; a week ago and before as the promises tell: due by then, and neither kept nor dropped."""
    late = {"state": "open", "late": "1"}
    moments = [scope.now - timedelta(weeks=n) for n in reversed(range(1, COURSE))]
    ended = Q(promises__met_at__gt=moments[0]) | Q(promises__cancelled_at__gt=moments[0])
    running = Q(promises__met_at=None, promises__cancelled_at=None)
    overdue = scope.tickets().filter(ended | running, promises__due_at__lt=moments[-1])
    counts = {f"at_{n}": Count("pk", distinct=True, filter=_late_at(moment)) for n, moment in enumerate(moments)}
    course = list(overdue.aggregate(**counts).values())
    count = scope.tickets(**late).count()
    return Lateness(rows=scope.rows(count, **late), a_week_ago=course[-1], course=[*course, count])


def _late_at(moment: datetime) -> Q:
    met = Q(promises__met_at=None) | Q(promises__met_at__gt=moment)
    dropped = Q(promises__cancelled_at=None) | Q(promises__cancelled_at__gt=moment)
    return Q(promises__due_at__lt=moment) & met & dropped


def cost(scope: Scope, period: Period) -> Cost:
    weeks = weeks_until(period.days.last, COURSE)
    parts = Cuts([period.days, period.previous, *weeks]).add_up(
        scope.tickets(state="closed"),
        "closed_at",
        n=Count("pk", distinct=True),
        with_cost=Count("pk", distinct=True, filter=Q(proposals__approved_amount__gt=0)),
        amount=Sum("proposals__approved_amount"),
    )

    def each(span: Span) -> Decimal | None:
        n = total(parts, span, "n")
        return Decimal(total(parts, span, "amount")) / n if n else None

    return Cost(
        closed=scope.rows(total(parts, period.days, "n"), **closed(period.days)),
        with_cost=scope.rows(total(parts, period.days, "with_cost"), has_cost="1", **closed(period.days)),
        amount=Decimal(total(parts, period.days, "amount")),
        per_ticket=each(period.days),
        previous_per_ticket=each(period.previous),
        course=[each(week) for week in weeks],
    )


