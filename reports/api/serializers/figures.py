"""The JSON of the figures. `rows` holds how many tickets or answers are behind a figure, and the page with these."""

from typing import Any

from rest_framework import serializers

from ...enums import Unit
from ...presentation.answer import answer_of
from ...presentation.tiles import answers_url
from ...queries import QuarterPage
from ...queries.metrics import Figure, Told
from ...rules.answer import FIRST_REPLY_TARGET
from ...rules.metric import rounded


class RowsOut(serializers.Serializer):
    count = serializers.IntegerField()
    url = serializers.CharField()


class PointOut(serializers.Serializer):
    code = serializers.CharField()
    text = serializers.CharField()
    url = serializers.CharField()


class AnswerOut(serializers.Serializer):
    headline = serializers.CharField()
    points = PointOut(many=True)
    text = serializers.CharField()


class SpanOut(serializers.Serializer):
    first = serializers.DateField()
    last = serializers.DateField()


class SatisfactionOut(serializers.Serializer):
    """The satisfaction index of the quarter; null if there are fewer than five answers."""

    value = serializers.FloatField(allow_null=True)
    margin = serializers.FloatField(allow_null=True)
    previous = serializers.FloatField(allow_null=True)
    change = serializers.FloatField(allow_null=True)
    significant = serializers.BooleanField(allow_null=True)
    history = serializers.ListField(child=serializers.FloatField(allow_null=True))
    rows = RowsOut(allow_null=True)


class ComplaintsOut(serializers.Serializer):
    rows = RowsOut()
    previous = RowsOut()


class RepliesOut(serializers.Serializer):
    """First replies in time and late. Shares are from 0 to 1."""

    share = serializers.FloatField(allow_null=True)
    previous_share = serializers.FloatField(allow_null=True)
    target = serializers.FloatField()
    in_time = RowsOut()
    late = RowsOut()


class LatenessOut(serializers.Serializer):
    rows = RowsOut()
    a_week_ago = serializers.IntegerField()


class CostOut(serializers.Serializer):
    per_ticket = serializers.DecimalField(14, 2, allow_null=True)
    previous_per_ticket = serializers.DecimalField(14, 2, allow_null=True)
    amount = serializers.DecimalField(14, 2)
    closed = RowsOut()
    with_cost = RowsOut()


class ReportWeekOut(serializers.Serializer):
    week = serializers.IntegerField(source="number")
    first = serializers.DateField(source="span.first")
    last = serializers.DateField(source="span.last")
    is_over = serializers.BooleanField()
    year_before = serializers.IntegerField()
    rows = RowsOut()


class LimitsOut(serializers.Serializer):
    mean = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class HoursOut(serializers.Serializer):
    region = serializers.CharField(source="region.code")
    name = serializers.CharField(source="region")
    hours = serializers.FloatField()
    previous_hours = serializers.FloatField(allow_null=True)
    rows = RowsOut()


class BatchOut(serializers.Serializer):
    batch = serializers.CharField()
    product = serializers.CharField()
    previous = serializers.IntegerField()
    is_above = serializers.BooleanField()
    rows = RowsOut()


class PendingDecisionOut(serializers.Serializer):
    kind = serializers.ChoiceField(["approval", "investigation", "action"])
    title = serializers.CharField()
    customer = serializers.CharField()
    amount = serializers.DecimalField(12, 2, allow_null=True)
    since = serializers.DateTimeField()
    url = serializers.CharField()


class WordsOut(serializers.Serializer):
    month = serializers.CharField()
    csat = serializers.IntegerField(allow_null=True)
    comment = serializers.CharField()
    region = serializers.CharField()
    tier = serializers.CharField()


class QuarterOut(serializers.Serializer):
    """The figures of a quarter, the same as on the dashboard, each with its rows."""

    quarter = serializers.CharField()
    region = serializers.CharField(allow_null=True)
    days = SpanOut()
    previous_days = SpanOut()
    answer = AnswerOut()
    satisfaction = SatisfactionOut()
    complaints = ComplaintsOut()
    first_reply = RepliesOut()
    late = LatenessOut()
    cost = CostOut()
    weeks = ReportWeekOut(many=True)
    limits = LimitsOut(allow_null=True)
    hours_to_answer = HoursOut(many=True)
    batches = BatchOut(many=True)
    waiting = PendingDecisionOut(many=True)
    words = WordsOut(many=True)


def quarter_data(page: QuarterPage) -> dict[str, Any]:
    """The input of QuarterOut."""
    scope, period = page.scope, page.period
    return {
        "quarter": period.quarter,
        "region": scope.region.code if scope.region else None,
        "days": period.days,
        "previous_days": period.previous,
        "answer": answer_of(page),
        "satisfaction": _satisfaction(page),
        "complaints": page.complaints,
        "first_reply": {**vars(page.replies), "target": FIRST_REPLY_TARGET / 100},
        "late": page.lateness,
        "cost": page.cost,
        "weeks": page.complaints.weeks,
        "limits": page.complaints.limits,
        "hours_to_answer": page.hours,
        "batches": page.batches.top,
        "waiting": page.waiting,
        "words": page.satisfaction.words,
    }


def _satisfaction(page: QuarterPage) -> dict[str, Any]:
    history, url = page.satisfaction.history, answers_url(page)
    names = ("value", "margin", "previous", "change", "significant")
    return {
        **{name: history.figure[name] if history.figure else None for name in names},
        "history": history.values,
        "rows": {"count": history.n, "url": url} if url and history.n is not None else None,
    }


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
    periods up to it."""

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
