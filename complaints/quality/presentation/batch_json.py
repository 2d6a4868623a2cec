"""A batch as values for the API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Sum

from complaints.rules.problems import name_of
from customers.models import Product

from ..queries.batch_charts import batch_charts
from ..queries.batch_problems import problems_of
from ..queries.batches import BatchKey, came_back, complaints_of, holdings, sold_by_customer, units_of, warnings_of
from ..rules.control_chart import Point
from .batch_list import batch_rows
from .batches import record_of
from .chart_words import PER

HOLDERS = 100


def listed(keys: Sequence[tuple[int, str, str]], now: datetime) -> list[dict[str, Any]]:
    """The rows of the list with the code of their product."""
    rows = batch_rows(keys, now)
    return [
        {"key": row.key, "product": code, "units": row.units, "complaints": row.complaints, "when": row.when}
        for row, (_product, code, _batch) in zip(rows, keys, strict=True)
    ]


def detail_of(product: Product, batch: str, now: datetime) -> dict[str, Any]:
    key = BatchKey(product.pk, batch)
    found = batch_charts([key], now)[key]
    total = complaints_of(product.pk, batch).count()
    sold = sold_by_customer(product.pk, batch)
    chart = found.chart
    return {
        "key": key,
        "product": product,
        "sold": units_of(product.pk, batch).aggregate(n=Sum("quantity"))["n"] or 0,
        "units_in_use": found.weeks.units,
        "units_without_date": found.weeks.undated,
        "complaints": total,
        "centre": _per_thousand(chart.centre),
        "sigma_z": None if chart.sigma_z is None else round(chart.sigma_z, 3),
        "baseline_weeks": chart.baseline,
        "why": chart.why,
        "weeks": [
            {
                "first_day": week.first,
                "complaints": week.complaints,
                "units_in_use": week.units,
                "rate": _per_thousand(point.rate),
                "u_limit": _per_thousand(point.u_upper),
                "limit": _per_thousand(point.upper),
                "says": _says(point),
            }
            for week, point in zip(found.rows, chart.points, strict=True)
        ],
        "came_back": came_back(product.pk, batch),
        "problems": [
            {"name": name_of(kind), "count": count} for kind, count in problems_of(product.pk, batch, total).counts
        ],
        "holders": holdings(product.pk, batch, sold[:HOLDERS]),
        "holder_count": sold.count(),
        "record": record_of(product, batch),
        "warnings": warnings_of(product.pk, batch)[:50],
    }


def _per_thousand(rate: float | None) -> float | None:
    return None if rate is None else round(rate * PER, 2)


def _says(point: Point) -> str:
    if point.beyond:
        return "beyond"
    return "run" if point.in_run else "over_u" if point.over_u else ""
