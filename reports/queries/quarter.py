"""All figures of the page of a quarter. The number of queries does not depend on the amount of data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from complaints.models import Ticket
from surveys.rules.quarters import quarter_of

from ..rules.periods import Period, period_of
from .answering import RegionHours, hours_to_answer
from .batches import Batches, top_batches
from .kept import kept
from .satisfaction import Satisfaction, satisfaction
from .scope import Rows, Scope, scope_of
from .tickets import Complaints, Cost, Lateness, Replies, TicketFigures, ticket_figures
from .waiting import Waiting, decisions_waiting


@dataclass(frozen=True)
class QuarterPage:
    """All figures of the page, each with the rows behind it."""

    scope: Scope
    period: Period
    satisfaction: Satisfaction
    tickets: TicketFigures
    hours: list[RegionHours]
    batches: Batches
    waiting: list[Waiting]

    @property
    def complaints(self) -> Complaints:
        return self.tickets.complaints

    @property
    def replies(self) -> Replies:
        return self.tickets.replies

    @property
    def lateness(self) -> Lateness:
        return self.tickets.lateness

    @property
    def cost(self) -> Cost:
        return self.tickets.cost

    def linked(self) -> Iterator[tuple[str, Rows]]:
        """The name and rows of every figure that links to a list of tickets."""
        yield "complaints", self.complaints.rows
        yield "complaints before", self.complaints.previous
        yield from ((f"week of {week.span.first}", week.rows) for week in self.complaints.weeks)
        yield "first reply in time", self.replies.in_time
        yield "first reply late", self.replies.late
        yield "late", self.lateness.rows
        yield "closed", self.cost.closed
        yield "closed with cost", self.cost.with_cost
        yield from ((f"hours to answer, {each.region}", each.rows) for each in self.hours)
        yield from ((f"batch {each.batch}", each.rows) for each in self.batches.top)

    @property
    def is_empty(self) -> bool:
        """Whether there is no data yet, in any quarter."""
        rows = any(rows.count for _name, rows in self.linked())
        return not rows and not self.satisfaction.history.n and not Ticket.objects.exists()


def quarter_page(user: User, asked: dict[str, str], now: datetime) -> QuarterPage:
    """The page for the parameters of an address: quarter ("2026-Q4", by default the current one) and region (its code).

    The figures are limited to what the user may see. Raises InvalidInput if the quarter or region does not exist, or
    if the quarter has not begun.
    """
    today = company_date(now)
    period = period_of(asked.get("quarter") or quarter_of(today), today)
    scope = scope_of(user, asked.get("region", ""), now)
    told, tickets, hours, batches = kept(
        scope,
        period,
        lambda: (
            satisfaction(scope, period),
            ticket_figures(scope, period),
            hours_to_answer(scope, period),
            top_batches(scope, period),
        ),
    )
    return QuarterPage(scope, period, told, tickets, hours, batches, waiting=decisions_waiting(scope))
