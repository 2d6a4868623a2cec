"""What the API answers about tickets, proposals, approvals, fulfilments and reminders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from aftersales.web.templatetags.ui import error_text
from customers.models import Contact

from ..enums import EntryKind, State, StepCode
from ..models import (
    Approval,
    ApprovalStep,
    AuthorityRule,
    Fulfilment,
    FulfilmentLine,
    Proposal,
    ProposalLine,
    Refund,
    Reminder,
    ReturnedUnit,
    SlaTarget,
    Ticket,
    TicketFile,
)
from ..presentation.conversation import conversation
from ..presentation.ticket_row import state_of
from ..queries.approvals import active_step, may_decide
from ..queries.proposals import missing
from ..queries.ticket_work import TicketWork
from ..rules.sla_targets import sla_status
from ..services.bulk import Outcome
from ..texts.rules import authority_title
from .links import allowed_verbs, printable
from .risk import RiskFlagOut

SLA_STATUSES = ["late", "due", "paused", "done", "ok"]
SLA_TARGET_STATUSES = ["met", "met_late", "paused", "running", "warning", "late"]


def person() -> serializers.Field:
    return serializers.SlugRelatedField("username", read_only=True)


class TicketOut(serializers.ModelSerializer):
    """A ticket in a list. sla_status: late, due (today), paused, done or ok."""

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


class TicketFileOut(serializers.ModelSerializer):
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
    """One entry of the conversation. The body of an event says what happened, in the reader's language."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(EntryKind.choices)
    at = serializers.DateTimeField()
    who = serializers.CharField(allow_blank=True)
    channel = serializers.CharField(allow_blank=True)
    duration_seconds = serializers.IntegerField(allow_null=True)
    body = serializers.CharField(allow_blank=True)
    event = serializers.CharField(allow_blank=True)
    files = TicketFileOut(many=True)


class SlaTargetOut(serializers.ModelSerializer):
    sla_status = serializers.SerializerMethodField()

    class Meta:
        model = SlaTarget
        fields = ("code", "amount", "unit", "starts_at", "due_at", "gm_at", "met_at", "lateness_seconds", "sla_status")

    @extend_schema_field(serializers.ChoiceField(SLA_TARGET_STATUSES))
    def get_sla_status(self, sla_target: SlaTarget) -> str:
        now: datetime = self.context["now"]
        return sla_status(due_at=sla_target.due_at, warn_at=sla_target.warn_at, met_at=sla_target.met_at, now=now)


class ProposalLineOut(serializers.ModelSerializer):
    purchase = serializers.IntegerField(source="purchase_id", allow_null=True, read_only=True)
    product = serializers.CharField(source="purchase.product.code", allow_null=True, read_only=True)
    amount = serializers.DecimalField(14, 2, read_only=True)

    class Meta:
        model = ProposalLine
        fields = ("id", "purchase", "product", "description", "quantity", "unit_price", "price_reason", "amount")


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
            "no_return_required",
            "no_return_reason",
            "state",
            "proposed_by",
            "created_at",
            "version",
        )


class AuthorityRuleOut(serializers.ModelSerializer):
    """An approval rule. above is excluded, up_to included; empty means any."""

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


class ApprovalOut(serializers.ModelSerializer):
    """One approval. step: the one to be decided now; name its id when deciding."""

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

    @extend_schema_field(ApprovalStepOut(allow_null=True))
    def get_step(self, approval: Approval) -> Any:
        step = active_step(approval)
        return ApprovalStepOut(step).data if step else None


class ApprovalDetailOut(ApprovalOut):
    """With its steps and its approval rule. obstacle: why the reader may not decide it, null where they may."""

    rule = AuthorityRuleOut(read_only=True)
    proposal = ProposalOut(read_only=True)
    trail = ApprovalStepOut(source="steps", many=True, read_only=True)
    obstacle = serializers.SerializerMethodField(help_text="Why the reader may not decide")

    class Meta(ApprovalOut.Meta):
        fields = (*ApprovalOut.Meta.fields, "rule", "proposal", "trail", "obstacle")

    def get_obstacle(self, approval: Approval) -> str | None:
        return may_decide(active_step(approval), approval, self.context["request"].user, timezone.now())


class ReturnedUnitOut(serializers.ModelSerializer):
    """One returned product by its serial number. of_purchase: whether the purchase names this number, null where it
    names none. replacement: the purchase that the product sent for it became."""

    replacement = serializers.IntegerField(source="replacement_id", allow_null=True, read_only=True)

    class Meta:
        model = ReturnedUnit
        fields = ("serial", "of_purchase", "received_at", "replacement_serial", "replacement", "sent_at")


class FulfilmentLineOut(serializers.ModelSerializer):
    """expected = received + waived + outstanding."""

    units = ReturnedUnitOut(many=True, read_only=True)
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
    """What has to be done after approval, and how much of it is done."""

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
    """A verb that the reader may do now."""

    verb = serializers.CharField()
    label = serializers.CharField()
    url = serializers.CharField()


