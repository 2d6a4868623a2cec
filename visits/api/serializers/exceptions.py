"""An exception from the cadence, as the API answers it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ...models import VisitException


class VisitExceptionOut(serializers.ModelSerializer):
    customer: Any = serializers.SlugRelatedField("number", read_only=True)

    class Meta:
        model = VisitException
        fields = ("id", "customer", "kind", "months", "not_before", "until", "reason")
