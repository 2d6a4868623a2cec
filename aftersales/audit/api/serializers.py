"""What the API answers about the audit log and the access log."""

from rest_framework import serializers

from ..models import AccessLogEntry, Seal


class AuditLineOut(serializers.Serializer):
    field = serializers.CharField()
    label = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class AuditChangeOut(serializers.Serializer):
    """A change of a record. kind: "+" created, "~" changed, "-" deleted. by: empty for the system. table, row: the
    history row that records the change."""

    at = serializers.DateTimeField(source="change.at")
    by = serializers.CharField(source="change.by.username", default="")
    kind = serializers.CharField(source="change.kind")
    noun = serializers.CharField(source="change.noun")
    reason = serializers.CharField(source="change.reason")
    lines = AuditLineOut(source="change.lines", many=True)
    table = serializers.CharField()
    row = serializers.IntegerField(source="pk")


class AuditPageOut(serializers.Serializer):
    """A page of changes. next: send it as `before` to get the next page; empty on the last page."""

    results = AuditChangeOut(many=True)
    next = serializers.CharField()


class AccessLogEntryOut(serializers.ModelSerializer):
    actor = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = AccessLogEntry
        fields = ("id", "at", "actor", "kind", "subject", "detail", "reason", "count")


class SealOut(serializers.ModelSerializer):
    actor = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = Seal
        fields = (
            "number",
            "kind",
            "model",
            "first",
            "last",
            "count",
            "digest",
            "previous",
            "hash",
            "sealed_at",
            "actor",
            "reason",
        )
