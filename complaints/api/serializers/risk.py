"""The JSON of the risks of a ticket."""

from __future__ import annotations

from rest_framework import serializers

from ...models import RiskFlag
from ...texts.risk import reason_text


class RiskFlagOut(serializers.ModelSerializer):
    """Why a ticket was flagged, and who acknowledged the flag."""

    text = serializers.SerializerMethodField(help_text="Why the ticket was flagged, in the reader's language")
    acknowledged_by = serializers.SlugRelatedField("username", read_only=True)
    acknowledged_for = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = RiskFlag
        fields = (
            "id",
            "code",
            "level",
            "text",
            "facts",
            "phrase",
            "dismissed",
            "raised_at",
            "rule",
            "acknowledged_at",
            "acknowledged_by",
            "acknowledged_for",
            "reason",
        )

    def get_text(self, flag: RiskFlag) -> str:
        return reason_text(flag.code, flag.facts)
