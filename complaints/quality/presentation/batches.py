"""What the page of a batch shows: the answer, figures, problems, warnings, holders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.staff.models import User
from customers.models import Product

from .. import permissions
from ..models import BatchRecord, batch_url
from ..queries.batch_charts import batch_charts
from ..queries.batches import (
    BatchKey,
    Holding,
    complaints_of,
    holdings,
    investigations_of,
    sold_by_customer,
    to_investigate,
    units_of,
)
from .batch_figures import Figure, Problem, figures_of, pareto_of
from .batch_list import title_of
from .batch_warnings import WarningLine, warning_lines
from .batch_words import answer_of, chart_text_of, false_alarms_text, formula_of, no_chart_text
from .control_chart import ControlChart, control_chart_of

HOLDERS = 8


@dataclass(frozen=True)
class BatchPage:
    """Everything on the page of a batch."""

    key: BatchKey
    product: Product
    record: BatchRecord
    title: str
    facts: Sequence[str]
    tags: Sequence[tuple[str, str]]
    answer: tuple[str, str]
    figures: Sequence[Figure]
    chart: ControlChart | None
    no_chart: str
    chart_text: str
    formula: str
    problems: Sequence[Problem]
    problems_text: str
    warnings: Sequence[WarningLine]
    open_warning: WarningLine | None
    false_alarms: str
    holders: Sequence[Holding]
    holder_count: int
    investigations: Sequence[Any]
    to_investigate: Any
    campaign_url: str
    undated: int

    @property
    def url(self) -> str:
        return batch_url(self.key.product_id, self.key.batch)

    def rows_url(self, what: str, **asked: Any) -> str:
        return batch_url(self.key.product_id, self.key.batch, f"batch_{what}", **asked)


def record_of(product: Product, batch: str) -> BatchRecord:
    """The record of a batch, or an empty one that is not saved."""
    found = BatchRecord.objects.filter(product=product, batch=batch).first()
    return found or BatchRecord(product=product, batch=batch)


def batch_page(product: Product, batch: str, user: User, now: datetime) -> BatchPage:
    key = BatchKey(product.pk, batch)
    found = batch_charts([key], now)[key]
    record = record_of(product, batch)
    complaints = complaints_of(product.pk, batch)
    classes = {value: Count("pk", filter=Q(quality_class=value)) for value in ("intrinsic", "extrinsic")}
    counts = complaints.aggregate(n=Count("pk"), **classes)
    sold = units_of(product.pk, batch).aggregate(n=Sum("quantity"), who=Count("customer", distinct=True))
    problems, problems_text = pareto_of(key, counts["n"])
    warnings = warning_lines(key, found)
    return BatchPage(
        key=key,
        product=product,
        record=record,
        title=title_of(product, batch),
        facts=_facts(product, record),
        tags=_tags(warnings),
        answer=answer_of(found),
        figures=figures_of(key, found, counts, sold, record),
        chart=control_chart_of(key, found),
        no_chart=no_chart_text(found),
        chart_text=chart_text_of(found.chart),
        formula=formula_of(found),
        problems=problems,
        problems_text=problems_text,
        warnings=warnings,
        open_warning=next((line for line in warnings if line.warning and line.warning.state == "new"), None),
        false_alarms=false_alarms_text(found),
        holders=holdings(product.pk, batch, sold_by_customer(product.pk, batch)[:HOLDERS]),
        holder_count=sold["who"],
        investigations=list(investigations_of(user, product.pk, batch)[:5]),
        to_investigate=to_investigate(product.pk, batch) if permissions.can_open(user) else None,
        campaign_url=_campaign_url(product, batch, user),
        undated=found.weeks.undated,
    )


def _campaign_url(product: Product, batch: str, user: User) -> str:
    """The page that starts a campaign for the batch; "" if the user may not start one."""
    if not permissions.can_open(user):
        return ""
    return f"{reverse('campaign_new')}?{urlencode({'product': product.code, 'batch': batch})}"


def _facts(product: Product, record: BatchRecord) -> list[str]:
    facts = [str(product)]
    days = [day.isoformat() for day in (record.made_from, record.made_until) if day]
    if days:
        facts.append(_("Produced %(days)s") % {"days": " – ".join(dict.fromkeys(days))})
    if record.note:
        facts.append(record.note)
    return facts


def _tags(warnings: Sequence[WarningLine]) -> list[tuple[str, str]]:
    lasting = [line.warning for line in warnings if line.warning and line.warning.ended_at is None]
    if any(row.rule == "beyond" for row in lasting):
        return [(_("Beyond the limit"), "late")]
    if lasting:
        return [(_("Run above the centre"), "due")]
    return [(_("Was beyond the limit"), "")] if any(w.warning and w.warning.rule == "beyond" for w in warnings) else []


def list_url(**asked: str) -> str:
    return f"{reverse('batches')}?{urlencode(asked)}" if asked else reverse("batches")
