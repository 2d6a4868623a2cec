"""Batches week by week: complaints, and units in use.

Weeks begin on Monday in the company's time zone. The units in use in a week are those sold until its end, less those
that were accepted back until then. Units without a sale date are not counted, because nobody knows since when they are
in use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncWeek
from django.utils import timezone

from aftersales.store.dates import company_date, start_of
from complaints.enums import FulfilmentState, RecordKind
from complaints.models import GoodsRecord
from customers.models import Product, Purchase

from .batches import TAKEN_BACK, BatchKey, any_of, complaints_about

WEEK = timedelta(weeks=1)
Weekly = dict[date, int]


@dataclass(frozen=True)
class Week:
    """A week of a batch. first: its Monday. live: its complaints that were not imported from the past."""

    first: date
    complaints: int
    live: int
    units: int


@dataclass(frozen=True)
class Weeks:
    """The weeks of a batch from its first unit or complaint until now. undated: units without a sale date."""

    rows: tuple[Week, ...]
    undated: int = 0

    @property
    def in_use(self) -> tuple[Week, ...]:
        """The weeks that have a rate."""
        return tuple(week for week in self.rows if week.units > 0)

    @property
    def units(self) -> int:
        """The units in use now."""
        return self.rows[-1].units if self.rows else 0


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def this_week(now: datetime) -> date:
    """The Monday of the week that runs."""
    return monday_of(company_date(now))


def week_moments(monday: date) -> tuple[datetime, datetime]:
    """When a week begins, and when the next one does."""
    return start_of(monday), start_of(monday + WEEK)


def weeks_of(keys: Sequence[BatchKey], now: datetime) -> dict[BatchKey, Weeks]:
    """The weeks of many batches, in five queries."""
    names = _Names(keys)
    sold, undated = _sold(keys, names)
    back = _back(keys, names)
    told, live = _told(keys, names)
    last = this_week(now)
    return {key: _weeks(sold[key], undated[key], back[key], told[key], live[key], last) for key in keys}


class _Names:
    """Finds the batch that a row belongs to: its number, or "" for all units of a product that is not tracked by
    batch."""

    def __init__(self, keys: Iterable[BatchKey]) -> None:
        self.keys = set(keys)
        ids = {key.product_id for key in self.keys if not key.batch}
        self.whole = set(Product.objects.filter(pk__in=ids, batch_tracked=False).values_list("pk", flat=True))

    def of(self, product_id: int, batch: str) -> Iterable[BatchKey]:
        found = {BatchKey(product_id, batch)}
        if product_id in self.whole:
            found.add(BatchKey(product_id, ""))
        return found & self.keys

    def among(self, product: str, batch: str) -> Q:
        """The condition for the rows of these batches, and for some of others."""
        ids, numbers = any_of(self.keys)
        return Q(**{f"{product}__in": ids}) & (Q(**{f"{batch}__in": numbers}) | Q(**{f"{product}__in": self.whole}))


def _sold(keys: Iterable[BatchKey], names: _Names) -> tuple[dict[BatchKey, Weekly], dict[BatchKey, int]]:
    rows = Purchase.objects.filter(names.among("product", "batch")).order_by()
    found = rows.values("product_id", "batch", week=TruncWeek("purchased_on")).annotate(n=Sum("quantity"))
    sold: dict[BatchKey, Weekly] = {key: defaultdict(int) for key in keys}
    undated = dict.fromkeys(keys, 0)
    for row in found:
        for key in names.of(row["product_id"], row["batch"]):
            if row["week"] is None:
                undated[key] += row["n"]
            else:
                sold[key][row["week"]] += row["n"]
    return sold, undated


def _back(keys: Iterable[BatchKey], names: _Names) -> dict[BatchKey, Weekly]:
    product, batch = "line__line__purchase__product", "line__line__purchase__batch"
    rows = GoodsRecord.objects.filter(
        names.among(product, batch),
        kind=RecordKind.INSPECTION,
        fulfilment__proposal__remedy__in=TAKEN_BACK,
        line__line__purchase__purchased_on__isnull=False,
    ).exclude(fulfilment__state=FulfilmentState.CANCELLED)
    found = rows.order_by().values(product, batch, week=TruncWeek("happened_on"))
    back: dict[BatchKey, Weekly] = {key: defaultdict(int) for key in keys}
    for row in found.annotate(n=Sum(F("quantity") - F("refused"))):
        for key in names.of(row[product], row[batch]):
            back[key][row["week"]] += row["n"]
    return back


def _told(keys: Iterable[BatchKey], names: _Names) -> tuple[dict[BatchKey, Weekly], dict[BatchKey, Weekly]]:
    rows = complaints_about().filter(names.among("purchase__product", "batch")).order_by()
    week = TruncWeek("reported_at", tzinfo=timezone.get_current_timezone())
    found = rows.values("purchase__product", "batch", week=week)
    told: dict[BatchKey, Weekly] = {key: defaultdict(int) for key in keys}
    live: dict[BatchKey, Weekly] = {key: defaultdict(int) for key in keys}
    for row in found.annotate(n=Count("pk"), fresh=Count("pk", filter=Q(is_history=False))):
        for key in names.of(row["purchase__product"], row["batch"]):
            told[key][row["week"].date()] += row["n"]
            live[key][row["week"].date()] += row["fresh"]
    return told, live


def _weeks(sold: Weekly, undated: int, back: Weekly, told: Weekly, live: Weekly, last: date) -> Weeks:
    begun = [week for week in (*sold, *told) if week <= last]
    if not begun:
        return Weeks((), undated)
    first = min(begun)
    mondays = [first + number * WEEK for number in range((last - first) // WEEK + 1)]
    # What was accepted back before the first sale, by a wrong date, leaves with the first week.
    early = sum(count for week, count in back.items() if week < first)
    changes = [sold.get(week, 0) - back.get(week, 0) for week in mondays]
    changes[0] -= early
    units = accumulate(changes)
    return Weeks(
        tuple(
            Week(week, told.get(week, 0), live.get(week, 0), max(count, 0))
            for week, count in zip(mondays, units, strict=True)
        ),
        undated,
    )
