"""Shapes of the figures in the API. `rows` tells how many rows stand behind a figure and the page that lists them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ..answer import answer_of, number_of
from ..queries import QuarterPage
from ..queries.tickets import Week
from ..rules.answer import FIRST_REPLY_TARGET
from ..tiles import answers_url


class RowsSerializer(serializers.Serializer):
    count = serializers.IntegerField()
    url = serializers.CharField()


class PointSerializer(serializers.Serializer):
    code = serializers.CharField()
    text = serializers.CharField()
    url = serializers.CharField()


class AnswerSerializer(serializers.Serializer):
    headline = serializers.CharField()
    points = PointSerializer(many=True)
    text = serializers.CharField()


class SpanSerializer(serializers.Serializer):
    first = serializers.DateField()
    last = serializers.DateField()


class SatisfactionSerializer(serializers.Serializer):
    """The index, null below five answers."""

    value = serializers.FloatField(allow_null=True)
    margin = serializers.FloatField(allow_null=True)
    previous = serializers.FloatField(allow_null=True)
    change = serializers.FloatField(allow_null=True)
    significant = serializers.BooleanField(allow_null=True)
    history = serializers.ListField(child=serializers.FloatField(allow_null=True))
    rows = RowsSerializer(allow_null=True)


class ComplaintsSerializer(serializers.Serializer):
    rows = RowsSerializer()
    previous = RowsSerializer()


class RepliesSerializer(serializers.Serializer):
    """Shares from 0 to 1."""

    share = serializers.FloatField(allow_null=True)
    previous_share = serializers.FloatField(allow_null=True)
    target = serializers.FloatField()
    in_time = RowsSerializer()
    late = RowsSerializer()


class LatenessSerializer(serializers.Serializer):
    rows = RowsSerializer()
    a_week_ago = serializers.IntegerField()


class CostSerializer(serializers.Serializer):
    per_ticket = serializers.DecimalField(14, 2, allow_null=True)
    previous_per_ticket = serializers.DecimalField(14, 2, allow_null=True)
    amount = serializers.DecimalField(14, 2)
    closed = RowsSerializer()
    with_cost = RowsSerializer()


class WeekSerializer(serializers.Serializer):
    week = serializers.SerializerMethodField()
    first = serializers.DateField(source="span.first")
    last = serializers.DateField(source="span.last")
    is_over = serializers.BooleanField()
    year_before = serializers.IntegerField()
    rows = RowsSerializer()

    @extend_schema_field(int)
    def get_week(self, week: Week) -> int:
        return number_of(week)


class LimitsSerializer(serializers.Serializer):
    mean = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class HoursSerializer(serializers.Serializer):
    region = serializers.CharField(source="region.code")
    name = serializers.CharField(source="region")
    hours = serializers.FloatField()
    previous_hours = serializers.FloatField(allow_null=True)
    rows = RowsSerializer()


class BatchSerializer(serializers.Serializer):
    batch = serializers.CharField()
    product = serializers.CharField()
    previous = serializers.IntegerField()
    is_above = serializers.BooleanField()
    rows = RowsSerializer()


class WaitingSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(["approval", "investigation", "action"])
    title = serializers.CharField()
    customer = serializers.CharField()
    amount = serializers.DecimalField(12, 2, allow_null=True)
    since = serializers.DateTimeField()
    url = serializers.CharField()


class WordsSerializer(serializers.Serializer):
    month = serializers.CharField()
    csat = serializers.IntegerField(allow_null=True)
    comment = serializers.CharField()
    region = serializers.CharField()
    tier = serializers.CharField()


class QuarterSerializer(serializers.Serializer):
    """A quarter at a glance: the figures of the page, each with its rows."""

    quarter = serializers.CharField()
    region = serializers.CharField(allow_null=True)
    days = SpanSerializer()
    previous_days = SpanSerializer()
    answer = AnswerSerializer()
    satisfaction = SatisfactionSerializer()
    complaints = ComplaintsSerializer()
    first_reply = RepliesSerializer()
    late = LatenessSerializer()
    cost = CostSerializer()
    weeks = WeekSerializer(many=True)
    limits = LimitsSerializer(allow_null=True)
    hours_to_answer = HoursSerializer(many=True)
    batches = BatchSerializer(many=True)
    waiting = WaitingSerializer(many=True)
    words = WordsSerializer(many=True)


def quarter_data(page: QuarterPage) -> dict[str, Any]:
    """What QuarterSerializer puts into JSON."""
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
