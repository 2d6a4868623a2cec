"""The JSON of a verb that was done to many objects."""

from __future__ import annotations

from rest_framework import serializers

from aftersales.web.templatetags.ui import error_text

from ...services.bulk import BulkOutcome


class BulkResultOut(serializers.Serializer):
    """The result of one ticket. code and detail say why it was refused; a refused ticket is unchanged."""

    ticket = serializers.CharField(source="number")
    done = serializers.BooleanField()
    code = serializers.CharField(source="error.code", default="", allow_blank=True)
    detail = serializers.SerializerMethodField()

    def get_detail(self, outcome: BulkOutcome) -> str:
        return error_text(outcome.error) if outcome.error else ""


class BulkOut(serializers.Serializer):
    """How many objects were done and how many were refused, and the result of each."""

    done = serializers.SerializerMethodField()
    refused = serializers.SerializerMethodField()
    results = BulkResultOut(source="*", many=True)

    def get_done(self, outcomes: list[BulkOutcome]) -> int:
        return sum(outcome.done for outcome in outcomes)

    def get_refused(self, outcomes: list[BulkOutcome]) -> int:
        return len(outcomes) - self.get_done(outcomes)


class BulkApprovalResultOut(BulkResultOut):
    """The result of one approval. A refused approval is unchanged."""

    id = serializers.IntegerField(source="approval_id")


class BulkApprovalOut(BulkOut):
    results = BulkApprovalResultOut(source="*", many=True)
