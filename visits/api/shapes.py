"""What the API says of a visit, and what each of its verbs takes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from aftersales.staff.models import User
from complaints.enums import Kind
from customers.enums import Channel
from customers.models import Contact

from ..enums import Outcome
from ..models import Visit
from ..rules.outcome import NO_TICKET


class VisitOut(serializers.ModelSerializer):
    customer: Any = serializers.SlugRelatedField("number", read_only=True)
    customer_name = serializers.CharField(source="customer.name", read_only=True)
    rep: Any = serializers.SlugRelatedField("username", read_only=True)
    recorded_by: Any = serializers.SlugRelatedField("username", read_only=True)
    ticket: Any = serializers.SlugRelatedField("number", read_only=True)

    class Meta:
        model = Visit
        fields = (
            "id",
            "customer",
            "customer_name",
            "state",
            "rep",
            "due_on",
            "planned_on",
            "counted_from",
            "channel",
            "reason",
            "outcome",
            "contact",
            "met_whom",
            "opinions",
            "suggestions",
            "requirements",
            "took_place_at",
            "recorded_by",
            "interaction",
            "ticket",
            "created_at",
            "version",
        )


class Versioned(serializers.Serializer):
    """version: what the caller looked at; an older one is answered with 409."""

    version = serializers.IntegerField(required=False, min_value=1, max_value=2_147_483_647)


class RecordIn(Versioned):
    outcome = serializers.ChoiceField(Outcome.choices)
    contact = serializers.PrimaryKeyRelatedField(queryset=Contact.objects.all(), required=False, allow_null=True)
    met_whom = serializers.CharField(max_length=100, required=False, allow_blank=True)
    channel = serializers.ChoiceField(Channel.choices, required=False)
    took_place_at = serializers.DateTimeField(required=False, allow_null=True)
    opinions = serializers.CharField(max_length=5000, required=False, allow_blank=True)
    suggestions = serializers.CharField(max_length=5000, required=False, allow_blank=True)
    requirements = serializers.CharField(max_length=5000, required=False, allow_blank=True)
    ticket = serializers.ChoiceField([NO_TICKET, *Kind.values], required=False, allow_blank=True)
    next_on = serializers.DateField(required=False, allow_null=True)
    despite = serializers.CharField(max_length=200, required=False, allow_blank=True)


class RescheduleIn(Versioned):
    planned_on = serializers.DateField()
    reason = serializers.CharField(max_length=200)


class MissIn(Versioned):
    try_on = serializers.DateField()
    reason = serializers.CharField(max_length=200)


class ReassignIn(Versioned):
    rep = serializers.SlugRelatedField("username", queryset=User.objects.filter(is_active=True))
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)
