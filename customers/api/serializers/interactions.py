"""The JSON of interactions."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from aftersales.store.personal import text_for

from ...models import (
    Interaction,
)
from ...permissions import reads_whole
from .fields import Related


class InteractionOut(serializers.ModelSerializer):
    customer: Related = serializers.SlugRelatedField("number", read_only=True)
    user: Related = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = Interaction
        fields = (
            "id",
            "customer",
            "contact",
            "contact_name",
            "direction",
            "channel",
            "at",
            "user",
            "body",
            "duration_seconds",
            "despite",
            "answers",
        )

    def to_representation(self, obj: Interaction) -> dict[str, Any]:
        """Phone numbers in texts are masked for readers who may not reveal them."""
        data = super().to_representation(obj)
        whole = reads_whole(self.context["request"].user, obj.customer)
        return data | {name: text_for(data[name], whole=whole) for name in ("body", "despite")}
