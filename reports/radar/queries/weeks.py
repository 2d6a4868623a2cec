"""What the radar looks at: tickets by week, and units in use.

Weeks begin on Monday in the company's time zone. Withdrawn tickets do not count. A kind of problem counts in
complaints, returns, exchanges and repairs only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import accumulate

from django.db.models import Count, Min, Sum
from django.db.models.functions import TruncWeek
from django.utils import timezone

from aftersales.store.dates import company_date, start_of
from complaints.enums import ABOUT_PRODUCTS, State
from complaints.models import Ticket
from complaints.quality.queries.batch_weeks import WEEK, monday_of
from complaints.rules.problems import OTHER
from customers.models import Purchase

from ..rules.scan import HISTORY, Series

Exposure = Callable[[Series], Sequence[float]]


def first_monday(last: date) -> date:
    """The Monday of the first week of the past. last: that of the week that is looked at."""
    return last - (HISTORY - 1) * WEEK


def weekly_counts(last: date) -> dict[Series, list[int]]:
    """The tickets of each week up to the one that begins on `last`, by what is counted apart."""
    first = first_monday(last)
    rows = Ticket.objects.filter(reported_at__gte=start_of(first), reported_at__lt=start_of(last + WEEK))
    found = (
        rows.exclude(state=State.WITHDRAWN)
        .order_by()
        .values_list(
            "kind",
            "problem_kind",
            "purchase__product",
            "batch",
            "region",
            TruncWeek("reported_at", tzinfo=timezone.get_current_timezone()),
        )
        .annotate(n=Count("pk"))
    )
    counts: dict[Series, list[int]] = defaultdict(lambda: [0] * HISTORY)
    for kind, problem, product, batch, region, week, n in found:
        about = problem if kind in ABOUT_PRODUCTS and problem != OTHER else None
        cell = Series(kind, about, product, batch if product else "", region)
        counts[cell][(company_date(week) - first) // WEEK] += n
    return dict(counts)


def exposure_until(last: date) -> Exposure:
    """How much there was to complain about, week by week: the units sold until then of a product or batch, as far as
    their dates are known; else 1 for each week since the company's first ticket."""
    first = first_monday(last)
    begun = Ticket.objects.order_by().aggregate(first=Min("reported_at"))["first"]
    since = monday_of(company_date(begun)) if begun else last
    weeks = [1.0 if first + number * WEEK >= since else 0.0 for number in range(HISTORY)]
    units = _units(first, last)
    totals: dict[int, list[float]] = {}
    for (product, _batch), known in units.items():
        totals[product] = [a + b for a, b in zip(totals.get(product, [0.0] * HISTORY), known, strict=True)]

    def exposure(series: Series) -> Sequence[float]:
        if series.product is None:
            return weeks
        known = totals.get(series.product) if series.batch is None else units.get((series.product, series.batch))
        if not known or not any(known):
            return weeks
        return [count * week for count, week in zip(known, weeks, strict=True)]

    return exposure


def _units(first: date, last: date) -> dict[tuple[int, str], list[float]]:
    sold = Purchase.objects.filter(purchased_on__lt=last + WEEK).order_by()
    rows = sold.values_list("product", "batch", TruncWeek("purchased_on")).annotate(n=Sum("quantity"))
    added: dict[tuple[int, str], list[float]] = defaultdict(lambda: [0.0] * HISTORY)
    for product, batch, week, n in rows:
        added[product, batch][max((week - first) // timedelta(weeks=1), 0)] += n
    return {key: list(accumulate(counts)) for key, counts in added.items()}
