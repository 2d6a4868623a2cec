"""A maintenance plan, as the API answers it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ...models import MaintenancePlan


class MaintenancePlanOut(serializers.ModelSerializer):
    """next_due_on: null when the contract ends before."""

    customer: Any = serializers.SlugRelatedField("number", source="purchase.customer", read_only=True)

    class Meta:
        model = MaintenancePlan
        fields = (
            "id",
            "purchase",
            "customer",
            "months",
            "starts_on",
            "until_on",
            "contract_number",
            "next_due_on",
            "version",
        )
