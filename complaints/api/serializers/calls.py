"""The JSON of calls."""

from __future__ import annotations

from rest_framework import serializers

from ...models import Call, MissedCall


class CallOut(serializers.ModelSerializer):
    """An incoming call. customer: the customer with this phone number; empty if none or several have it."""

    user = serializers.SlugRelatedField("username", read_only=True)
    customer = serializers.SlugRelatedField("number", read_only=True)
    ticket = serializers.SlugRelatedField("number", read_only=True)

    class Meta:
        model = Call
        fields = ("id", "call_id", "direction", "rang_at", "answered_at", "user", "extension", "customer", "ticket")


class MissedCallOut(serializers.ModelSerializer):
    """A call that nobody answered. due_at: by when to call back. lateness_seconds: negative if it was done in time."""

    call_id = serializers.CharField(source="call.call_id", read_only=True)
    rang_at = serializers.DateTimeField(source="call.rang_at", read_only=True)
    customer = serializers.SlugRelatedField("number", source="call.customer", read_only=True)
    ticket = serializers.SlugRelatedField("number", source="call.ticket", read_only=True)
    taken_by = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = MissedCall
        fields = (
            "id",
            "call_id",
            "rang_at",
            "customer",
            "state",
            "due_at",
            "taken_by",
            "done_at",
            "outcome",
            "note",
            "lateness_seconds",
            "ticket",
            "version",
        )
