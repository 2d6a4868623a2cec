"""Complaints, first replies, lateness and cost of a quarter, each with its values of the last weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from complaints.enums import Kind, SlaCode
from complaints.queries.ticket_list import breached_sla_targets, met_sla_targets

from ..rules.control import Limits, count_limits
from ..rules.periods import Period, Span, a_year_before, weeks_until
from .cuts import Cuts, Part, at_once, place_among, scan
from .scope import Rows, Scope, closed, reported

WEEKS = 14
LIFECYCLE = 12  # weeks in the small chart beside a figure
PLACES = 100


@dataclass(frozen=True)
class Week:
    span: Span
    is_over: bool
    rows: Rows
    year_before: int

    @property
    def number(self) -> int:
        """The number of the ISO week."""
        return self.span.first.isocalendar().week


@dataclass(frozen=True)
class Complaints:
    """Tickets of type complaint, by the day on which they were logged."""

    rows: Rows
    previous: Rows
    weeks: list[Week]
    limits: Limits | None
    history: list[int]


@dataclass(frozen=True)
class Replies:
    """SLA targets for the first reply of tickets logged in the quarter. late: met too late, or overdue."""

    in_time: Rows
    late: Rows
    n: int
    share: float | None
    previous_n: int
    previous_share: float | None
    history: list[float | None]


@dataclass(frozen=True)
class Lateness:
    """Open tickets whose next SLA target is overdue now. history: the overdue SLA targets, week by week."""

    rows: Rows
    a_week_ago: int
    history: list[int]


@dataclass(frozen=True)
class Cost:
    """The amount approved for tickets closed in the quarter, and the mean over all tickets closed in it."""

    closed: Rows
    with_cost: Rows
    amount: Decimal
    per_ticket: Decimal | None
    previous_per_ticket: Decimal | None
    history: list[Decimal | None]


@dataclass(frozen=True)
class TicketFigures:
    complaints: Complaints
    replies: Replies
    lateness: Lateness
    cost: Cost


LATE = {"state": "open", "late": "1"}
TICKETS = Count("pk", distinct=True)


def ticket_figures(scope: Scope, period: Period) -> TicketFigures:
    """All figures of tickets, by one query."""
    weeks = weeks_until(period.days.last, WEEKS)
    recent = Cuts([period.days, period.previous, *weeks[-LIFECYCLE:]])
    yearly = Cuts([period.days, period.previous, *weeks, *map(a_year_before, weeks)])
    found = at_once(
        *yearly.scans("complaints", scope.tickets(kind=Kind.COMPLAINT), "reported_at", a=Count("pk")),
        *_scan_replies(scope, recent),
        *_scan_cost(scope, recent),
        scan("late", scope.tickets(**LATE), Value(0), a=Count("pk")),
        scan("late before", _late_a_week_ago(scope), Value(0), a=TICKETS),
        _scan_overdue(scope),
    )
    return TicketFigures(
        complaints=_complaints(scope, period, weeks, yearly, found.get("complaints", [])),
        replies=_replies(scope, period, weeks, recent, found.get("replies", [])),
        lateness=_lateness(scope, found),
        cost=_cost(scope, period, weeks, recent, found),
    )


def _complaints(scope: Scope, period: Period, weeks: list[Span], cuts: Cuts, parts: Sequence[Part]) -> Complaints:
    def rows(span: Span) -> Rows:
        return scope.rows(cuts.total(parts, span).a, kind=Kind.COMPLAINT.value, **reported(span))

    drawn = [
        Week(week, week.last < scope.today, rows(week), cuts.total(parts, a_year_before(week)).a) for week in weeks
    ]
    return Complaints(
        rows=rows(period.days),
        previous=rows(period.previous),
        weeks=drawn,
        limits=count_limits([week.rows.count for week in drawn if week.is_over]),
        history=[week.rows.count for week in drawn[-LIFECYCLE:]],
    )


def _scan_replies(scope: Scope, cuts: Cuts) -> list[QuerySet]:
    """The first replies. A ticket has one SLA target for it, so counting the targets counts the tickets."""
    rows = scope.tickets().filter(sla_targets__code=SlaCode.FIRST_REPLY)
    in_time = Count("sla_targets", filter=met_sla_targets("sla_targets__"))
    late = Count("sla_targets", filter=breached_sla_targets(scope.now, "sla_targets__"))
    return cuts.scans("replies", rows, "reported_at", a=in_time, b=late)


def _replies(scope: Scope, period: Period, weeks: list[Span], cuts: Cuts, parts: Sequence[Part]) -> Replies:
    def share(span: Span) -> float | None:
        told = cuts.total(parts, span)
        return told.a / (told.a + told.b) if told.a + told.b else None

    now, before = cuts.total(parts, period.days), cuts.total(parts, period.previous)
    return Replies(
        in_time=scope.rows(now.a, first_reply="in_time", **reported(period.days)),
        late=scope.rows(now.b, first_reply="late", **reported(period.days)),
        n=now.a + now.b,
        share=share(period.days),
        previous_n=before.a + before.b,
        previous_share=share(period.previous),
        history=[share(week) for week in weeks[-LIFECYCLE:]],
    )


def _overran(moment: datetime, due_before: datetime) -> Q:
    """A condition that can use an index: SLA targets due before `due_before` and not met or cancelled at `moment`."""
    late = Q(sla_targets__lateness_seconds__gt=0, sla_targets__met_at__gt=moment)
    dropped = Q(sla_targets__cancelled_at=None) | Q(sla_targets__cancelled_at__gt=moment)
    return (late | Q(sla_targets__met_at=None) & dropped) & Q(sla_targets__due_at__lt=due_before)


def _late_a_week_ago(scope: Scope) -> QuerySet:
    """Tickets with an SLA target that was overdue a week ago."""
    then = scope.now - timedelta(weeks=1)
    return scope.tickets().filter(_overran(then, then))


def _scan_overdue(scope: Scope) -> QuerySet:
    """SLA targets by the week in which they were due and the week in which they ended."""
    moments = _moments(scope)
    ended = Coalesce("sla_targets__met_at", "sla_targets__cancelled_at", Value(scope.now + timedelta(weeks=1)))
    rows = scope.tickets().filter(_overran(moments[0], scope.now)).annotate(ended=ended)
    place = place_among(moments, "sla_targets__due_at") * Value(PLACES) + place_among(moments, "ended")
    return scan("overdue", rows, place, a=Count("sla_targets"))


def _moments(scope: Scope) -> list[datetime]:
    return [scope.now - timedelta(weeks=n) for n in reversed(range(LIFECYCLE))]


def _lateness(scope: Scope, found: dict[str, list[Part]]) -> Lateness:
    history = [0] * LIFECYCLE
    for part in found.get("overdue", []):
        due, ended = divmod(part.place, PLACES)
        for week in range(due + 1, ended + 1):
            history[week] += part.a
    now, before = (sum(part.a for part in found.get(name, [])) for name in ("late", "late before"))
    return Lateness(rows=scope.rows(now, **LATE), a_week_ago=before, history=history)


def _scan_cost(scope: Scope, cuts: Cuts) -> list[QuerySet]:
    rows = scope.tickets(state="closed")
    approved = rows.filter(proposals__approved_amount__gt=0)
    amount = Sum("proposals__approved_amount")
    return [
        *cuts.scans("closed", rows, "closed_at", a=Count("pk")),
        *cuts.scans("approved", approved, "closed_at", a=TICKETS, amount=amount),
    ]


def _cost(scope: Scope, period: Period, weeks: list[Span], cuts: Cuts, found: dict[str, list[Part]]) -> Cost:
    def told(span: Span) -> tuple[int, Part, Decimal | None]:
        n, approved = (cuts.total(found.get(name, []), span) for name in ("closed", "approved"))
        return n.a, approved, approved.amount / n.a if n.a else None

    n, approved, per_ticket = told(period.days)
    return Cost(
        closed=scope.rows(n, **closed(period.days)),
        with_cost=scope.rows(approved.a, has_cost="1", **closed(period.days)),
        amount=approved.amount,
        per_ticket=per_ticket,
        previous_per_ticket=told(period.previous)[2],
        history=[told(week)[2] for week in weeks[-LIFECYCLE:]],
    )
