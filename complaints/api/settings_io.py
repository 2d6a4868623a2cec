"""What the API says and takes about promises and the scope of authority."""

from __future__ import annotations

from rest_framework import serializers

from customers.enums import Channel, Tier

from ..enums import Kind, QualityClass, Remedy, SlaCode, SlaStart, SlaUnit, StepCode
from ..models import SlaPolicy
from ..services.authority_rules import MAX_PRIORITY
from ..services.sla_policies import MAX_AMOUNT, MAX_PERCENT


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


class Dates(serializers.Serializer):
    effective_from = serializers.DateField(required=False)
    effective_until = serializers.DateField(required=False, allow_null=True)


class SlaTargetFacts(Dates):
    """A call back is agreed with the customer for each ticket and has no rule."""

    channels = serializers.ListField(child=serializers.ChoiceField(Channel.choices), max_length=20, required=False)
    kinds = serializers.ListField(child=serializers.ChoiceField(Kind.choices), max_length=20, required=False)
    quality_class = serializers.ChoiceField(QualityClass.choices, required=False, allow_null=True, allow_blank=True)
    starts = serializers.ChoiceField(SlaStart.choices, required=False)
    warn_percent = serializers.IntegerField(min_value=1, max_value=99, required=False)
    gm_after_percent = serializers.IntegerField(min_value=1, max_value=MAX_PERCENT, required=False, allow_null=True)


class NewSlaPolicy(SlaTargetFacts):
    code = serializers.ChoiceField(SlaCode.choices)
    amount = serializers.IntegerField(min_value=1, max_value=MAX_AMOUNT)
    unit = serializers.ChoiceField(SlaUnit.choices)


class Changed(serializers.Serializer):
    """What is not given stays. effective_from: the first day of the change. version: what the writer looked at; an
    older one is answered with 409."""

    effective_from = serializers.DateField()
    version = serializers.IntegerField(required=False, min_value=1)


class ChangedSlaPolicy(SlaTargetFacts, Changed):
    code = serializers.ChoiceField(SlaCode.choices, required=False)
    amount = serializers.IntegerField(min_value=1, max_value=MAX_AMOUNT, required=False)
    unit = serializers.ChoiceField(SlaUnit.choices, required=False)
    effective_from = serializers.DateField()


def _amount() -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=10, decimal_places=2, min_value=0, required=False, allow_null=True)


class AuthorityFacts(Dates):
    """above is excluded, up_to included; an empty remedy, kind or tier means any."""

    remedy = serializers.ChoiceField(Remedy.choices, required=False, allow_blank=True)
    kind = serializers.ChoiceField(Kind.choices, required=False, allow_blank=True)
    tier = serializers.ChoiceField(Tier.choices, required=False, allow_blank=True)
    above = _amount()
    up_to = _amount()
    priority = serializers.IntegerField(min_value=0, max_value=MAX_PRIORITY, required=False)
    is_active = serializers.BooleanField(required=False)


def _steps(required: bool) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.ChoiceField(StepCode.choices), min_length=1, max_length=2, required=required
    )


class NewAuthorityRule(AuthorityFacts):
    steps = _steps(True)


class ChangedAuthorityRule(AuthorityFacts, Changed):
    steps = _steps(False)
    effective_from = serializers.DateField()


class Ended(serializers.Serializer):
    """effective_until: the last day."""

    effective_until = serializers.DateField()
    version = serializers.IntegerField(required=False, min_value=1)


class Previewed(serializers.Serializer):
    """rule_id: the row that would be changed; without it a new one would begin."""

    rule_id = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


class PreviewedSlaPolicy(ChangedSlaPolicy, Previewed):
    effective_from = serializers.DateField(required=False)


class PreviewedAuthorityRule(ChangedAuthorityRule, Previewed):
    effective_from = serializers.DateField(required=False)
