"""Figures of the catalogue of metrics in a report: the same as on the dashboards and in the API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from ...enums import Basis, Unit
from ...queries.metrics.figures import Figure, figures, sure_between
from ...queries.metrics.slices import Slice
from ...rules.contents import Measure, Words
from ...rules.metric import Metric, rounded
from ...rules.metrics import metric_of
from ...rules.periods import Span
from .words import both

UNITS = {
    Unit.COUNT: "count",
    Unit.PERCENT: "percent",
    Unit.MONEY: "money",
    Unit.MONEY_PER: "money",
    Unit.PER_THOUSAND: "rate",
    Unit.INDEX: "score",
    Unit.NPS: "score",
}
Found = dict[str, dict[Span, Figure]]


def found_in(codes: Sequence[str], spans: Sequence[Span], now: datetime) -> Found:
    """The figures of the whole company. Who may read them is decided for the report, not here."""
    nobody: Any = None
    found, _splits = figures([metric_of(code) for code in codes], Slice(nobody, now, {}, {}, is_fixed=False), spans)
    return found


def measure(found: Found, code: str, spans: Sequence[Span], name: Words | None = None) -> Measure:
    """A metric in the last of the periods, against the one before, with the test that fits its unit."""
    metric, row = metric_of(code), found[code]
    now, before = row[spans[-1]], row[spans[-2]]
    sure = sure_between(now, before, [row[span].value for span in spans[:-1]])
    return Measure(
        code=code,
        name=name or both(lambda: metric.name),
        unit=UNITS[metric.unit],
        value=cell(metric, now.value),
        before=cell(metric, before.value),
        rows=now.base.count if metric.is_share else now.rows.count,
        better=metric.good,
        test=sure.test,
        chance=sure.chance,
        verdict="" if metric.basis == Basis.MOMENT else sure.verdict,
        url=now.rows.url,
    )


def cell(metric: Metric, value: Decimal | None) -> Any:
    """A value as the snapshot keeps it, rounded as on the dashboards; an amount is a text with two decimals."""
    found = rounded(metric, value)
    if found is None:
        return None
    if metric.unit in (Unit.MONEY, Unit.MONEY_PER):
        return f"{found:.2f}"
    return int(found) if metric.unit == Unit.COUNT else float(found)
