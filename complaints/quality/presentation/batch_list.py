"""The batches in their list, and the batch of a ticket at its side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from customers.models import Product

from ..models import BatchWarning, batch_url
from ..queries.batch_charts import BatchChart, batch_charts
from ..queries.batches import (
    BatchKey,
)
from .chart_spark import Spark, spark_of
from .chart_words import per_thousand


def title_of(product: Product, batch: str) -> str:
    """HX-250 B2603-17; a product without batches by its name."""
    if batch:
        return f"{product.code} {batch}"
    return product.code if not product.batch_tracked else _("%(product)s, no batch") % {"product": product.code}


@dataclass(frozen=True)
class BatchRow:
    """A batch in the list."""

    key: BatchKey
    title: str
    url: str
    state: str
    when: str
    details: Sequence[str]
    spark: Spark | None
    complaints: int
    units: int


def batch_rows(keys: Sequence[tuple[int, str, str]], now: datetime) -> list[BatchRow]:
    """The rows of the list, in a constant number of queries. keys: (product id, product code, batch)."""
    pairs = [BatchKey(product, batch) for product, _code, batch in keys]
    charts = batch_charts(pairs, now)
    products = Product.objects.in_bulk({key.product_id for key in pairs})
    rows = BatchWarning.objects.filter(product__in=products, ended_at=None) | BatchWarning.objects.filter(
        product__in=products, state="new"
    )
    warned: dict[BatchKey, list[BatchWarning]] = {}
    for row in rows.select_related("investigation"):
        warned.setdefault(BatchKey(row.product_id, row.batch), []).append(row)
    return [_batch_row(key, products[key.product_id], charts[key], warned.get(key, [])) for key in pairs]


def _batch_row(key: BatchKey, product: Product, found: BatchChart, warnings: Sequence[BatchWarning]) -> BatchRow:
    new = any(row.state == "new" for row in warnings)
    beyond = next((row for row in warnings if row.rule == "beyond"), None)
    shown = beyond or next(iter(warnings), None)
    complaints = sum(week.complaints for week in found.weeks.rows)
    point = found.told[-1][1] if found.rows else None
    rate = per_thousand(point.rate) if point else ""
    limit = point.upper if point else None
    if shown is None:
        state, when = "ok", ""
    elif beyond:
        state = "late"
        when = _("%(rate)s, limit %(limit)s") % {"rate": f"{beyond.rate:.1f}", "limit": f"{beyond.limit:.1f}"}
    else:
        state, when = ("due" if new else "done"), _("Weeks above")
    details = [
        str(product),
        _("%(count)s units in use") % {"count": f"{found.weeks.units:,}"},
        _("complaints: %(count)s") % {"count": complaints},
        (
            _("now %(rate)s per 1,000, limit %(limit)s") % {"rate": rate, "limit": per_thousand(limit)}
            if limit is not None
            else ""
        ),
        (
            _("%(number)s is on it") % {"number": shown.investigation.number}
            if shown and shown.investigation
            else _("not judged yet")
            if new
            else ""
        ),
    ]
    return BatchRow(
        key=key,
        title=title_of(product, key.batch),
        url=batch_url(key.product_id, key.batch),
        state=state,
        when=when,
        details=[detail for detail in details if detail],
        spark=spark_of(found),
        complaints=complaints,
        units=found.weeks.units,
    )


def batch_spark(ticket: Any, now: datetime) -> dict[str, Any] | None:
    """The batch of a ticket for a side column: title, address, spark, rate and limit. None if the ticket names none."""
    product = ticket.product
    if product is None or (product.batch_tracked and not ticket.batch):
        return None
    key = BatchKey(product.pk, ticket.batch if product.batch_tracked else "")
    row = batch_rows([(key.product_id, product.code, key.batch)], now)[0]
    return {"title": row.title, "url": row.url, "spark": row.spark, "details": row.details[1:], "count": row.complaints}
