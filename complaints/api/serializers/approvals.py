"""The JSON of proposals and approvals."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ...enums import Remedy
from ...models import (
    Approval,
    ApprovalStep,
    Proposal,
    ProposalLine,
)
from ...queries.approvals import active_step, may_decide
from ...rules.stake import REASONS, may_be_cut
from ...services.approvals import APPROVE_LESS, VERDICTS
from .fields import person
from .settings import AuthorityRuleOut


class ProposalLineOut(serializers.ModelSerializer):
    purchase = serializers.IntegerField(source="purchase_id", allow_null=True, read_only=True)
    product = serializers.CharField(source="purchase.product.code", allow_null=True, read_only=True)
    amount = serializers.DecimalField(14, 2, read_only=True)
    paid = serializers.DecimalField(
        12, 2, source="purchase.unit_price", allow_null=True, read_only=True, help_text="What the customer paid for one"
    )
    list_price = serializers.DecimalField(12, 2, source="purchase.product.list_price", allow_null=True, read_only=True)

    class Meta:
        model = ProposalLine
        fields = (
            "id",
            "purchase",
            "product",
            "description",
            "quantity",
            "unit_price",
            "price_reason",
            "amount",
            "paid",
            "list_price",
        )


class ProposalOut(serializers.ModelSerializer):
    proposed_by = person()
    lines = ProposalLineOut(many=True, read_only=True)

    class Meta:
        model = Proposal
        fields = (
            "id",
            "remedy",
            "lines",
            "costs",
            "amount",
            "approved_amount",
            "reason",
            "problem",
            "no_return_required",
            "no_return_reason",
            "deviation_reason",
            "state",
            "proposed_by",
            "created_at",
            "version",
        )


class ApprovalStepOut(serializers.ModelSerializer):
    decided_by = person()
    on_behalf_of = person()

    class Meta:
        model = ApprovalStep
        fields = (
            "id",
            "position",
            "code",
            "state",
            "decided_by",
            "on_behalf_of",
            "decided_at",
            "amount",
            "reason",
            "minutes",
            "attendees",
        )


class CasePartOut(serializers.Serializer):
    """Another proposal of the same case, and why it belongs to it."""

    proposal = serializers.IntegerField()
    ticket = serializers.CharField()
    remedy = serializers.ChoiceField(Remedy.choices)
    amount = serializers.DecimalField(15, 2)
    reasons = serializers.ListField(child=serializers.ChoiceField(list(REASONS.items())))


class ApprovalOut(serializers.ModelSerializer):
    """One approval. step: the step to be decided now; send its id with the decision.

    paid: what the customer paid for the goods. stake: the value of the goods that leave, or the amount, with the costs.
    routing_amount: the sum of the case, which has chosen the approval rule.
    """

    ticket = serializers.CharField(source="proposal.ticket.number", read_only=True)
    subject = serializers.CharField(source="proposal.ticket.subject", read_only=True)
    customer = serializers.CharField(source="proposal.ticket.customer.number", allow_null=True, read_only=True)
    remedy = serializers.CharField(source="proposal.remedy", read_only=True)
    submitted_by = person()
    step = serializers.SerializerMethodField()

    class Meta:
        model = Approval
        fields = (
            "id",
            "ticket",
            "subject",
            "customer",
            "remedy",
            "amount",
            "approved_amount",
            "paid",
            "stake",
            "routing_amount",
            "state",
            "step",
            "submitted_by",
            "submitted_at",
            "decided_at",
            "version",
        )

    @extend_schema_field(ApprovalStepOut(allow_null=True))
    def get_step(self, approval: Approval) -> Any:
        step = active_step(approval)
        return ApprovalStepOut(step).data if step else None


class ApprovalDetailOut(ApprovalOut):
    """One approval with its steps and its approval rule. obstacle: why the user may not decide it, or null."""

    rule = AuthorityRuleOut(read_only=True)
    proposal = ProposalOut(read_only=True)
    trail = ApprovalStepOut(source="steps", many=True, read_only=True)
    parts = CasePartOut(many=True, read_only=True)
    verdicts = serializers.SerializerMethodField(help_text="The verdicts that have an effect: only money is cut")
    obstacle = serializers.SerializerMethodField(help_text="Why the reader may not decide")

    class Meta(ApprovalOut.Meta):
        fields = (
            *ApprovalOut.Meta.fields,
            "restarted_by",
            "rule",
            "proposal",
            "parts",
            "trail",
            "verdicts",
            "obstacle",
        )

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(VERDICTS)))
    def get_verdicts(self, approval: Approval) -> list[str]:
        return [verdict for verdict in VERDICTS if verdict != APPROVE_LESS or may_be_cut(approval.proposal.remedy)]

    def get_obstacle(self, approval: Approval) -> str | None:
        return may_decide(active_step(approval), approval, self.context["request"].user, timezone.now())


class ApprovalBriefOut(serializers.ModelSerializer):
    class Meta:
        model = Approval
        fields = ("id", "state", "amount", "approved_amount", "submitted_at", "decided_at")
