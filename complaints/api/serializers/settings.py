"""The JSON of the settings of complaints."""

from __future__ import annotations

from rest_framework import serializers

from ...enums import DutyPair, StepCode
from ...models import AssignmentRule, AuthorityRule, CannedReply, RiskRule, SlaPolicy, Tag
from ...texts.rules import authority_title


class SlaPolicyOut(serializers.ModelSerializer):
    """An SLA policy. Empty channels or kinds mean all. quality_class: null is any, empty is no quality problem."""

    class Meta:
        model = SlaPolicy
        fields = (
            "id",
            "code",
            "channels",
            "kinds",
            "quality_class",
            "amount",
            "unit",
            "warn_percent",
            "gm_after_percent",
            "effective_from",
            "effective_until",
            "replaces",
            "version",
        )


class AuthorityRuleOut(serializers.ModelSerializer):
    """An approval rule. The amount above is excluded, up_to is included. Empty means any."""

    steps = serializers.ListField(child=serializers.ChoiceField(StepCode.choices), read_only=True)
    separate_duties = serializers.ListField(child=serializers.ChoiceField(DutyPair.choices), read_only=True)
    text = serializers.SerializerMethodField()

    class Meta:
        model = AuthorityRule
        fields = (
            "id",
            "text",
            "remedy",
            "kind",
            "tier",
            "above",
            "up_to",
            "steps",
            "case_days",
            "separate_duties",
            "priority",
            "is_active",
            "effective_from",
            "effective_until",
            "replaces",
            "version",
        )

    def get_text(self, rule: AuthorityRule) -> str:
        return authority_title(rule)


class RiskRuleOut(serializers.ModelSerializer):
    """A risk rule with the dates between which it is in effect."""

    class Meta:
        model = RiskRule
        fields = (
            "id",
            "code",
            "level",
            "parameters",
            "is_active",
            "effective_from",
            "effective_until",
            "replaces",
            "version",
        )


class CannedReplyOut(serializers.ModelSerializer):
    """A canned reply. Empty kinds or channels mean all."""

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


class TagOut(serializers.ModelSerializer):
    """A tag of tickets. merged_into: the id of the tag that tickets with this one are shown with."""

    class Meta:
        model = Tag
        fields = ("id", "name", "is_active", "merged_into", "version")


class AssignmentRuleOut(serializers.ModelSerializer):
    """An assignment rule. Empty region, category or kind means any. It names either an owner or a department."""

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
