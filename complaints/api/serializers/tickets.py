"""The JSON of tickets and reminders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from aftersales.store.personal import text_for
from customers.models import Contact
from customers.permissions import reads_whole

from ...enums import EntryKind, State
from ...models import (
    BindingDecision,
    Reminder,
    SlaTarget,
    Tag,
    Ticket,
    TicketFile,
)
from ...presentation.conversation import conversation
from ...presentation.ticket_row import state_of
from ...queries.binding import binding_decision
from ...queries.proposals import missing
from ...queries.ticket_work import TicketWork
from ...rules.sla_targets import sla_status
from ..links import allowed_verbs, printable
from .approvals import ApprovalBriefOut, ProposalOut
from .fields import person
from .risk import RiskFlagOut

SLA_STATUSES = ["late", "due", "paused", "done", "ok"]
# Texts in which somebody may have written personal data.
TEXTS = ("description", "problem_found", "class_reason", "investigate_reason", "alternatives_told")
SLA_TARGET_STATUSES = ["met", "met_late", "paused", "running", "warning", "late"]


class TagNameOut(serializers.ModelSerializer):
    class Meta:
        model = Tag
        fields = ("id", "name")


class TicketOut(serializers.ModelSerializer):
    """A ticket in a list. sla_status: late, due (today), paused, done or ok. The context holds now, and the tags of
    many tickets (queries/tags.py)."""

    customer = serializers.SlugRelatedField("number", read_only=True)
    customer_name = serializers.CharField(source="customer.name", allow_null=True, read_only=True)
    purchase = serializers.IntegerField(source="purchase_id", allow_null=True, read_only=True)
    product = serializers.CharField(source="purchase.product.code", allow_null=True, read_only=True)
    owner = person()
    region = serializers.SlugRelatedField("code", read_only=True)
    department = serializers.SlugRelatedField("code", read_only=True)
    sla_status = serializers.SerializerMethodField()
    tags = serializers.SerializerMethodField()

    class Meta:
        model = Ticket
        fields = (
            "number",
            "kind",
            "state",
            "sla_status",
            "severity",
            "quality_class",
            "investigate",
            "safety",
            "subject",
            "customer",
            "customer_name",
            "purchase",
            "product",
            "category",
            "tags",
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

    @extend_schema_field(TagNameOut(many=True))
    def get_tags(self, ticket: Ticket) -> Any:
        return TagNameOut(self.context["tags"].get(ticket.pk, ()), many=True).data


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
    """One entry of the conversation. The body of an event says what happened, in the user's language."""

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


class MissingOut(serializers.Serializer):
    field = serializers.CharField()
    label = serializers.CharField(source="text")


class AllowedOut(serializers.Serializer):
    """A verb that the user may do now."""

    verb = serializers.CharField()
    label = serializers.CharField()
    url = serializers.CharField()


class DocumentOut(serializers.Serializer):
    """A document that can be downloaded as PDF now. Add ?lang=zh or ?lang=en to choose its language."""

    name = serializers.CharField()
    url = serializers.CharField()


class BindingDecisionOut(serializers.ModelSerializer):
    """What a meeting on quality decided about the ticket. A proposal that departs from it needs deviation_reason."""

    decided_by = person()

    class Meta:
        model = BindingDecision
        fields = ("meeting", "about", "remedy", "amount_limit", "words", "decided_by", "decided_at")


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
    complained_of = person()
    conversation = serializers.SerializerMethodField()
    sla_targets = serializers.SerializerMethodField()
    binding_decision = serializers.SerializerMethodField()
    proposal = serializers.SerializerMethodField()
    approvals = serializers.SerializerMethodField()
    fulfilment = serializers.SerializerMethodField()
    risks = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField()
    allowed = serializers.SerializerMethodField()
    documents = serializers.SerializerMethodField()
    merged_into = serializers.SlugRelatedField("number", read_only=True)

    class Meta(TicketOut.Meta):
        fields = (
            *TicketOut.Meta.fields,
            "description",
            "problem_found",
            "class_reason",
            "investigate_reason",
            "prices_unclear",
            "alternatives_told",
            "complained_of",
            "grade",
            "purchased_on",
            "remedy_sought",
            "contact",
            "opened_by",
            "confirmed_at",
            "reopened_count",
            "conversation",
            "sla_targets",
            "binding_decision",
            "proposal",
            "approvals",
            "fulfilment",
            "risks",
            "missing",
            "allowed",
            "documents",
            "merged_into",
        )

    def to_representation(self, ticket: Ticket) -> Any:
        """Phone numbers in texts are masked for readers who may not reveal them."""
        data = super().to_representation(ticket)
        whole = reads_whole(self.context["user"], ticket.customer)
        return data | {name: text_for(data[name], whole=whole) for name in TEXTS}

    @property
    def work(self) -> TicketWork:
        return self.context["work"]

    @extend_schema_field(TagNameOut(many=True))
    def get_tags(self, ticket: Ticket) -> Any:
        return TagNameOut(self.work.tags, many=True).data

    @extend_schema_field(EntryOut(many=True))
    def get_conversation(self, ticket: Ticket) -> Any:
        rows = conversation(ticket, self.context["user"])
        return EntryOut(rows, many=True, context=self.context).data

    @extend_schema_field(SlaTargetOut(many=True))
    def get_sla_targets(self, ticket: Ticket) -> Any:
        rows = [row for row in ticket.sla_targets.all() if row.cancelled_at is None]
        return SlaTargetOut(rows, many=True, context=self.context).data

    @extend_schema_field(BindingDecisionOut(allow_null=True))
    def get_binding_decision(self, ticket: Ticket) -> Any:
        found = binding_decision(ticket)
        return BindingDecisionOut(found, context=self.context).data if found else None

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


class ReminderOut(serializers.ModelSerializer):
    """A reminder. told_at: when its notification was sent."""

    ticket = serializers.SlugRelatedField("number", read_only=True)

    class Meta:
        model = Reminder
        fields = ("id", "ticket", "due_at", "note", "created_at", "told_at", "done_at")
