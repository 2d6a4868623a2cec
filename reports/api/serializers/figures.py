"""The JSON of the figures. `rows` holds how many tickets or answers are behind a figure, and the page with these."""

from typing import Any, get_args

from rest_framework import serializers

from ...enums import Unit
from ...queries.metrics import Figure, Told
from ...rules.certainty import Verdict
from ...rules.metric import rounded


class RowsOut(serializers.Serializer):
    count = serializers.IntegerField()
    url = serializers.CharField()


class SpanOut(serializers.Serializer):
    first = serializers.DateField()
    last = serializers.DateField()


class MetricFigureOut(serializers.Serializer):
    """A metric in a period, rounded as on every page. Amounts are in yuan, shares in percent.

    value, numerator and denominator are null if it is hidden, because there are fewer than five answers. rows: the
    page with the rows behind the value.
    """

    first = serializers.DateField(source="span.first")
    last = serializers.DateField(source="span.last")
    value = serializers.DecimalField(18, 2, allow_null=True)
    margin = serializers.FloatField(allow_null=True)
    numerator = serializers.DecimalField(18, 2, allow_null=True)
    denominator = serializers.DecimalField(18, 2, allow_null=True)
    hidden = serializers.BooleanField()
    rows = RowsOut(allow_null=True)


class MetricOut(serializers.Serializer):
    """A metric of the catalogue with its figures for a period, for the one it is compared with, and for the twelve
    periods up to it.

    verdict: how sure the change is: significant, usual or unknown; empty for the state of a moment, and where a value
    is missing. chance: of such a change by chance, adjusted for all metrics of the answer. test: which test was used.
    """

    code = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.ChoiceField(Unit.choices)
    formula = serializers.CharField()
    numerator_name = serializers.CharField()
    denominator_name = serializers.CharField()
    source = serializers.CharField()
    better = serializers.CharField()
    target = serializers.FloatField(allow_null=True)
    clauses = serializers.ListField(child=serializers.CharField())
    ignored_filters = serializers.ListField(child=serializers.CharField())
    figure = MetricFigureOut()
    against = MetricFigureOut(allow_null=True)
    history = MetricFigureOut(many=True)
    verdict = serializers.ChoiceField(list(get_args(Verdict)), allow_blank=True)
    chance = serializers.FloatField(allow_null=True)
    test = serializers.CharField()


def metric_data(told: Told) -> dict[str, Any]:
    """The input of MetricOut."""
    metric = told.figure.metric
    return {
        "code": metric.code,
        "name": metric.name,
        "unit": metric.unit,
        "formula": metric.formula,
        "numerator_name": metric.numerator,
        "denominator_name": metric.denominator,
        "source": metric.source,
        "better": metric.good,
        "target": metric.target,
        "clauses": [str(clause) for clause in metric.clauses],
        "ignored_filters": list(told.figure.ignored),
        "figure": _metric_figure(told.figure),
        "against": _metric_figure(told.against) if told.against else None,
        "history": [_metric_figure(each) for each in told.series],
        "verdict": told.move.verdict if told.move else "",
        "chance": told.sure.chance,
        "test": told.sure.test,
    }


def _metric_figure(figure: Figure) -> dict[str, Any]:
    margin = figure.margin
    part = figure.base if figure.metric.denominator else figure.rows
    return {
        "span": figure.span,
        "value": rounded(figure.metric, figure.value),
        "margin": None if margin is None else round(margin, 1),
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "hidden": figure.hidden,
        "rows": part if part.url else None,
    }
