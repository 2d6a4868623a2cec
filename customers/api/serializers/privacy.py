"""The JSON of requests about personal data."""

from __future__ import annotations

from rest_framework import serializers

from ...models import (
    PersonalDataRequest,
)
from .fields import Related


class DataRequestOut(serializers.ModelSerializer):
    customer: Related = serializers.SlugRelatedField("number", read_only=True)
    opened_by: Related = serializers.SlugRelatedField("username", read_only=True)
    handled_by: Related = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = PersonalDataRequest
        fields = (
            "number",
            "customer",
            "kind",
            "state",
            "asked_by",
            "note",
            "received_on",
            "due_on",
            "opened_by",
            "handled_by",
            "handled_at",
            "outcome",
            "version",
        )
