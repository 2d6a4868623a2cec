"""The cadence and the schedules of customers, as the API answers them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ...models import Cadence, VisitSchedule


class CadenceOut(serializers.ModelSerializer):
    class Meta:
        model = Cadence
        fields = ("id", "tier", "months", "channel", "effective_from", "effective_until", "replaces", "version")


class VisitScheduleOut(serializers.ModelSerializer):
    """next_due_on: null if no visit is due; basis says why. earliest_on: no visit before this day."""

    customer: Any = serializers.SlugRelatedField("number", read_only=True)

    class Meta:
        model = VisitSchedule
        fields = (
            "customer",
            "next_due_on",
            "basis",
            "months",
            "counted_from",
            "last_visit_on",
            "earliest_on",
            "channel",
        )
