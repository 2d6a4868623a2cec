"""What the API says of tickets, proposals, approvals and carrying out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from customers.models import Contact

from ..enums import EntryKind
from ..models import (
    Approval,
    ApprovalStep,
    Fulfilment,
    FulfilmentLine,
    Proposal,
    ProposalLine,
    Refund,
    ReturnedUnit,
    SlaTarget,
    Ticket,
    TicketFile,
)
from ..queries.ticket_row import state_of
from ..rules.sla_targets import sla_status
from .serializers.risk import RiskFlagOut
from .serializers.settings import AuthorityRuleOut

SLA_STATUSES = ["late", "due", "paused", "done", "ok"]
SLA_TARGET_STATUSES = ["met", "met_late", "paused", "running", "warning", "late"]


def person() -> serializers.Field:
    return serializers.SlugRelatedField("username", read_only=True)


class TicketOut(serializers.ModelSerializer):
    """A ticket in a list. standing: late, due (today), paused, done or ok."""

    customer = serializers.SlugRelatedField("number", read_only=True)
    customer_name = serializers.CharField(source="customer.name", allow_null=True, read_only=True)
    purchase = serializers.IntegerField(source="purchase_id", allow_null=True, read_only=True)
    product = serializers.CharField(source="purchase.product.code", allow_null=True, read_only=True)
    owner = person()
    region = serializers.SlugRelatedField("code", read_only=True)
    department = serializers.SlugRelatedField("code", read_only=True)
    sla_status = serializers.SerializerMethodField()

    class Meta:
        model = Ticket
        fields = (
            "number",
            "kind",
            "state",
            "sla_status",
            "severity",
            "quality_class",
            "subject",
            "customer",
            "customer_name",
            "purchase",
            "product",
            "category",
            "batch",
            "channel",
            "owner",
            "region",
            "department",
            "received_at",
            "reported_at",
            "next_due_at",
            "paused_since",
            "first_replied_at",
            "closed_at",
            "updated_at",
            "version",
        )

    @extend_schema_field(serializers.ChoiceField(SLA_STATUSES))
    def get_sla_status(self, ticket: Ticket) -> str:
        return state_of(ticket, self.context["now"])


class FileOut(serializers.ModelSerializer):
    name = serializers.CharField(source="stored.name", read_only=True)
    media_type = serializers.CharField(source="stored.media_type", read_only=True)
    size = serializers.IntegerField(source="stored.size", read_only=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = TicketFile
        fields = ("id", "name", "media_type", "size", "url")

    def get_url(self, file: TicketFile) -> str:
        return reverse("api-ticket-file", args=[self.context["number"], file.pk])


class EntryOut(serializers.Serializer):
    """One entry of the thread. An event's body says in the reader's language what happened."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(EntryKind.choices)
    at = serializers.DateTimeField()
    who = serializers.CharField(allow_blank=True)
    channel = serializers.CharField(allow_blank=True)
    duration_seconds = serializers.IntegerField(allow_null=True)
    body = serializers.CharField(allow_blank=True)
    event = serializers.CharField(allow_blank=True)
    files = FileOut(many=True)


class SlaTargetOut(serializers.ModelSerializer):
    sla_status = serializers.SerializerMethodField()

    class Meta:
        model = SlaTarget
        fields = ("code", "amount", "unit", "starts_at", "due_at", "gm_at", "met_at", "lateness_seconds", "sla_status")

    @extend_schema_field(serializers.ChoiceField(SLA_TARGET_STATUSES))
    def get_sla_status(self, sla_target: SlaTarget) -> str:
        now: datetime = self.context["now"]
        return sla_status(due_at=sla_target.due_at, warn_at=sla_target.warn_at, met_at=sla_target.met_at, now=now)


class LineOut(serializers.ModelSerializer):
    purchase = serializers.IntegerField(source="purchase_id", allow_null=True, read_only=True)
    product = serializers.CharField(source="purchase.product.code", allow_null=True, read_only=True)
    amount = serializers.DecimalField(14, 2, read_only=True)

    class Meta:
        model = ProposalLine
        fields = ("id", "purchase", "product", "description", "quantity", "unit_price", "price_reason", "amount")


class ProposalOut(serializers.ModelSerializer):
    proposed_by = person()
    lines = LineOut(many=True, read_only=True)

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
            "no_return_required",
            "no_return_reason",
            "state",
            "proposed_by",
            "created_at",
            "version",
        )


class StepOut(serializers.ModelSerializer):
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


class ApprovalOut(serializers.ModelSerializer):
    """One round of approval. step: the one to be decided now; name its id when deciding."""

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
            "routing_amount",
            "state",
            "step",
            "submitted_by",
            "submitted_at",
            "decided_at",
            "version",
        )

    @extend_schema_field(StepOut(allow_null=True))
    def get_step(self, approval: Approval) -> Any:
        active = next((step for step in approval.steps.all() if step.state == "active"), None)
        return StepOut(active).data if active else None


