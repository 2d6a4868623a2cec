"""Tiers, demand, grades and the customer panel in the API."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from ..enums import Channel
from ..models import AnnualDemand, Grading, PanelAnswer, PanelMember, PanelQuestion, TierPeriod
from ..queries.words import grade_words

Related = serializers.SlugRelatedField[Any]


class TierOut(serializers.ModelSerializer):
    by: Related = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = TierPeriod
        fields = ("tier", "since", "until", "reason", "by")


class DemandOut(serializers.ModelSerializer):
    class Meta:
        model = AnnualDemand
        fields = ("year", "amount")


class GradingOut(serializers.ModelSerializer):
    by: Related = serializers.SlugRelatedField("username", read_only=True)
    words = serializers.SerializerMethodField()

    class Meta:
        model = Grading
        fields = ("grade", "is_critical", "reasons", "words", "at", "by", "reason", "held_until")

    def get_words(self, row: Grading) -> list[str]:
        return grade_words(row.reasons)


class ProfileOut(serializers.Serializer):
    """The newest first."""

    tiers = TierOut(many=True)
    demands = DemandOut(many=True)
    gradings = GradingOut(many=True)


class NewDemand(serializers.Serializer):
    year = serializers.IntegerField(min_value=1990, max_value=2100)
    amount = serializers.DecimalField(14, 2, min_value=Decimal(0))
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class NewGrade(serializers.Serializer):
    grade = serializers.ChoiceField(["A", "B", "C", "D", "E"])
    is_critical = serializers.BooleanField(required=False)
    held_until = serializers.DateField(required=False, allow_null=True)
    version = serializers.IntegerField(required=False, min_value=1)
    reason = serializers.CharField(max_length=200)


class MemberOut(serializers.ModelSerializer):
    customer: Related = serializers.SlugRelatedField("number", read_only=True)
    name = serializers.CharField(source="__str__", read_only=True)

    class Meta:
        model = PanelMember
        fields = ("id", "customer", "contact", "name", "agreed_on", "until", "topics", "ask_by")


class NewMember(serializers.Serializer):
    contact = serializers.IntegerField(min_value=1)
    agreed_on = serializers.DateField()
    topics = serializers.CharField(max_length=200, required=False, allow_blank=True)
    ask_by = serializers.ChoiceField(Channel.choices)


class OpinionOut(serializers.ModelSerializer):
    by: Related = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = PanelAnswer
        fields = ("member", "body", "at", "by")


class QuestionOut(serializers.ModelSerializer):
    asked_by: Related = serializers.SlugRelatedField("username", read_only=True)
    opinions = OpinionOut(source="heard", many=True, read_only=True)

    class Meta:
        model = PanelQuestion
        fields = ("id", "title", "body", "asked_at", "asked_by", "outcome", "closed_at", "opinions", "version")


class NewQuestion(serializers.Serializer):
    title = serializers.CharField(max_length=200)
    body = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class NewOpinion(serializers.Serializer):
    member = serializers.IntegerField(min_value=1)
    body = serializers.CharField(max_length=5000)


class Outcome(serializers.Serializer):
    outcome = serializers.CharField(max_length=2000)
    version = serializers.IntegerField(required=False, min_value=1)
