"""The JSON of stored reports, their schedules and market notes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ...models import MarketNote, MarketNoteFile, ReportFile, ReportSchedule, StoredReport


def _username() -> Any:
    return serializers.SlugRelatedField("username", read_only=True)


class ReportFileOut(serializers.ModelSerializer):
    """A file of a report; `file` of the report returns it."""

    name = serializers.CharField(source="stored.name")
    size = serializers.IntegerField(source="stored.size")

    class Meta:
        model = ReportFile
        fields = ("language", "format", "name", "size", "sha256")


class StoredReportOut(serializers.ModelSerializer):
    """A report of a period. number: null until its figures are fixed. replaces: the number of the one that it corrects.
    fault, tries, next_try_at: why it failed, how often, and when it is tried again."""

    asked_by = _username()
    replaces = serializers.SlugRelatedField("number", read_only=True)
    next_try_at = serializers.DateTimeField(source="make_at", read_only=True)
    files = ReportFileOut(many=True, read_only=True)

    class Meta:
        model = StoredReport
        fields = (
            "id",
            "number",
            "kind",
            "rhythm",
            "first",
            "last",
            "edition",
            "replaces",
            "reason",
            "state",
            "asked_by",
            "created_at",
            "fixed_at",
            "made_at",
            "told",
            "tries",
            "fault",
            "next_try_at",
            "content_hash",
            "files",
        )


class ReportContentsOut(serializers.Serializer):
    """The figures of a report, once, with words in both languages; see content_hash for their SHA-256."""

    number = serializers.CharField()
    content_hash = serializers.CharField()
    contents = serializers.JSONField(source="snapshot")


class ReportScheduleOut(serializers.ModelSerializer):
    """next_first: the first day of the period that is reported next; next_at: when."""

    roles = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = ReportSchedule
        fields = ("id", "kind", "rhythm", "days_after", "roles", "is_active", "next_first", "next_at", "version")


class MarketNoteFileOut(serializers.ModelSerializer):
    name = serializers.CharField(source="stored.name")
    size = serializers.IntegerField(source="stored.size")

    class Meta:
        model = MarketNoteFile
        fields = ("id", "name", "size", "added_at")


class MarketNoteOut(serializers.ModelSerializer):
    region = serializers.SlugRelatedField("code", read_only=True)
    product = serializers.SlugRelatedField("code", read_only=True)
    author = _username()
    files = MarketNoteFileOut(many=True, read_only=True)

    class Meta:
        model = MarketNote
        fields = (
            "number",
            "title",
            "kind",
            "state",
            "first",
            "last",
            "region",
            "product",
            "competitor",
            "findings",
            "asked_for",
            "source",
            "author",
            "created_at",
            "withdraw_reason",
            "version",
            "files",
        )


class RequirementOut(serializers.Serializer):
    """What a customer asked for on a visit, with masked phone numbers."""

    visit = serializers.IntegerField(source="visit.pk")
    customer = serializers.CharField(source="visit.customer.number")
    took_place_at = serializers.DateTimeField(source="visit.took_place_at")
    requirements = serializers.CharField(source="text")
