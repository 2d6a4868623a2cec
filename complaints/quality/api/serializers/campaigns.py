"""The JSON of campaigns."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ...models import Campaign, CampaignAttempt, CampaignCheck, CampaignCustomer, CampaignPaper, CampaignPhase
from ...presentation.campaigns import check_chart
from ...queries.campaigns import checked, reached


class PhaseOut(serializers.ModelSerializer):
    class Meta:
        model = CampaignPhase
        fields = ("kind", "due_on", "began_at", "ended_at")


class PaperOut(serializers.ModelSerializer):
    """A document of a campaign. ready: whether its PDF is made."""

    filed_by = serializers.SlugRelatedField("username", read_only=True)
    ready = serializers.SerializerMethodField()

    class Meta:
        model = CampaignPaper
        fields = ("kind", "version", "language", "count", "filed_by", "filed_at", "posted_on", "fault", "ready")

    def get_ready(self, paper: CampaignPaper) -> bool:
        return paper.stored_id is not None


class CampaignOut(serializers.ModelSerializer):
    product = serializers.SlugRelatedField("code", read_only=True)
    region = serializers.SlugRelatedField("code", read_only=True)
    investigation = serializers.SlugRelatedField("number", read_only=True)
    owner = serializers.SlugRelatedField("username", read_only=True)
    drafted_by = serializers.SlugRelatedField("username", read_only=True)
    signed_by = serializers.SlugRelatedField("username", read_only=True)
    signed_for = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = Campaign
        fields = (
            *("number", "kind", "title", "product", "batch", "sold_from", "sold_until", "region", "by_serials"),
            *("investigation", "risk", "hazard", "basis", "plan", "remedy", "remedy_note", "notice", "notice_en"),
            *("state", "owner", "attempts_needed", "channels_needed", "check_share", "check_least", "goal"),
            *("drafted_by", "created_at", "signed_by", "signed_for", "signed_at", "started_at", "closed_at"),
            *("closing_note", "version"),
        )


class CampaignDetailOut(CampaignOut):
    """A campaign with its phases, documents, the funnel and the result of the check calls."""

    phases = PhaseOut(many=True, read_only=True)
    papers = PaperOut(many=True, read_only=True)
    funnel = serializers.SerializerMethodField()
    effectiveness = serializers.SerializerMethodField()

    class Meta(CampaignOut.Meta):
        fields = (*CampaignOut.Meta.fields, "phases", "papers", "funnel", "effectiveness")

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
    def get_funnel(self, row: Campaign) -> dict[str, int]:
        found = reached(row)
        names = ("all", "told", "answered", "remedied", "units", "remedied_units", "later")
        return {**{name: getattr(found, name) for name in names}, "unreachable": found.counts["unreachable"]}

    @extend_schema_field({"type": ["object", "null"]})
    def get_effectiveness(self, row: Campaign) -> dict[str, Any] | None:
        chart = check_chart(checked(row), row.goal)
        if chart is None:
            return None
        return {name: chart[name] for name in ("hits", "called", "share", "low", "high", "goal", "verdict", "left")}


class AttemptOut(serializers.ModelSerializer):
    by = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = CampaignAttempt
        fields = ("at", "by", "channel", "result", "note")


class CampaignCustomerOut(serializers.ModelSerializer):
    campaign = serializers.SlugRelatedField("number", read_only=True)
    customer = serializers.SlugRelatedField("number", read_only=True)
    customer_name = serializers.CharField(source="customer.name", read_only=True)
    ticket = serializers.SlugRelatedField("number", read_only=True)
    remedied_by = serializers.SlugRelatedField("username", read_only=True)
    attempts = AttemptOut(many=True, read_only=True)

    class Meta:
        model = CampaignCustomer
        fields = (
            *("id", "campaign", "customer", "customer_name", "role", "units", "pieces", "came_later", "added_at"),
            *("reach", "told_at", "answered_at", "stopped", "units_confirmed", "moved_on_to", "answer_note"),
            *("answered_by_link", "remedied_units", "remedied_at", "remedied_by", "remedy_note", "ticket"),
            *("unreachable_reason", "unreachable_note", "given_up_at", "version", "attempts"),
        )


class CheckCallOut(serializers.ModelSerializer):
    campaign = serializers.CharField(source="draw.campaign.number", read_only=True)
    customer = serializers.CharField(source="row.customer.number", read_only=True)
    called_by = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = CampaignCheck
        fields = (
            *("id", "campaign", "customer", "position", "called_at", "called_by", "reached", "knew", "stopped"),
            *("remedied", "is_proof", "note", "version"),
        )