class DocumentOut(serializers.Serializer):
    """A document that can be printed now, as PDF; ?lang=zh or en."""

    name = serializers.CharField()
    url = serializers.CharField()


class ApprovalBriefOut(serializers.ModelSerializer):
    class Meta:
        model = Approval
        fields = ("id", "state", "amount", "approved_amount", "submitted_at", "decided_at")


class ContactNameOut(serializers.ModelSerializer):
    class Meta:
        model = Contact
        fields = ("id", "name")


class TicketDetailOut(TicketOut):
    """A ticket with its conversation, its SLA targets, and what may be done now.

    The context holds work (a TicketWork of the ticket), user and now.
    """

    contact = ContactNameOut(read_only=True)
    opened_by = person()
    conversation = serializers.SerializerMethodField()
    sla_targets = serializers.SerializerMethodField()
    proposal = serializers.SerializerMethodField()
    approvals = serializers.SerializerMethodField()
    fulfilment = serializers.SerializerMethodField()
    risks = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField()
    allowed = serializers.SerializerMethodField()
    documents = serializers.SerializerMethodField()

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

    @property
    def work(self) -> TicketWork:
        return self.context["work"]

    @extend_schema_field(EntryOut(many=True))
    def get_conversation(self, ticket: Ticket) -> Any:
        return EntryOut(conversation(ticket), many=True, context=self.context).data

    @extend_schema_field(SlaTargetOut(many=True))
    def get_sla_targets(self, ticket: Ticket) -> Any:
        rows = [row for row in ticket.sla_targets.all() if row.cancelled_at is None]
        return SlaTargetOut(rows, many=True, context=self.context).data

    @extend_schema_field(ProposalOut(allow_null=True))
    def get_proposal(self, ticket: Ticket) -> Any:
        return ProposalOut(self.work.proposal).data if self.work.proposal else None

    @extend_schema_field(ApprovalBriefOut(many=True))
    def get_approvals(self, ticket: Ticket) -> Any:
        return ApprovalBriefOut(self.work.approvals, many=True).data

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_fulfilment(self, ticket: Ticket) -> int | None:
        return self.work.fulfilment.pk if self.work.fulfilment else None

    @extend_schema_field(RiskFlagOut(many=True))
    def get_risks(self, ticket: Ticket) -> Any:
        return RiskFlagOut(self.work.risk_flags, many=True, context=self.context).data

    @extend_schema_field(MissingOut(many=True))
    def get_missing(self, ticket: Ticket) -> Any:
        before_approval = ticket.state in {State.NEW, State.VERIFYING}
        return MissingOut(missing(ticket, self.work.proposal) if before_approval else [], many=True).data

    @extend_schema_field(AllowedOut(many=True))
    def get_allowed(self, ticket: Ticket) -> Any:
        return allowed_verbs(self.work, self.context["user"])

    @extend_schema_field(DocumentOut(many=True))
    def get_documents(self, ticket: Ticket) -> Any:
        return printable(self.work)


class BulkResultOut(serializers.Serializer):
    """code and detail say why a ticket was refused; a refused one is unchanged."""

    ticket = serializers.CharField(source="number")
    done = serializers.BooleanField()
    code = serializers.CharField(source="error.code", default="", allow_blank=True)
    detail = serializers.SerializerMethodField()

    def get_detail(self, outcome: Outcome) -> str:
        return error_text(outcome.error) if outcome.error else ""


class BulkOut(serializers.Serializer):
    """What a verb did to many: how many were done and refused, and the result of each."""

    done = serializers.SerializerMethodField()
    refused = serializers.SerializerMethodField()
    results = BulkResultOut(source="*", many=True)

    def get_done(self, outcomes: list[Outcome]) -> int:
        return sum(outcome.done for outcome in outcomes)

    def get_refused(self, outcomes: list[Outcome]) -> int:
        return len(outcomes) - self.get_done(outcomes)


class ReminderOut(serializers.ModelSerializer):
    """told_at: when its notice went out."""

    ticket = serializers.SlugRelatedField("number", read_only=True)

    class Meta:
        model = Reminder
        fields = ("id", "ticket", "due_at", "note", "created_at", "told_at", "done_at")


class BulkApprovalResultOut(BulkResultOut):
    """The result of one approval; a refused one is unchanged."""

    id = serializers.IntegerField(source="approval_id")


class BulkApprovalOut(BulkOut):
    results = BulkApprovalResultOut(source="*", many=True)


class FieldChangeOut(serializers.Serializer):
    """before is – where the field was empty; both are in the reader's language."""

    field = serializers.CharField()
    label = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class ChangeOut(serializers.Serializer):
    """kind: + created, ~ changed, - deleted. by is null where the system did it."""

    at = serializers.DateTimeField()
    by = serializers.CharField(source="by.username", default=None, allow_null=True)
    kind = serializers.CharField()
    model = serializers.CharField()
    noun = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    lines = FieldChangeOut(many=True)
