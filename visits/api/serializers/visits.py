"""A visit, as the API answers it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ...models import Visit


class VisitOut(serializers.ModelSerializer):
    customer: Any = serializers.SlugRelatedField("number", read_only=True)
    customer_name = serializers.CharField(source="customer.name", read_only=True)
    rep: Any = serializers.SlugRelatedField("username", read_only=True)
    recorded_by: Any = serializers.SlugRelatedField("username", read_only=True)
    ticket: Any = serializers.SlugRelatedField("number", read_only=True)
    signed_by = serializers.CharField(source="signature.name", read_only=True, default=None)
    seal = serializers.CharField(source="signature.seal", read_only=True, default=None)

    class Meta:
        model = Visit
        fields = (
            "id",
            "customer",
            "customer_name",
            "kind",
            "purchase",
            "state",
            "rep",
            "due_on",
            "planned_on",
            "planned_time",
            "counted_from",
            "channel",
            "reason",
            "outcome",
            "contact",
            "met_whom",
            "opinions",
            "suggestions",
            "requirements",
            "mood",
            "promised",
            "correction",
            "undecided_since",
            "signed_by",
            "seal",
            "took_place_at",
            "recorded_by",
            "interaction",
            "ticket",
            "copy_sent_at",
            "created_at",
            "version",
        )
