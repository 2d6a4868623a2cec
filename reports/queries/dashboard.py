"""All figures of a dashboard. The number of queries depends neither on the data nor on how many figures there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aftersales.staff.models import User
from complaints.models import Ticket
from surveys.permissions import ROUND_READERS

from ..enums import View
from ..rules.asked import Asked, asked_period
from ..rules.metric import COSTS as COST_READERS
from .kept import kept_as
from .metrics import Slice, Told, slice_of, told_with
from .metrics.days import COSTS
from .metrics.splits import COVERAGE, HOURS, Found, Split
from .metrics.stale import state
from .rounds import RoundReading, drivers_of_last_round, funnel_of_last_round
from .waiting import Scope, Waiting, decisions_waiting

REPLIES, PRODUCTS, BATCHES, UNITS = "replies", "products", "batches", "units"
COST_NOW, COST_BEFORE, VISITED, ARRIVALS, CHANNELS = "cost_now", "cost_before", "visited", "arrivals", "channels"
# What is split on each dashboard, besides the trends.
SPLITS: dict[str, tuple[str, ...]] = {
    View.EXECUTIVE: (REPLIES, BATCHES, UNITS, COST_NOW, COST_BEFORE, VISITED),
    View.GM: (REPLIES, PRODUCTS, COST_NOW, COST_BEFORE),
    View.MANAGER: (REPLIES, ARRIVALS, VISITED, PRODUCTS, COST_NOW, COST_BEFORE),
    View.SERVICE: (ARRIVALS, CHANNELS, REPLIES, VISITED),
    View.QUALITY: (BATCHES, UNITS, PRODUCTS, COST_NOW, COST_BEFORE),
}
READINGS = {
    View.EXECUTIVE: drivers_of_last_round,
    View.GM: drivers_of_last_round,
    View.MANAGER: funnel_of_last_round,
}


@dataclass(frozen=True)
class DashboardPage:
    """A dashboard for a slice and a period. found: the splits of its charts. round: what the last survey round says."""

    view: str
    slice: Slice
    asked: Asked
    told: Mapping[str, Told]
    found: Found
    round: RoundReading | None
    waiting: Sequence[Waiting]


def dashboard_page(
    user: User, view: str, codes: Sequence[str], params: Mapping[str, str], now: datetime
) -> DashboardPage:
    """The dashboard for the parameters of an address. Raises InvalidInput that names a parameter."""
    slice_ = slice_of(user, params, now)
    asked = asked_period(params, slice_.today)
    wanted = [one for one in _splits(asked) if one.name in SPLITS[view] and _may_see(one, user)]
    seen = state()
    figures, found, reading = kept_as(
        (view, codes, asked, slice_.filters, slice_.is_fixed, user.role),
        now,
        seen,
        lambda: (*told_with(codes, slice_, asked, wanted, seen), _reading(view, user)),
    )
    return DashboardPage(
        view, slice_, asked, figures, found, reading, decisions_waiting(Scope(user, now, slice_.alone("region")))
    )


def _reading(view: str, user: User) -> RoundReading | None:
    """What the last round says, for those who may see rounds."""
    read = READINGS.get(View(view))
    return read() if read and user.role in ROUND_READERS else None


def _may_see(one: Split, user: User) -> bool:
    return one.source != COSTS or user.role in COST_READERS


def _splits(asked: Asked) -> list[Split]:
    return [
        Split(REPLIES, "promises", "region", asked.days),
        Split(PRODUCTS, "logged", "product", asked.days),
        Split(BATCHES, "logged", "batch", asked.days),
        Split(UNITS, "units", "batch", asked.days),
        Split(COST_NOW, COSTS, "kind", asked.days),
        Split(COST_BEFORE, COSTS, "kind", asked.against),
        Split(VISITED, COVERAGE, "region", asked.days),
        Split(ARRIVALS, "logged", HOURS, asked.days),
        Split(CHANNELS, "logged", "channel", asked.days),
    ]


def has_tickets() -> bool:
    """Whether the company has had any ticket."""
    return Ticket.objects.exists()
