"""An exception from the cadence, as the API answers it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ...models import VisitException


class VisitExceptionOut(serializers.ModelSerializer):
    """months: 0 means that the customer is never visited."""

    customer: Any = serializers.SlugRelatedField("number", read_only=True)

    class Meta:
        model = VisitException
        fields = ("id", "customer", "months", "reason")
