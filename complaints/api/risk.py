"""Risk in the API: the flags of a ticket, and the rules that raise them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..enums import RiskLevel
from ..models import RiskFlag, RiskRule
from ..permissions.risk import RULE_READERS
from ..queries.risk import risk_rules
from ..rules import risk as rules
from ..services import risk
from ..texts.risk import reason_text


class RiskFlagOut(serializers.ModelSerializer):
    """What a rule saw in the ticket, and who took note of it."""

    text = serializers.SerializerMethodField(help_text="Why the rule spoke, in the reader's language")
    acknowledged_by = serializers.SlugRelatedField("username", read_only=True)
    acknowledged_for = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = RiskFlag
        fields = (
            "id",
            "code",
            "level",
            "text",
            "facts",
            "raised_at",
            "rule",
            "acknowledged_at",
            "acknowledged_by",
            "acknowledged_for",
            "reason",
        )

    def get_text(self, flag: RiskFlag) -> str:
        return reason_text(flag.code, flag.facts)


class RiskRuleOut(serializers.ModelSerializer):
    """A rule of risk with its dates of effect."""

    class Meta:
        model = RiskRule
        fields = ("id", "code", "level", "parameters", "is_active", "effective_from", "effective_until", "version")


class RuleParameters(serializers.Serializer):
    """What the rule of this code looks for; the others are left out."""

    days = serializers.IntegerField(required=False)
    count = serializers.IntegerField(required=False)
    words = serializers.ListField(
        child=serializers.CharField(max_length=rules.MAX_LETTERS), max_length=rules.MAX_WORDS, required=False
    )
    severities = serializers.ListField(
        child=serializers.ChoiceField(rules.SEVERITIES), max_length=len(rules.SEVERITIES), required=False
    )


class ChangedRule(serializers.Serializer):
    """From a day on. version: what the writer looked at; an older one is answered with 409."""

    level = serializers.ChoiceField(RiskLevel.choices)
    parameters = RuleParameters()
    is_active = serializers.BooleanField(default=True)
    effective_from = serializers.DateField()
    version = serializers.IntegerField(required=False, min_value=1)


class RiskRuleViewSet(ServiceViewSet):
    """Rules of risk: repeats, long open, threats, critical people, serious defects."""

    policies = {name: Policy(f"risk_rule.{name}", RULE_READERS) for name in ("list", "retrieve", "change")}
    queryset = RiskRule.objects.none()
    serializer_class = RiskRuleOut
    filterset_fields = ("code", "is_active")

    def visible(self) -> Any:
        return risk_rules()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Every row of every rule, the latest first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One row of a rule."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=ChangedRule, responses=RiskRuleOut)
    @action(detail=True, methods=["post"])
    def change(self, request: Request, pk: str) -> Response:
        """Change the rule from a day on; the answer is the row that is in effect from then."""
        row, data = self.get_object(), self.checked(ChangedRule)
        changed = risk.change_rule(rule_id=row.pk, actor=request.user, now=timezone.now(), **data)
        return Response(self.get_serializer(changed).data)
