"""The JSON of calls."""

from __future__ import annotations

from rest_framework import serializers

from ...models import Call


class CallOut(serializers.ModelSerializer):
    """An incoming call. customer: the customer with this phone number; empty if none or several have it."""

    user = serializers.SlugRelatedField("username", read_only=True)
    customer = serializers.SlugRelatedField("number", read_only=True)
    ticket = serializers.SlugRelatedField("number", read_only=True)

    class Meta:
        model = Call
        fields = ("id", "call_id", "direction", "rang_at", "user", "extension", "customer", "ticket")
