"""What the API answers about roles, timelines and service records."""

from typing import Any

from rest_framework import serializers


class RoleOut(serializers.Serializer):
    """people: how many active users have it. opens, limits: sentences."""

    code = serializers.CharField()
    name = serializers.CharField()
    job = serializers.CharField()
    people = serializers.IntegerField()
    opens = serializers.ListField(child=serializers.CharField())
    limits = serializers.ListField(child=serializers.CharField())


class TimelineEntryOut(serializers.Serializer):
    """kind: them (from the customer), us (to the customer), event (of a ticket, a visit, a survey)."""

    kind = serializers.CharField()
    at = serializers.DateTimeField()
    channel = serializers.CharField()
    who = serializers.SerializerMethodField()
    text = serializers.CharField()
    ticket = serializers.SerializerMethodField()
    interaction = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField()

    def get_who(self, entry: dict[str, Any]) -> str:
        person = entry.get("who")
        return person.username if person else entry.get("name", "")

    def get_ticket(self, entry: dict[str, Any]) -> str:
        return entry["ticket"].number if entry["ticket"] else ""

    def get_interaction(self, entry: dict[str, Any]) -> int | None:
        kind, _dash, pk = entry.get("id", "").partition("-")
        return int(pk) if kind == "contact" else None

    def get_answers(self, entry: dict[str, Any]) -> int | None:
        """The interaction that this one answers."""
        answered = entry.get("answers")
        return answered["id"] if answered else None


class TimelineOut(serializers.Serializer):
    """next: send it as `before` to get the next page; empty on the last page."""

    results = TimelineEntryOut(many=True)
    next = serializers.CharField()


class LifeOut(serializers.Serializer):
    kind = serializers.CharField()
    at = serializers.DateTimeField()
    title = serializers.CharField()
    details = serializers.ListField(child=serializers.CharField())


class ServiceFileOut(serializers.Serializer):
    """warranty: covered, ending (within sixty days), ended, or empty."""

    id = serializers.IntegerField()
    customer = serializers.CharField()
    product = serializers.CharField()
    warranty = serializers.CharField()
    warranty_until = serializers.DateField(allow_null=True)
    life = LifeOut(many=True)
