"""The cost of a period for stored reports, from the same rows as the page of costs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from complaints.quality.queries.cost_sources import filtered
from complaints.quality.queries.costs import Breakdown, breakdown

from ..rules.periods import Span

# What goods that come back cost: the rest is freight, labour and compensation.
OF_RETURNS = ("refund", "sent", "restocked", "handling")


def params_of(span: Span) -> dict[str, str]:
    """The filters of the page of costs that show the rows of the period."""
    return {"from": span.first.isoformat(), "to": span.last.isoformat()}


@dataclass(frozen=True)
class Costs:
    """The cost of a period in fen by source, and how many tickets it belongs to."""

    by_source: dict[str, int]
    tickets: int

    @property
    def total(self) -> int:
        return sum(self.by_source.values())

    @property
    def returns(self) -> int:
        return sum(self.by_source.get(source, 0) for source in OF_RETURNS)


def costs(span: Span) -> Costs:
    sums: dict[str, int] = {}
    tickets: set[int] = set()
    for rows, _ticket in filtered(params_of(span)):
        for source, ticket, fen in rows.values_list("c_source", "c_ticket").annotate(fen=Sum("c_fen")):
            sums[source] = sums.get(source, 0) + int(fen or 0)
            tickets.add(ticket)
    return Costs(sums, len(tickets))


def parts(span: Span) -> Breakdown:
    return breakdown(params_of(span))


def yuan(fen: int) -> str:
    """An amount as the snapshot keeps it."""
    return f"{Decimal(fen).scaleb(-2):.2f}"
