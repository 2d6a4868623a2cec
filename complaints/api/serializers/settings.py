"""What the API says of the settings of complaints."""

from __future__ import annotations

from rest_framework import serializers

from ...enums import StepCode
from ...models import AssignmentRule, AuthorityRule, CannedReply, RiskRule, SlaPolicy
from ...texts.rules import authority_title


class SlaPolicyOut(serializers.ModelSerializer):
    """Empty channels or kinds mean all; quality_class null means any, empty: no quality problem."""

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
            "starts",
            "warn_percent",
            "gm_after_percent",
            "effective_from",
            "effective_until",
            "replaces",
            "version",
        )


class AuthorityRuleOut(serializers.ModelSerializer):
    """A row of the scope of authority. above is excluded, up_to included; empty means any."""

    steps = serializers.ListField(child=serializers.ChoiceField(StepCode.choices), read_only=True)
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
    """A rule of risk with its dates of effect."""

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


class ChangedFieldOut(serializers.Serializer):
    """before is – where nothing stood; both are words in the reader's language."""

    field = serializers.CharField()
    label = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class ChangeOut(serializers.Serializer):
    """kind: + made, ~ changed, - removed. by is empty where the system did it by itself."""

    at = serializers.DateTimeField()
    by = serializers.CharField(source="by.username", default=None, allow_null=True)
    kind = serializers.CharField()
    model = serializers.CharField()
    noun = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    lines = ChangedFieldOut(many=True)