class ApprovalDetail(ApprovalOut):
    """With the trail, the row of the matrix, and what stands between the reader and the decision."""

    rule = AuthorityRuleOut(read_only=True)
    proposal = ProposalOut(read_only=True)
    trail = StepOut(source="steps", many=True, read_only=True)
    obstacle = serializers.CharField(allow_null=True, read_only=True, help_text="Why the reader may not decide")

    class Meta(ApprovalOut.Meta):
        fields = (*ApprovalOut.Meta.fields, "rule", "proposal", "trail", "obstacle")


class UnitOut(serializers.ModelSerializer):
    """One piece by its serial number. of_purchase: whether the purchase names it, null where it names none.
    replacement: the sale that the piece sent for it became."""

    replacement = serializers.IntegerField(source="replacement_id", allow_null=True, read_only=True)

    class Meta:
        model = ReturnedUnit
        fields = ("serial", "of_purchase", "received_at", "replacement_serial", "replacement", "sent_at")


class FulfilmentLineOut(serializers.ModelSerializer):
    """expected = received + waived + outstanding."""

    units = UnitOut(many=True, read_only=True)
    product = serializers.CharField(source="line.purchase.product.code", allow_null=True, read_only=True)
    description = serializers.CharField(source="line.description", read_only=True)
    received_by = person()
    inspected_by = person()

    class Meta:
        model = FulfilmentLine
        fields = (
            "id",
            "product",
            "description",
            "expected",
            "received",
            "waived",
            "waived_reason",
            "outstanding",
            "received_at",
            "received_by",
            "condition",
            "inspected",
            "inspected_at",
            "inspected_by",
            "result",
            "finding",
            "disposition",
            "cost",
            "sent",
            "units",
        )


class RefundOut(serializers.ModelSerializer):
    recorded_by = person()

    class Meta:
        model = Refund
        fields = ("id", "amount", "paid_on", "reference", "recorded_by", "recorded_at")


class FulfilmentOut(serializers.ModelSerializer):
    """What has to happen after approval, and how far it is."""

    ticket = serializers.CharField(source="proposal.ticket.number", read_only=True)
    remedy = serializers.CharField(source="proposal.remedy", read_only=True)
    approved_amount = serializers.DecimalField(
        12, 2, source="proposal.approved_amount", allow_null=True, read_only=True
    )
    department = serializers.SlugRelatedField("code", read_only=True)
    paying_department = serializers.SlugRelatedField("code", read_only=True)
    lines = FulfilmentLineOut(many=True, read_only=True)
    refunds = RefundOut(many=True, read_only=True)

    class Meta:
        model = Fulfilment
        fields = (
            "id",
            "ticket",
            "remedy",
            "approved_amount",
            "payable",
            "refunded",
            "state",
            "department",
            "paying_department",
            "started_at",
            "finished_at",
            "shipped_with",
            "goods_due_on",
            "lines",
            "refunds",
            "version",
        )


class MissingOut(serializers.Serializer):
    field = serializers.CharField()
    label = serializers.CharField()


class AllowedOut(serializers.Serializer):
    """A step that the reader may take now."""

    verb = serializers.CharField()
    label = serializers.CharField()
    url = serializers.CharField()


class DocumentOut(serializers.Serializer):
    """A paper that can be printed now, as PDF; ?lang=zh or en."""

    name = serializers.CharField()
    url = serializers.CharField()


class ApprovalBrief(serializers.ModelSerializer):
    class Meta:
        model = Approval
        fields = ("id", "state", "amount", "approved_amount", "submitted_at", "decided_at")


class ContactName(serializers.ModelSerializer):
    class Meta:
        model = Contact
        fields = ("id", "name")


class TicketDetail(TicketOut):
    """A ticket with its thread, its promises, and what may be done now (see detail.with_details)."""

    contact = ContactName(read_only=True)
    opened_by = person()
    conversation = EntryOut(source="shown_conversation", many=True, read_only=True)
    sla_targets = SlaTargetOut(source="shown_sla_targets", many=True, read_only=True)
    proposal = ProposalOut(source="shown_proposal", allow_null=True, read_only=True)
    approvals = ApprovalBrief(source="shown_approvals", many=True, read_only=True)
    fulfilment = serializers.IntegerField(source="shown_fulfilment", allow_null=True, read_only=True)
    risks = RiskFlagOut(source="shown_risks", many=True, read_only=True)
    missing = MissingOut(source="shown_missing", many=True, read_only=True)
    allowed = AllowedOut(source="shown_allowed", many=True, read_only=True)
    documents = DocumentOut(source="shown_documents", many=True, read_only=True)

    class Meta(TicketOut.Meta):
        fields = (
            *TicketOut.Meta.fields,
            "description",
            "problem_found",
            "grade",
            "purchased_on",
            "remedy_sought",
            "contact",
            "opened_by",
            "confirmed_at",
            "reopened_count",
            "conversation",
            "sla_targets",
            "proposal",
            "approvals",
            "fulfilment",
            "risks",
            "missing",
            "allowed",
            "documents",
        )
