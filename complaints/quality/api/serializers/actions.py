"""The JSON of actions."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ...models import Action, Claim, Recurrence
from ...permissions import sees_claim


class RecurrenceOut(serializers.ModelSerializer):
    """A ticket that reopened an action, and whether it was dismissed."""

    ticket = serializers.SlugRelatedField("number", read_only=True)
    dismissed_by = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = Recurrence
        fields = ("ticket", "why", "found_at", "dismissed_at", "dismissed_by", "dismiss_reason")


class ClaimOut(serializers.ModelSerializer):
    """What a recovery claims from a supplier, the answer, and what was paid. meeting: where the share was decided."""

    supplier = serializers.SlugRelatedField("number", read_only=True)
    meeting = serializers.CharField(source="case.meeting.number", read_only=True, allow_null=True, default=None)

    class Meta:
        model = Claim
        fields = (
            "supplier",
            "claimed",
            "cost",
            "share",
            "meeting",
            "reason",
            "answer_due_on",
            "sent_on",
            "answered_on",
            "accepted",
            "answer",
            "received",
            "received_on",
            "reference",
        )


@extend_schema_field({"type": ["object", "null"]})
class FiguresField(serializers.JSONField):
    """The complaints before, and after if there was time to count them."""


class ActionOut(serializers.ModelSerializer):
    """figures: the complaints before and after, as they were at the judgement. claim: of a recovery, null
    for those who may not see costs."""

    investigation = serializers.SlugRelatedField("number", read_only=True)
    ticket = serializers.SlugRelatedField("number", read_only=True)
    owner = serializers.SlugRelatedField("username", read_only=True)
    product = serializers.SlugRelatedField("code", read_only=True)
    done_by = serializers.SlugRelatedField("username", read_only=True)
    verified_by = serializers.SlugRelatedField("username", read_only=True)
    created_by = serializers.SlugRelatedField("username", read_only=True)
    follows = serializers.SlugRelatedField("number", read_only=True)
    recurrences = RecurrenceOut(many=True, read_only=True)
    figures = FiguresField(read_only=True)
    claim = ClaimOut(read_only=True, allow_null=True)

    class Meta:
        model = Action
        fields = (
            "number",
            "kind",
            "title",
            "investigation",
            "ticket",
            "source_label",
            "source_url",
            "follows",
            "owner",
            "due_on",
            "due_at",
            "state",
            "criterion",
            "window_days",
            "target_rate",
            "product",
            "batch",
            "evidence",
            "done_at",
            "done_by",
            "judge_on",
            "verification",
            "verified_by",
            "verified_at",
            "figures",
            "cancel_reason",
            "recurrences",
            "claim",
            "created_by",
            "created_at",
            "version",
        )

    def to_representation(self, instance: Action) -> dict[str, object]:
        data: dict[str, object] = super().to_representation(instance)
        if not sees_claim(self.context["request"].user, instance):
            data["claim"] = None
        data.setdefault("claim", None)
        return data
