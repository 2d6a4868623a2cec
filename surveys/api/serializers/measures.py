"""The JSON of measures."""

from __future__ import annotations

from rest_framework import serializers

from ...models import Measure


class MeasureOut(serializers.ModelSerializer):
    """A measure with its target. value, low, high, n: what the round said that checked it."""

    title = serializers.CharField(source="action.title", read_only=True)
    action = serializers.SlugRelatedField("number", read_only=True)
    owner = serializers.CharField(source="action.owner.username", read_only=True)
    due_on = serializers.DateField(source="action.due_on", read_only=True)
    from_quarter = serializers.CharField(source="from_round.quarter", read_only=True)
    created_by = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = Measure
        fields = (
            "number",
            "title",
            "action",
            "owner",
            "due_on",
            "code",
            "segment",
            "member",
            "from_quarter",
            "start",
            "target",
            "check_quarter",
            "verdict",
            "value",
            "low",
            "high",
            "n",
            "checked_at",
            "said_zh",
            "said_en",
            "did_zh",
            "did_en",
            "created_by",
            "created_at",
            "version",
        )
