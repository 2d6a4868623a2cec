"""The JSON of objections."""

from django.urls import reverse
from rest_framework import serializers

from ...models import Objection


class ObjectionOut(serializers.ModelSerializer):
    """document: the address of the document of the verdict, once there is one."""

    ticket = serializers.SlugRelatedField("number", read_only=True)
    investigation = serializers.SlugRelatedField("number", read_only=True)
    recorded_by = serializers.SlugRelatedField("username", read_only=True)
    settled_by = serializers.SlugRelatedField("username", read_only=True)
    samples = serializers.SlugRelatedField("number", many=True, read_only=True)
    document = serializers.SerializerMethodField()

    class Meta:
        model = Objection
        fields = (
            "number",
            "ticket",
            "investigation",
            "state",
            "about",
            "statement",
            "raised_at",
            "channel",
            "recorded_by",
            "body",
            "body_reason",
            "samples",
            "sent_on",
            "verdict_due_on",
            "payer",
            "cost",
            "verdict",
            "verdict_text",
            "verdict_on",
            "document",
            "settled_on",
            "settled_with",
            "settlement",
            "settled_by",
            "version",
        )

    def get_document(self, row: Objection) -> str | None:
        return reverse("objection_document", args=[row.number]) if row.document_id else None
