"""Coverage, as the API answers it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from customers.enums import Tier

from ...presentation.coverage_words import LATE_WORDS
from ...rules.coverage import Late


class ShareOut(serializers.Serializer):
    """How many of how many. percent is rounded down to one place; null if nobody counts."""

    due = serializers.IntegerField()
    in_time = serializers.IntegerField()
    missing = serializers.IntegerField()
    percent = serializers.SerializerMethodField()

    def get_percent(self, share: Any) -> float | None:
        due, in_time = (share["due"], share["in_time"]) if isinstance(share, dict) else (share.due, share.in_time)
        return in_time * 1000 // due / 10 if due else None


class GroupOut(ShareOut):
    """id: the value of the filter; "none" for customers without one."""

    id = serializers.CharField()


class LateOut(serializers.Serializer):
    step = serializers.ChoiceField([(str(step), LATE_WORDS[step]) for step in Late])
    customers = serializers.IntegerField()


class CoverageQuarterOut(ShareOut):
    on = serializers.DateField()
    tier = serializers.ChoiceField(Tier.choices)
    region = serializers.CharField()


class CoverageOut(serializers.Serializer):
    on = serializers.DateField()
    total = ShareOut()
    by_tier = GroupOut(many=True)
    by_region = GroupOut(many=True)
    by_outlet = GroupOut(many=True)
    by_rep = GroupOut(many=True)
    by_province = GroupOut(many=True)
    by_lateness = LateOut(many=True)
    quarters = CoverageQuarterOut(many=True)


class CoveredCustomerOut(serializers.Serializer):
    """A customer behind a figure. days_late: 0 if in time."""

    number = serializers.CharField(source="customer.number")
    name = serializers.CharField(source="customer.name")
    tier = serializers.ChoiceField(Tier.choices, source="customer.tier")
    province = serializers.CharField(source="customer.province")
    last_visited_on = serializers.DateField(source="customer.last_visited_on", allow_null=True)
    due_on = serializers.DateField(source="customer.due_day")
    days_late = serializers.IntegerField(source="late")
    reason = serializers.CharField(source="why")
