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
from ...queries.precedent import precedents
from ...rules.precedent import Precedent
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


class LikeDecisionOut(serializers.Serializer):
    """An earlier decision on a like proposal. amount: what was approved, or was asked for and rejected."""

    approval = serializers.IntegerField(source="key.pk")
    ticket = serializers.CharField(source="key.proposal.ticket.number")
    granted = serializers.BooleanField(help_text="Whether it was approved")
    amount = serializers.DecimalField(15, 2)
    paid = serializers.DecimalField(14, 2, help_text="What the customer paid for the goods")
    decided_at = serializers.DateTimeField()


class PrecedentOut(serializers.Serializer):
    """The latest like decisions, at most ten, and how what they granted spreads.

    in_shares: whether the values are shares of the price paid (1 is all of it) or amounts. lower, upper: ends of the
    middle half, null for few grants. place: where the present one lies: below, within or above it, "" without one.
    same: how many granted exactly as much.
    """

    is_same_product = serializers.BooleanField(help_text="Whether all are about the product of the ticket")
    in_shares = serializers.BooleanField()
    values = serializers.ListField(child=serializers.DecimalField(15, 2), help_text="What each approved one granted")
    refused = serializers.IntegerField(help_text="How many were rejected")
    median = serializers.DecimalField(17, 4, allow_null=True)
    lower = serializers.SerializerMethodField()
    upper = serializers.SerializerMethodField()
    asked = serializers.DecimalField(15, 2, help_text="What the present one asks for")
    place = serializers.ChoiceField(["below", "within", "above"], allow_blank=True)
    same = serializers.IntegerField()
    decisions = LikeDecisionOut(source="cases", many=True, help_text="The newest first")

    @extend_schema_field(serializers.DecimalField(17, 4, allow_null=True))
    def get_lower(self, found: Precedent) -> str | None:
        return _end(found, 0)

    @extend_schema_field(serializers.DecimalField(17, 4, allow_null=True))
    def get_upper(self, found: Precedent) -> str | None:
        return _end(found, 1)


def _end(found: Precedent, side: int) -> str | None:
    return f"{found.middle[side]:.4f}" if found.middle else None


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
    """One approval with its steps and its approval rule. obstacle: why the user may not decide it, or null. precedent:
    like decisions in tickets that the user may see, or null if there are none."""

    rule = AuthorityRuleOut(read_only=True)
    proposal = ProposalOut(read_only=True)
    trail = ApprovalStepOut(source="steps", many=True, read_only=True)
    parts = CasePartOut(many=True, read_only=True)
    verdicts = serializers.SerializerMethodField(help_text="The verdicts that have an effect: only money is cut")
    obstacle = serializers.SerializerMethodField(help_text="Why the reader may not decide")
    precedent = serializers.SerializerMethodField(help_text="What was decided in like cases")

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
            "precedent",
        )

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(VERDICTS)))
    def get_verdicts(self, approval: Approval) -> list[str]:
        return [verdict for verdict in VERDICTS if verdict != APPROVE_LESS or may_be_cut(approval.proposal.remedy)]

    @extend_schema_field(PrecedentOut(allow_null=True))
    def get_precedent(self, approval: Approval) -> Any:
        found = precedents(approval, self.context["request"].user)
        return PrecedentOut(found).data if found else None

    def get_obstacle(self, approval: Approval) -> str | None:
        return may_decide(active_step(approval), approval, self.context["request"].user, timezone.now())


class ApprovalBriefOut(serializers.ModelSerializer):
    class Meta:
        model = Approval
        fields = ("id", "state", "amount", "approved_amount", "submitted_at", "decided_at")
