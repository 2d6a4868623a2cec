"""User forums, as the API answers them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ...models import Forum, ForumGuest, ForumOpinion


class ForumGuestOut(serializers.ModelSerializer):
    forum: Any = serializers.SlugRelatedField("number", read_only=True)
    customer: Any = serializers.SlugRelatedField("number", read_only=True)
    customer_name = serializers.CharField(source="customer.name", read_only=True)

    class Meta:
        model = ForumGuest
        fields = (
            "id",
            "forum",
            "customer",
            "customer_name",
            "contact",
            "group",
            "channel",
            "invited_at",
            "loss",
            "coming",
            "answered_at",
            "note",
            "attended",
            "told_at",
            "version",
        )


class ForumOpinionOut(serializers.ModelSerializer):
    forum: Any = serializers.SlugRelatedField("number", read_only=True)
    ticket: Any = serializers.SlugRelatedField("number", read_only=True)
    action: Any = serializers.SlugRelatedField("number", read_only=True)
    decided_by: Any = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = ForumOpinion
        fields = (
            "id",
            "forum",
            "place",
            "words",
            "said_by",
            "guest",
            "agree",
            "fate",
            "answer",
            "ticket",
            "action",
            "due_on",
            "decided_by",
            "decided_at",
            "created_at",
            "version",
        )


class ForumOut(serializers.ModelSerializer):
    """invited, accepted, came: how many guests. said: how many opinions; waiting: those without a fate."""

    region: Any = serializers.SlugRelatedField("code", read_only=True)
    host: Any = serializers.SlugRelatedField("username", read_only=True)
    minutes_by: Any = serializers.SlugRelatedField("username", read_only=True)
    invited = serializers.IntegerField(read_only=True)
    accepted = serializers.IntegerField(read_only=True)
    came = serializers.IntegerField(read_only=True)
    said = serializers.IntegerField(read_only=True)
    waiting = serializers.IntegerField(read_only=True)

    class Meta:
        model = Forum
        fields = (
            "number",
            "title",
            "state",
            "region",
            "starts_at",
            "place",
            "purpose",
            "agenda",
            "budget",
            "cost",
            "host",
            "minutes",
            "minutes_at",
            "minutes_by",
            "rating",
            "rated_by",
            "next_forum",
            "cancel_reason",
            "held_on",
            "answer_by",
            "told_at",
            "invited",
            "accepted",
            "came",
            "said",
            "waiting",
            "created_at",
            "ended_at",
            "version",
        )
