"""The JSON of call-backs."""

from __future__ import annotations

from rest_framework import serializers

from ...models import CallBack


class CallBackOut(serializers.ModelSerializer):
    """A call that is owed to a dissatisfied customer, and how it ended. It has no answers of the survey."""

    customer = serializers.CharField(source="customer.number", default=None, read_only=True)
    ticket = serializers.CharField(source="ticket.number", default=None, read_only=True)
    quarter = serializers.CharField(source="round.quarter", default=None, read_only=True)
    user = serializers.SlugRelatedField("username", read_only=True)
    done_by = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = CallBack
        fields = (
            "id",
            "customer",
            "ticket",
            "quarter",
            "why",
            "user",
            "opened_at",
            "due_at",
            "attempts",
            "done_at",
            "done_by",
            "result",
            "note",
            "version",
        )
