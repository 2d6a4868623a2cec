"""The JSON of opt-outs."""

from __future__ import annotations

from rest_framework import serializers

from ...models import OptOut
from .fields import Related


class OptOutOut(serializers.ModelSerializer):
    """contact: whose wish it is; null: that of the whole customer. recorded_by: null if they did it by a link."""

    customer: Related = serializers.SlugRelatedField("number", read_only=True)
    recorded_by: Related = serializers.SlugRelatedField("username", read_only=True)
    ended_by: Related = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = OptOut
        fields = (
            "id",
            "customer",
            "contact",
            "purpose",
            "channel",
            "note",
            "since",
            "recorded_by",
            "ended_at",
            "ended_by",
            "end_note",
        )
