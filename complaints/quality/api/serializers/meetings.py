"""The JSON of meetings."""

from __future__ import annotations

from rest_framework import serializers

from ...models import Meeting, MeetingCase
from ...models.meetings import SHARES
from ...queries.meetings import lacking


class MeetingCaseOut(serializers.ModelSerializer):
    """A case on the agenda. missing: what is missing before it can be decided."""

    investigation = serializers.SlugRelatedField("number", read_only=True)
    title = serializers.CharField(source="investigation.title", read_only=True)
    decided_by = serializers.SlugRelatedField("username", read_only=True)
    decided_for = serializers.SlugRelatedField("username", read_only=True)
    actions = serializers.SlugRelatedField("number", many=True, read_only=True)
    missing = serializers.SerializerMethodField()

    class Meta:
        model = MeetingCase
        fields = (
            "investigation",
            "title",
            "place",
            "minutes",
            "nature",
            "responsible",
            *SHARES,
            "cause",
            "remedy",
            "amount_limit",
            "decision",
            "decided_by",
            "decided_for",
            "decided_at",
            "actions",
            "missing",
        )

    def get_missing(self, case: MeetingCase) -> list[str]:
        return [] if case.decided_at else lacking(case.investigation, case.investigation.reports.all())


class MeetingOut(serializers.ModelSerializer):
    chair = serializers.SlugRelatedField("username", read_only=True)
    chaired_for = serializers.SlugRelatedField("username", read_only=True)
    attendees = serializers.SlugRelatedField("username", many=True, read_only=True)
    created_by = serializers.SlugRelatedField("username", read_only=True)
    cases = MeetingCaseOut(many=True, read_only=True)

    class Meta:
        model = Meeting
        fields = (
            "number",
            "title",
            "state",
            "starts_at",
            "place",
            "chair",
            "chaired_for",
            "attendees",
            "guests",
            "minutes",
            "cancel_reason",
            "created_by",
            "created_at",
            "ended_at",
            "version",
            "cases",
        )
