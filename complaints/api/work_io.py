"""What the API says and takes about the daily work: canned replies, many tickets at once."""

from __future__ import annotations

from rest_framework import serializers

from aftersales.staff.models import Department, Region, User
from customers.enums import Channel

from ..enums import Kind
from ..forms.work import CANNED_REPLY_LENGTH
from ..models import AssignmentRule, CannedReply


class CannedReplyOut(serializers.ModelSerializer):
    """Empty kinds or channels mean all."""

    class Meta:
        model = CannedReply
        fields = (
            "id",
            "name",
            "name_en",
            "body",
            "body_en",
            "kinds",
            "channels",
            "position",
            "is_active",
            "effective_from",
            "effective_until",
            "version",
        )


class CannedReplyFacts(serializers.Serializer):
    """{number}, {customer} and {due} in a text are filled in for the ticket."""

    name = serializers.CharField(max_length=100)
    name_en = serializers.CharField(max_length=100, required=False, allow_blank=True)
    body = serializers.CharField(max_length=CANNED_REPLY_LENGTH)
    body_en = serializers.CharField(max_length=CANNED_REPLY_LENGTH, required=False, allow_blank=True)
    kinds = serializers.ListField(child=serializers.ChoiceField(Kind.choices), max_length=20, required=False)
    channels = serializers.ListField(child=serializers.ChoiceField(Channel.choices), max_length=20, required=False)
    position = serializers.IntegerField(min_value=0, max_value=9999, required=False)
    is_active = serializers.BooleanField(required=False)
    effective_from = serializers.DateField(required=False)
    effective_until = serializers.DateField(required=False, allow_null=True)


class NewCannedReply(CannedReplyFacts):
    """A canned reply; in effect from today if nothing else is said."""


class ChangedCannedReply(CannedReplyFacts):
    name = serializers.CharField(max_length=100, required=False)
    body = serializers.CharField(max_length=CANNED_REPLY_LENGTH, required=False)
    version = serializers.IntegerField(required=False, min_value=1)


class AssignmentRuleOut(serializers.ModelSerializer):
    """Empty region, category or kind means any. Either owner or department."""

    region = serializers.SlugRelatedField("code", read_only=True)
    owner = serializers.SlugRelatedField("username", read_only=True)
    department = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = AssignmentRule
        fields = (
            "id",
            "region",
            "category",
            "kind",
            "owner",
            "department",
            "priority",
            "is_active",
            "effective_from",
            "effective_until",
            "version",
        )


class NewAssignmentRule(serializers.Serializer):
    """Either owner or department."""

    region = serializers.SlugRelatedField("code", queryset=Region.objects.all(), required=False, allow_null=True)
    category = serializers.CharField(max_length=60, required=False, allow_blank=True)
    kind = serializers.ChoiceField(Kind.choices, required=False, allow_blank=True)
    owner = serializers.SlugRelatedField("username", queryset=User.objects.all(), required=False, allow_null=True)
    department = serializers.SlugRelatedField(
        "code", queryset=Department.objects.all(), required=False, allow_null=True
    )
    priority = serializers.IntegerField(min_value=0, max_value=9999, required=False)
    is_active = serializers.BooleanField(required=False)
    effective_from = serializers.DateField(required=False)
    effective_until = serializers.DateField(required=False, allow_null=True)


class ChangedAssignmentRule(NewAssignmentRule):
    version = serializers.IntegerField(required=False, min_value=1)
