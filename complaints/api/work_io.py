"""What the API says of the daily work: reminders, many tickets at once."""

from __future__ import annotations

from rest_framework import serializers

from ..models import Reminder


class OneOfMany(serializers.Serializer):
    """code and detail say why a ticket was refused; it is as it was."""

    ticket = serializers.CharField()
    done = serializers.BooleanField()
    code = serializers.CharField(allow_blank=True)
    detail = serializers.CharField(allow_blank=True)


class ManyDone(serializers.Serializer):
    done = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = OneOfMany(many=True)


class ReminderOut(serializers.ModelSerializer):
    """told_at: when its notice went out."""

    ticket = serializers.SlugRelatedField("number", read_only=True)

    class Meta:
        model = Reminder
        fields = ("id", "ticket", "due_at", "note", "created_at", "told_at", "done_at")
