"""What the API answers about the audit log and the access log."""

from typing import Any

from rest_framework import serializers

from ..models import AccessLogEntry, Seal
from ..queries.seals import nameless, private_tables
from ..texts.columns import FAULTS
from ..texts.reports import fault_as_text


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


class FaultOut(serializers.Serializer):
    """A row that does not match. row: its primary key. seal: 0 for current rows. columns: what differs from the
    history of the row. text: the same as a sentence."""

    model = serializers.CharField()
    row = serializers.CharField(source="pk")
    what = serializers.ChoiceField(tuple(FAULTS))
    seal = serializers.IntegerField()
    columns = serializers.ListField(child=serializers.CharField())
    text = serializers.SerializerMethodField()

    def get_text(self, fault: dict[str, Any]) -> str:
        return fault_as_text(fault)


class VerificationOut(serializers.Serializer):
    """The result of the last verification. matches: null before the first one. rows: sealed rows. current: current
    rows that were compared with their history. redacted: rows that erasures and retention runs changed lawfully.
    differing: current rows that are not as their history says; differences names the first of them."""

    verified_at = serializers.DateTimeField(allow_null=True)
    matches = serializers.BooleanField(allow_null=True)
    seal = serializers.IntegerField()
    rows = serializers.IntegerField()
    current = serializers.IntegerField()
    redacted = serializers.IntegerField()
    erasures = serializers.IntegerField()
    retentions = serializers.IntegerField()
    fault = FaultOut(allow_null=True)
    differing = serializers.IntegerField()
    differences = FaultOut(many=True)


class SealOut(serializers.ModelSerializer):
    """first, last: the keys of its rows; null where rows are not named, as with survey responses. run: the entry of
    the access log that records the erasure or retention run. model, count: "private" and null for records of
    which only those who take part may know."""

    model = serializers.SerializerMethodField()
    count = serializers.SerializerMethodField()
    first = serializers.SerializerMethodField()
    last = serializers.SerializerMethodField()
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
            "run",
        )

    def get_model(self, seal: Seal) -> str:
        return "private" if seal.model in private_tables() else seal.model

    def get_count(self, seal: Seal) -> int | None:
        return None if seal.model in private_tables() else seal.count

    def get_first(self, seal: Seal) -> int | None:
        return None if seal.model in nameless() else seal.first

    def get_last(self, seal: Seal) -> int | None:
        return None if seal.model in nameless() else seal.last
