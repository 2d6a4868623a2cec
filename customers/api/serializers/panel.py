"""The JSON of the panel."""

from __future__ import annotations

from rest_framework import serializers

from ...models import (
    PanelAnswer,
    PanelMember,
    PanelQuestion,
)
from .fields import Related


class MemberOut(serializers.ModelSerializer):
    customer: Related = serializers.SlugRelatedField("number", read_only=True)
    name = serializers.CharField(source="__str__", read_only=True)

    class Meta:
        model = PanelMember
        fields = ("id", "customer", "contact", "name", "agreed_on", "until", "topics", "ask_by")


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
