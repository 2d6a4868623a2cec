"""The JSON of the front desk."""

from __future__ import annotations

from rest_framework import serializers

from ...models import Visitor, WaitChange


class VisitorOut(serializers.ModelSerializer):
    """A visitor with one of today's numbers."""

    customer = serializers.SlugRelatedField("number", read_only=True)
    served_by = serializers.SlugRelatedField("username", read_only=True)
    ticket = serializers.SlugRelatedField("number", read_only=True)

    class Meta:
        model = Visitor
        fields = (
            "id",
            "label",
            "state",
            "purpose",
            "name",
            "customer",
            "arrived_at",
            "greet_due_at",
            "greeted_at",
            "greet_lateness_seconds",
            "called_at",
            "served_by",
            "counter",
            "finished_at",
            "note",
            "ticket",
            "version",
        )


class WaitOut(serializers.ModelSerializer):
    class Meta:
        model = WaitChange
        fields = ("id", "minutes", "reason", "words", "words_en", "announced_at", "ended_at")


class BothOut(serializers.Serializer):
    """A text in both languages."""

    zh = serializers.CharField()
    en = serializers.CharField()


class CalledOut(serializers.Serializer):
    label = serializers.CharField()
    counter = BothOut(allow_null=True)


class WaitingOut(serializers.Serializer):
    label = serializers.CharField()
    waited = BothOut()
    expected = BothOut(allow_null=True)


class ScreenOut(serializers.Serializer):
    """What the screen in the waiting room shows. It holds no names."""

    now = serializers.DateTimeField()
    serving = CalledOut(many=True)
    waiting = WaitingOut(many=True)
    count = serializers.IntegerField()
    change = BothOut(allow_null=True)
