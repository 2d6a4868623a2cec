"""Letter templates and batches, as the API answers them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ...models import LetterBatch, LetterTemplate


class LetterTemplateOut(serializers.ModelSerializer):
    class Meta:
        model = LetterTemplate
        fields = ("id", "name", "channel", "subject", "body", "subject_en", "body_en", "is_active", "version")


class LetterBatchOut(serializers.ModelSerializer):
    template_name = serializers.CharField(source="template.name", read_only=True)
    sent_by: Any = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = LetterBatch
        fields = ("id", "channel", "template", "template_name", "template_version", "language", "count") + (
            "sent_by",
            "sent_at",
        )
