"""The JSON of comments."""

from __future__ import annotations

from rest_framework import serializers


class VerbatimOut(serializers.Serializer):
    """A comment without its person. It has region and tier only if at least five answers share them."""

    quarter = serializers.CharField()
    round = serializers.BooleanField(help_text="Of a quarterly survey; else after a ticket.")
    comment = serializers.CharField()
    score = serializers.IntegerField(allow_null=True)
    voice = serializers.CharField(allow_blank=True)
    region = serializers.CharField(allow_blank=True)
    tier = serializers.CharField(allow_blank=True)
