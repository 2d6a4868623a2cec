"""The catalogue of metrics: every figure of the company, defined once. Pages, Excel, PDF and API read it."""

from __future__ import annotations

from aftersales.kernel.errors import InvalidInput, gettext_noop

from . import metrics_customers, metrics_quality, metrics_tickets
from .metric import Metric

METRICS: tuple[Metric, ...] = (*metrics_tickets.METRICS, *metrics_customers.METRICS, *metrics_quality.METRICS)
BY_CODE = {metric.code: metric for metric in METRICS}


def metric_of(code: str) -> Metric:
    """The metric with this code. Raises InvalidInput if there is none."""
    if code not in BY_CODE:
        raise InvalidInput(gettext_noop("This metric doesn’t exist."), code="no_metric", field="metric")
    return BY_CODE[code]


def metrics_for(role: str) -> list[Metric]:
    """The metrics that a role may see, in the order of the catalogue."""
    return [metric for metric in METRICS if metric.may_be_seen_by(role)]
